package io.quoin.storage.lmdb;

import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import io.quoin.storage.testing.EngineConformance;
import io.quoin.storage.testing.RecordPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;

/** LMDB against the kit. A crash is a copy of the files of the open engine, as a killed process leaves them. */
class LmdbEngineConformanceTest extends EngineConformance {
    private final List<StorageEngine> abandoned = new ArrayList<>();

    @Override
    public StorageEngineProvider provider() {
        return StorageEngineProvider.named("lmdb");
    }

    @Override
    public Path crash(Path directory, StorageEngine open, RandomGenerator random) {
        abandoned.add(open);
        var copy = directory.resolveSibling("crashed-" + abandoned.size());
        DirectoryCopy.copy(directory, copy);
        return copy;
    }

    @Override
    public void flipBit(Path directory, RecordPosition position, byte[] record) {
        var file = directory.resolve("env-1").resolve("data.mdb");
        try {
            var data = ByteBuffer.wrap(Files.readAllBytes(file));
            var flipped = 0;
            for (var at = 0; at <= data.capacity() - record.length; at++) {
                if (data.slice(at, record.length).equals(ByteBuffer.wrap(record))) {
                    data.put(at + 9, (byte) (record[9] ^ 32));
                    flipped++;
                }
            }
            if (flipped == 0) {
                throw new AssertionError("record " + position + " is not in " + file);
            }
            Files.write(file, data.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean outlivesProcess() {
        return true;
    }

    /** An engine that crashed with an open batch cannot be closed; its environment goes with the process. */
    @AfterEach
    void closeAbandoned() {
        for (var engine : abandoned) {
            try {
                engine.close();
            } catch (IllegalStateException e) {
                if (!e.getMessage().contains("batch")) {
                    throw e;
                }
            }
        }
    }
}
