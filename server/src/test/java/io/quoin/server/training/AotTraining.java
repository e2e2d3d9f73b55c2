package io.quoin.server.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the packaged server under a short real load and has the JVM keep what it learnt: classes loaded and linked, and
 * profiles of the methods that were hot. The result, {@code app.aot} beside the server's jar, fits that very JDK and
 * those very jars. Bounded in time. When it fails it says so, and the server will start plainly: the build goes on.
 *
 * <p>Arguments: the folder of the packaged server, the file with the JVM's options.
 */
public final class AotTraining {
    private static final long LOAD_MILLIS = 6_000;

    /** The usual is about 15 seconds; a busy machine may take longer. */
    private static final long WHOLE_MILLIS_MAX = 120_000;

    private static final long READY_MILLIS = 30_000;

    /** The JVM writes the cache when it ends, with a process of its own. */
    private static final long END_MILLIS = 30_000;

    private static final String READY = "ready to serve client requests";

    private final Path app;
    private final Path options;
    private final Path scratch;

    private AotTraining(Path app, Path options, Path scratch) {
        this.app = app;
        this.options = options;
        this.scratch = scratch;
    }

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(AotTraining::endInTime);
        try {
            train(Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]).toRealPath());
        } catch (IOException | ExecutionException | InterruptedException | RuntimeException e) {
            System.err.println("[WARNING] no AOT cache, the server will start without: " + e);
        }
        System.exit(0); // whatever happened: it is no reason to fail the build
    }

    private static void train(Path app, Path options) throws IOException, ExecutionException, InterruptedException {
        Path scratch = Files.createTempDirectory(app.getParent(), "training");
        try {
            new AotTraining(app, options, scratch).run();
        } finally {
            delete(scratch);
        }
    }

    /** Without its server everything here fails soon. */
    private static void endInTime() {
        try {
            TimeUnit.MILLISECONDS.sleep(WHOLE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private void run() throws IOException, ExecutionException, InterruptedException {
        Path cache = app.resolve("app.aot");
        Files.deleteIfExists(cache);
        Path fresh = scratch.resolve("app.aot");
        int port = freePort();
        Process filled = start(port, List.of());
        try (Load load = new Load(port)) {
            load.fill();
        } finally {
            filled.destroyForcibly().waitFor(); // so that the next one reads the log, too
        }
        Process trained = start(port, List.of("-XX:AOTCacheOutput=" + fresh));
        try {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOAD_MILLIS);
            try (Load load = new Load(port)) {
                while (System.nanoTime() < end) {
                    load.round();
                }
            }
            trained.destroy();
            if (!trained.waitFor(END_MILLIS, TimeUnit.MILLISECONDS) || !Files.exists(fresh)) {
                throw new IllegalStateException("the JVM wrote none: " + Files.readString(output()));
            }
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            trained.descendants().forEach(ProcessHandle::destroyForcibly);
            trained.destroyForcibly().waitFor();
        }
    }

    private Process start(int port, List<String> recording) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + options);
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(recording);
        String url = "http://127.0.0.1:" + port;
        command.addAll(List.of("-jar", app.resolve("quarkus-run.jar").toString(), "--data-dir", "data"));
        command.addAll(List.of("--listen-client-urls", url, "--advertise-client-urls", url));
        Process process = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        awaitReady(process);
        return process;
    }

    private void awaitReady(Process process) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (!Files.readString(output()).contains(READY)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IllegalStateException("the server is not ready: " + Files.readString(output()));
            }
        }
    }

    private Path output() {
        return scratch.resolve("output.txt");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
