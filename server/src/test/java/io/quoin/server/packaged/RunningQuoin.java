package io.quoin.server.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the launcher, with PATH as its only environment and its output in a file. */
final class RunningQuoin implements AutoCloseable {
    private static final long WAIT_SECONDS = 120;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Path output;
    final Process process;

    private RunningQuoin(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** The folder of the project. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts the launcher, by whatever path it is called, in a working directory. */
    static RunningQuoin start(Path launcher, Path workingDirectory, String... arguments) throws IOException {
        return start(Map.of(), launcher, workingDirectory, arguments);
    }

    /** As {@link #start(Path, Path, String...)}, with more in its environment. */
    static RunningQuoin start(
            Map<String, String> environment, Path launcher, Path workingDirectory, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(workingDirectory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        return new RunningQuoin(output, builder.start());
    }

    /** Starts a server on that port and waits until it says that it is ready. */
    static RunningQuoin serve(Path workingDirectory, Path data, int port) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port;
        RunningQuoin server = start(
                root().resolve("quoin"),
                workingDirectory,
                "--data-dir",
                data.toString(),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url);
        server.awaitLine("ready to serve client requests");
        return server;
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    void awaitLine(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (lines().stream().noneMatch(line -> line.contains(text))) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("no line with '" + text + "' in " + lines());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(port, path, "GET");
    }

    static HttpResponse<String> send(int port, String path, String verb) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(verb, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
