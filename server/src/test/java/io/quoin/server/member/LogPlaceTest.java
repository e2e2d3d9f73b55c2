package io.quoin.server.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.wal.Disk;
import io.quoin.consensus.wal.DiskFile;
import io.quoin.consensus.wal.FileDisk;
import io.quoin.server.config.ServerOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPlaceTest {
    @TempDir
    private Path directory;

    private static ServerOptions.Storage storage(Path wal, boolean forced) {
        return new ServerOptions.Storage(Optional.ofNullable(wal), forced, 100, 10_000, 0);
    }

    @Test
    void theLogLiesBelowTheDataUnlessItHasADirectoryOfItsOwn() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"), new MemberIds(1, 2))) {
            LogPlace inside = LogPlace.of(data, storage(null, true));
            assertEquals("member", inside.directory());
            assertTrue(inside.disk().exists("identity"));
            LogPlace elsewhere = LogPlace.of(data, storage(directory.resolve("far/away"), true));
            assertEquals("away", elsewhere.directory());
            assertTrue(Files.isDirectory(directory.resolve("far/away")));
            assertTrue(elsewhere.disk().exists("away"));
        }
    }

    @Test
    void anUnforcedDiskForcesNothingButWrites() throws IOException {
        Forces forces = new Forces();
        Disk disk = new UnforcedDisk(forces.counting(directory));
        disk.createDirectory("d");
        disk.forceDirectory("d");
        try (DiskFile file = disk.create("d/f")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            file.force(true);
        }
        try (DiskFile file = disk.openForWriting("d/f")) {
            file.force(false);
            assertEquals(3, file.size());
        }
        assertEquals(0, forces.count);
    }

    /** Counts what reaches the disk. */
    private static final class Forces {
        private int count;

        Disk counting(Path root) {
            Disk real = new FileDisk(root);
            return (Disk) Proxy.newProxyInstance(
                    Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("forceDirectory")) {
                            count++;
                        }
                        Object result = method.invoke(real, arguments);
                        return result instanceof DiskFile file ? watched(file) : result;
                    });
        }

        private DiskFile watched(DiskFile real) {
            return (DiskFile) Proxy.newProxyInstance(
                    Disk.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("force")) {
                            count++;
                        }
                        return method.invoke(real, arguments);
                    });
        }
    }
}
