package io.quoin.compatibility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server, started by its command on free loopback ports as a user would start it, killed by {@link #close}. The
 * command is {@code $QUOIN}, or the launcher at the root of the repository.
 */
final class PackagedServer implements AutoCloseable {
    private static final String READY = "ready to serve client requests";
    private static final long START_SECONDS_MAX = 300;

    private final Process process;
    private final int port;

    private PackagedServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Returns when the server is ready for clients; throws with its last line of output when it ends instead. */
    static PackagedServer start(Path dataDirectory) throws IOException {
        int clientPort = freePort();
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + freePort();
        var builder = new ProcessBuilder(
                        command().toString(),
                        "--data-dir=" + dataDirectory,
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer)
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME"));
        var server = new PackagedServer(builder.start(), clientPort);
        server.awaitReady();
        return server;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void awaitReady() {
        var ready = new CompletableFuture<Void>();
        var reader = new Thread(() -> readOutput(ready), "output of the server");
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException("the server does not become ready", e);
        } catch (InterruptedException e) {
            close();
            throw new IllegalStateException(e);
        }
    }

    private void readOutput(CompletableFuture<Void> ready) {
        String last = "no output";
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line;
                if (line.contains(READY)) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(new UncheckedIOException(e));
        }
        ready.completeExceptionally(new IllegalStateException("it ended: " + last));
    }

    private static Path command() {
        String given = System.getenv("QUOIN");
        if (given != null) {
            if (!Path.of(given).isAbsolute()) {
                throw new IllegalArgumentException("QUOIN is not an absolute path: " + given);
            }
            return Path.of(given);
        }
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory.resolve("quoin");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
