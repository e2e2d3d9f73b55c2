package io.quoin.storage.testing;

import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** The reference engine against the kit. */
class InMemoryEngineConformanceTest extends EngineConformance {
    private final InMemoryEngineProvider provider = new InMemoryEngineProvider();

    @Override
    public StorageEngineProvider provider() {
        return provider;
    }

    @Override
    public Path crash(Path directory, StorageEngine open, RandomGenerator random) {
        provider.disk(directory).crash(random);
        return directory;
    }

    @Override
    public void flipBit(Path directory, RecordPosition position, byte[] record) {
        provider.disk(directory).flipBit(position, 77);
    }

    @Override
    public boolean outlivesProcess() {
        return false;
    }
}
