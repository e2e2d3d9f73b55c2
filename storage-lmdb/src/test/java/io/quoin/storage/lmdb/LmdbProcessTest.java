package io.quoin.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quoin.storage.EngineBusyException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngineProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a second process can show. */
class LmdbProcessTest {
    @TempDir
    private Path temporary;

    @Test
    void anEngineOpensWithNothingButPathInTheEnvironmentAndAKilledProcessLeavesNoLockAndNoLibrary() throws Exception {
        var directory = temporary.resolve("engine");
        var unpacked = Files.createDirectory(temporary.resolve("tmp"));
        var builder = new ProcessBuilder(command(directory, unpacked)).redirectError(ProcessBuilder.Redirect.INHERIT);
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        var process = builder.start();
        try (var output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            assertEquals("open", output.readLine());
            assertThrows(EngineBusyException.class, () -> open(directory));
        } finally {
            process.destroyForcibly().waitFor();
        }
        open(directory).close();
        assertEquals(List.of(), children(unpacked));
    }

    private static AutoCloseable open(Path directory) {
        return StorageEngineProvider.named("lmdb").open(directory, EngineOptions.DEFAULT);
    }

    private static List<Path> children(Path directory) throws IOException {
        try (var children = Files.list(directory)) {
            return children.toList();
        }
    }

    private static List<String> command(Path directory, Path unpacked) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + unpacked,
                "-cp",
                System.getProperty("java.class.path"),
                LmdbProcessTest.class.getName(),
                directory.toString());
    }

    /** The other process: opens, commits, says so and waits to be killed. */
    public static void main(String[] arguments) throws IOException {
        var engine = StorageEngineProvider.named("lmdb").open(Path.of(arguments[0]), EngineOptions.DEFAULT);
        try (var batch = engine.begin()) {
            batch.commit(engine.recovered());
        }
        System.out.println("open");
        System.in.read();
    }
}
