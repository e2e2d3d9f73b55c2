package io.quoin.storage.testing;

import io.quoin.storage.BackupReader;
import io.quoin.storage.BackupReceiver;
import io.quoin.storage.BackupSource;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngineProvider;
import io.quoin.storage.StoredContents;
import io.quoin.storage.Table;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens in-memory engines; each path names a disk of this provider, none touches a file. Thread safe. */
public final class InMemoryEngineProvider implements StorageEngineProvider {
    private final Map<Path, InMemoryDisk> disks = new ConcurrentHashMap<>();

    /** The disk of a path; made when absent. */
    public InMemoryDisk disk(Path directory) {
        return disks.computeIfAbsent(directory.toAbsolutePath().normalize(), _ -> new InMemoryDisk());
    }

    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public InMemoryEngine open(Path directory, EngineOptions options) {
        return disk(directory).open(options);
    }

    @Override
    public StoredContents read(Path directory) {
        return new InMemoryContents(disk(directory).closedContents());
    }

    @Override
    public Checkpoint restore(Path directory, EngineOptions options, BackupSource source) throws IOException {
        var contents = new Contents();
        var checkpoint = BackupReader.read(source, new BackupReceiver() {
            @Override
            public void begin(Checkpoint restored) {
                contents.checkpoint(restored);
            }

            @Override
            public void entry(Table table, byte[] key, byte[] value) {
                contents.setEntry(table, key, value);
            }

            @Override
            public void record(long main, int sub, MemorySegment record) {
                contents.putRecord(new RecordPosition(main, sub), record.toArray(ValueLayout.JAVA_BYTE));
            }
        });
        var disk = disk(directory);
        if (contents.bytes() > Math.min(options.capacityBytes(), disk.capacityBytes())) {
            throw new EngineFullException("a backup of " + contents.bytes() + " bytes does not fit", null);
        }
        disk.replace(contents);
        return checkpoint;
    }
}
