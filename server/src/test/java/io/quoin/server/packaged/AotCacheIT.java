package io.quoin.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The AOT cache that the build trained: in use where it fits, and never in the way. */
class AotCacheIT {
    private static final Path LAUNCHER = RunningQuoin.root().resolve("quoin");
    private static final String COLLECTOR = "-XX:+UseSerialGC ";

    @TempDir
    private Path folder;

    /** Where the JVM took the main class from. */
    private String sourceOfMainClass(String options) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes.txt");
        var environment = Map.of("QUOIN_JAVA_OPTS", COLLECTOR + options + " -Xlog:class+load:file=" + classes);
        try (RunningQuoin quoin = RunningQuoin.start(environment, LAUNCHER, folder, "--version")) {
            assertEquals(0, quoin.awaitEnd());
            assertEquals("etcd Version: 3.7.3", quoin.lines().getFirst());
        }
        return Files.readAllLines(classes).stream()
                .filter(line -> line.contains(" io.quoin.server.Quoin "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theServerRunsFromIt() throws Exception {
        String source = sourceOfMainClass("-Xmx256m");
        assertTrue(source.endsWith("source: shared objects file"), source);
    }

    @Test
    void theOtherCollectorRunsFromItToo() throws Exception {
        String source = sourceOfMainClass("-XX:-UseSerialGC -XX:+UseG1GC");
        assertTrue(source.endsWith("source: shared objects file"), source);
    }

    /** One that is not there, one that is no cache, one that was made for another layout of objects. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:AOTCache=no-such-file", "-XX:AOTCache=noise", "-XX:+UseCompactObjectHeaders"})
    void withoutAFittingOneTheServerStartsPlainly(String options) throws Exception {
        Files.writeString(folder.resolve("noise"), "noise".repeat(1_000));
        String source = sourceOfMainClass(options);
        assertTrue(source.contains("quoin-server-"), source);

        int port = RunningQuoin.freePort();
        String url = "http://127.0.0.1:" + port;
        var environment = Map.of("QUOIN_JAVA_OPTS", COLLECTOR + options);
        String[] flags = {"--listen-client-urls=" + url, "--advertise-client-urls=" + url};
        try (RunningQuoin quoin = RunningQuoin.start(environment, LAUNCHER, folder, flags)) {
            quoin.awaitLine("ready to serve client requests");
            assertEquals(200, RunningQuoin.get(port, "/health").statusCode());
            List<String> notJson =
                    quoin.lines().stream().filter(line -> !line.startsWith("{")).toList();
            assertEquals(List.of(), notJson);
        }
    }
}
