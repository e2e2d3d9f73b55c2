package io.quoin.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as supervisors, scripts and harnesses see it: the launcher, with PATH as its only environment. */
class PackagedServerIT {
    private static final Path LAUNCHER = RunningQuoin.root().resolve("quoin");

    @TempDir
    private Path folder;

    private static void assertEachLineIsJson(RunningQuoin quoin) throws IOException {
        for (String line : quoin.lines()) {
            JsonObject entry = new JsonObject(line);
            for (String key : List.of("level", "ts", "caller", "msg")) {
                assertFalse(entry.getString(key, "").isEmpty(), line);
            }
            assertFalse(entry.getString("level").equals("error"), line);
        }
    }

    @Test
    void itServesHttpLogsJsonAndEndsOnSigterm() throws Exception {
        int port = RunningQuoin.freePort();
        Path data = folder.resolve("data");
        try (RunningQuoin quoin = RunningQuoin.serve(folder, data, port)) {
            assertEquals(
                    "{\"etcdserver\":\"3.7.3\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}",
                    RunningQuoin.get(port, "/version").body());
            assertEquals(405, RunningQuoin.send(port, "/version", "POST").statusCode());
            assertEquals(
                    "{\"health\":\"true\",\"reason\":\"\"}",
                    RunningQuoin.get(port, "/health").body());
            assertEquals(200, RunningQuoin.get(port, "/q/health").statusCode());
            assertEquals(404, RunningQuoin.get(port, "/nonsense").statusCode());
            assertEquals(
                    "404 page not found\n", RunningQuoin.get(port, "/nonsense").body());
            assertEquals("ok\n", RunningQuoin.get(port, "/livez").body());
            assertEquals(
                    "ok\n", RunningQuoin.get(port, "/readyz/linearizable_read").body());
            assertTrue(RunningQuoin.get(port, "/metrics").body().contains("\netcd_server_has_leader 1\n"));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));

            quoin.process.destroy();
            int code = quoin.awaitEnd();
            assertTrue(code == 0 || code == 143, "exit code " + code);
            assertEachLineIsJson(quoin);
            assertTrue(
                    quoin.lines().getLast().contains("\"msg\":\"stopped\""),
                    quoin.lines().getLast());
        }
    }

    @Test
    void itComesBackAfterBeingKilled() throws Exception {
        int port = RunningQuoin.freePort();
        Path data = folder.resolve("data");
        try (RunningQuoin first = RunningQuoin.serve(folder, data, port)) {
            first.process.destroyForcibly();
            first.awaitEnd();
        }
        try (RunningQuoin second = RunningQuoin.serve(folder, data, port)) {
            assertEquals(200, RunningQuoin.get(port, "/q/health").statusCode());
            assertEachLineIsJson(second);
        }
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedWithOneLine() throws Exception {
        int port = RunningQuoin.freePort();
        Path data = folder.resolve("data");
        try (RunningQuoin first = RunningQuoin.serve(folder, data, port);
                RunningQuoin second = RunningQuoin.start(LAUNCHER, folder, "--data-dir=" + data)) {
            assertEquals(1, second.awaitEnd());
            assertTrue(
                    second.lines().getLast().contains("in use by another server"),
                    second.lines().toString());
            assertEachLineIsJson(second);
            assertTrue(first.process.isAlive());
            assertEquals(200, RunningQuoin.get(port, "/q/health").statusCode());
        }
    }

    @Test
    void theDataOfEtcdAreLeftAlone() throws Exception {
        Path database = folder.resolve("data/member/snap/db");
        Files.createDirectories(database.getParent());
        Files.writeString(database, "bolt");
        try (RunningQuoin quoin = RunningQuoin.start(LAUNCHER, folder, "--data-dir", "data")) {
            assertEquals(1, quoin.awaitEnd());
            assertTrue(
                    quoin.lines().getLast().contains("holds the data of etcd"),
                    quoin.lines().toString());
        }
        try (Stream<Path> names = Files.list(folder.resolve("data"))) {
            assertEquals(List.of(folder.resolve("data/member")), names.toList());
        }
    }

    @Test
    void itRunsThroughALinkFromADirectoryWithSpaces() throws Exception {
        Path working = Files.createDirectory(folder.resolve("a b ü"));
        Path link = Files.createSymbolicLink(working.resolve("my quoin"), LAUNCHER);
        int port = RunningQuoin.freePort();
        String url = "http://127.0.0.1:" + port;
        try (RunningQuoin quoin =
                RunningQuoin.start(link, working, "-listen-client-urls", url, "-advertise-client-urls", url)) {
            quoin.awaitLine("ready to serve client requests");
            assertTrue(Files.isDirectory(working.resolve("default.etcd")));
        }
    }

    @Test
    void theVersionIsPrintedAsEtcdDoes() throws Exception {
        try (RunningQuoin quoin = RunningQuoin.start(LAUNCHER, folder, "--version")) {
            assertEquals(0, quoin.awaitEnd());
            assertEquals("etcd Version: 3.7.3", quoin.lines().getFirst());
            assertEquals(4, quoin.lines().size());
        }
    }

    @Test
    void theToolsReadADirectoryOnceItsServerHasStopped() throws Exception {
        int port = RunningQuoin.freePort();
        Path data = folder.resolve("data");
        try (RunningQuoin server = RunningQuoin.serve(folder, data, port)) {
            for (String[] tool : new String[][] {{"dump", "data"}, {"wal", "verify", "data"}}) {
                try (RunningQuoin refused = RunningQuoin.start(LAUNCHER, folder, tool)) {
                    assertEquals(3, refused.awaitEnd());
                    assertEquals(
                            List.of("quoin: data directory " + data + " is in use by a server: stop it first"),
                            refused.lines());
                }
            }
            assertEquals(200, RunningQuoin.get(port, "/q/health").statusCode());
            server.process.destroy();
            server.awaitEnd();
        }
        try (RunningQuoin dump = RunningQuoin.start(LAUNCHER, folder, "dump", "data");
                RunningQuoin verify = RunningQuoin.start(LAUNCHER, folder, "wal", "verify", "data")) {
            assertEquals(0, dump.awaitEnd(), dump.lines().toString());
            assertEquals(0, verify.awaitEnd(), verify.lines().toString());
            assertTrue(
                    verify.lines().contains("verdict           clean"),
                    verify.lines().toString());
        }
    }

    @Test
    void anUnknownFlagPrintsTheUsageAndExitsWithTwo() throws Exception {
        try (RunningQuoin quoin = RunningQuoin.start(LAUNCHER, folder, "--nonsense")) {
            assertEquals(2, quoin.awaitEnd());
            assertEquals(
                    "flag provided but not defined: -nonsense", quoin.lines().getFirst());
            assertEquals("Usage:", quoin.lines().get(1));
        }
    }

    @Test
    void whatTheOptionsAskAgainstIsSaidInOneLine() throws Exception {
        try (RunningQuoin quoin = RunningQuoin.start(
                LAUNCHER, folder, "--name=a", "--initial-cluster", "a=http://127.0.0.1:1,b=http://127.0.0.1:2")) {
            assertEquals(1, quoin.awaitEnd());
            assertEquals(1, quoin.lines().size());
            assertTrue(quoin.lines().getFirst().contains("more than one member is not possible yet"));
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLine() throws Exception {
        int port = RunningQuoin.freePort();
        String url = "--listen-client-urls=http://127.0.0.1:" + port;
        try (RunningQuoin first = RunningQuoin.serve(folder, folder.resolve("one"), port);
                RunningQuoin second = RunningQuoin.start(
                        LAUNCHER, folder, "--data-dir=two", url, "--advertise-client-urls=http://127.0.0.1:1")) {
            assertTrue(second.process.waitFor(120, TimeUnit.SECONDS));
            assertEquals(1, second.process.exitValue());
            assertTrue(
                    second.lines().getLast().contains("cannot listen on"),
                    second.lines().toString());
            assertTrue(first.process.isAlive());
        }
    }
}
