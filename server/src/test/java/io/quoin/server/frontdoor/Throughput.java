package io.quoin.server.frontdoor;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/**
 * A program that says what an echo of 282 bytes costs the event loops (CPU time of their threads, calls a second), with
 * a number of connections and of calls outstanding on each. Client and server share the machine: compare runs, nothing
 * else.
 */
final class Throughput {
    private static final int SECONDS = 5;
    private static final byte[] REQUEST = Frame.message(new byte[282]);

    private Throughput() {}

    public static void main(String[] args) throws IOException {
        int connections = Integer.parseInt(args[0]);
        int outstanding = Integer.parseInt(args[1]);
        try (EchoServer server = new EchoServer(TestMethods.options())) {
            for (int round = 0; round < 4; round++) {
                long cpuBefore = loopNanos();
                long calls = run(server.port(), connections, outstanding);
                long cpu = loopNanos() - cpuBefore;
                System.out.printf(
                        "%d calls/s, %.2f us CPU of the loops per call%n", calls / SECONDS, cpu / 1e3 / calls);
            }
        }
    }

    private static long run(int port, int connections, int outstanding) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        CompletableFuture<?>[] clients = new CompletableFuture<?>[connections];
        for (int i = 0; i < connections; i++) {
            CompletableFuture<Long> calls = new CompletableFuture<>();
            clients[i] = calls;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    calls.complete(client(port, outstanding, end));
                } catch (IOException | RuntimeException e) {
                    calls.completeExceptionally(e);
                }
            });
        }
        long total = 0;
        for (CompletableFuture<?> calls : clients) {
            total += (Long) calls.join();
        }
        return total;
    }

    private static long client(int port, int outstanding, long end) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(Frame.join(Frame.PREFACE, Frame.settings(), Frame.windowUpdate(0, 1 << 30)));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            byte[] headers = Frame.call(1, false, "/test.Echo/Unary");
            long calls = 0;
            for (int stream = 1; System.nanoTime() < end; ) {
                byte[][] parts = new byte[outstanding * 2][];
                for (int i = 0; i < outstanding; i++, stream += 2) {
                    parts[2 * i] = headers.clone();
                    for (int b = 0; b < 4; b++) {
                        parts[2 * i][5 + b] = (byte) (stream >>> (24 - 8 * b));
                    }
                    parts[2 * i + 1] = Frame.data(stream, true, REQUEST);
                }
                socket.getOutputStream().write(Frame.join(parts));
                awaitAnswers(in, outstanding);
                calls += outstanding;
            }
            return calls;
        }
    }

    private static void awaitAnswers(DataInputStream in, int count) throws IOException {
        for (int open = count; open > 0; ) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            in.skipNBytes(4 + (lengthAndType >>> 8));
            if ((lengthAndType & 0xff) == Frame.HEADERS && (flags & Frame.END_STREAM) != 0) {
                open--;
            }
        }
    }

    private static long loopNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("nioEventLoopGroup")) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos;
    }
}
