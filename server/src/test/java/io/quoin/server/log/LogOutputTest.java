package io.quoin.server.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogOutputTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    private Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] line(int length) {
        byte[] line = new byte[length];
        Arrays.fill(line, (byte) 'x');
        return line;
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Test
    void filesAreAppendedToAndAllGetTheLine() throws IOException {
        Path first = directory.resolve("a.log");
        Path second = directory.resolve("b.log");
        Files.writeString(first, "old\n");
        LogOutput output = LogOutput.open(List.of(first.toString(), second.toString()), Optional.empty());
        output.write("new\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("old\nnew\n", Files.readString(first));
        assertEquals("new\n", Files.readString(second));
    }

    @Test
    void aFileThatCannotBeOpenedIsNamedAsInEtcd() {
        String name = directory + "/nowhere/x";
        var refusal = assertThrows(IOException.class, () -> LogOutput.open(List.of(name), Optional.empty()));
        assertEquals("open sink \"" + name + "\": open " + name + ": no such file or directory", refusal.getMessage());
    }

    @Test
    void aFullFileIsPutAsideAndCompressed() throws IOException {
        Path file = directory.resolve("etcd.log");
        RotatingFile log = RotatingFile.open(file, new LogRotation(1, 0, 0, false, true), at(START));
        log.write(line(1 << 20));
        log.write(line(10));
        assertEquals(List.of("etcd-2026-01-02T03-04-05.678.log.gz", "etcd.log"), names());
        assertEquals(10, Files.size(file));
        try (var old = new GZIPInputStream(Files.newInputStream(directory.resolve(names().getFirst())))) {
            assertArrayEquals(line(1 << 20), old.readAllBytes());
        }
    }

    @Test
    void onlySoManyOldFilesAreKept() throws IOException {
        Path file = directory.resolve("etcd.log");
        for (int i = 0; i < 4; i++) {
            RotatingFile log =
                    RotatingFile.open(file, new LogRotation(1, 0, 2, false, false), at(START.plusSeconds(i)));
            log.write(line(1 << 20));
        }
        assertEquals(
                List.of("etcd-2026-01-02T03-04-07.678.log", "etcd-2026-01-02T03-04-08.678.log", "etcd.log"), names());
    }
}
