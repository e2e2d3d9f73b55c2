package io.quoin.server.frontdoor;

import io.quoin.server.rpc.Method.Shape;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop counts. Only the loop writes, so a count costs a load and a store: no lock, no allocation, no
 * look-up by label. Any thread reads.
 */
final class LoopCounts {
    /** More versions than any client library has; what a client makes up beyond them counts as {@link #OTHER}. */
    static final int CLIENT_VERSIONS_MAX = 32;

    private static final int VERSION_CHARS_MAX = 64;

    static final String UNKNOWN = "unknown";
    static final String OTHER = "other";

    private static final int STARTED = 0;
    private static final int RECEIVED = 1;
    private static final int SENT = 2;
    private static final int HANDLED = 3;
    private static final int WIDTH = HANDLED + CallTotals.STATUS_CODES;
    private static final int RECEIVED_BYTES = 0;
    private static final int SENT_BYTES = 1;
    private static final int QUEUED_BYTES = 2;

    private final AtomicLongArray byMethod;
    private final AtomicLongArray bytes = new AtomicLongArray(3);
    private final ClientCounts withoutVersion = new ClientCounts(UNKNOWN);
    private ClientCounts latest = withoutVersion;
    private volatile ClientCounts[] clients = {withoutVersion};

    LoopCounts(int methods) {
        byMethod = new AtomicLongArray(methods * WIDTH);
    }

    /** A call of the method with that number has begun; the version is its client's, or null. */
    void started(int method, Shape shape, CharSequence clientVersion) {
        add(byMethod, method * WIDTH + STARTED, 1);
        client(clientVersion).count(shape);
    }

    void received(int method, int messageBytes) {
        add(byMethod, method * WIDTH + RECEIVED, 1);
        add(bytes, RECEIVED_BYTES, messageBytes);
    }

    void sent(int method, int messageBytes) {
        add(byMethod, method * WIDTH + SENT, 1);
        add(bytes, SENT_BYTES, messageBytes);
    }

    /** That much more, or less, waits for clients to take it. */
    void queued(long more) {
        add(bytes, QUEUED_BYTES, more);
    }

    /** Not a message, but counted as one, as etcd does when a unary call is refused. */
    void sentRefusal(int method) {
        add(byMethod, method * WIDTH + SENT, 1);
    }

    void handled(int method, int statusCode) {
        add(byMethod, method * WIDTH + HANDLED + statusCode, 1);
    }

    private static void add(AtomicLongArray counts, int index, long more) {
        counts.setOpaque(index, counts.getPlain(index) + more);
    }

    private ClientCounts client(CharSequence version) {
        if (version == null || version.length() > VERSION_CHARS_MAX) {
            return withoutVersion;
        }
        if (!latest.version.contentEquals(version)) {
            latest = find(version);
        }
        return latest;
    }

    private ClientCounts find(CharSequence version) {
        ClientCounts[] known = clients;
        for (ClientCounts client : known) {
            if (client.version.contentEquals(version)) {
                return client;
            }
        }
        if (known.length > CLIENT_VERSIONS_MAX) {
            return known[CLIENT_VERSIONS_MAX];
        }
        ClientCounts added = new ClientCounts(known.length == CLIENT_VERSIONS_MAX ? OTHER : version.toString());
        ClientCounts[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = added;
        clients = more;
        return added;
    }

    long started(int method) {
        return byMethod.getOpaque(method * WIDTH + STARTED);
    }

    long received(int method) {
        return byMethod.getOpaque(method * WIDTH + RECEIVED);
    }

    long sent(int method) {
        return byMethod.getOpaque(method * WIDTH + SENT);
    }

    long handledWith(int method, int statusCode) {
        return byMethod.getOpaque(method * WIDTH + HANDLED + statusCode);
    }

    long receivedBytes() {
        return bytes.getOpaque(RECEIVED_BYTES);
    }

    long sentBytes() {
        return bytes.getOpaque(SENT_BYTES);
    }

    long queuedBytes() {
        return bytes.getOpaque(QUEUED_BYTES);
    }

    ClientCounts[] clients() {
        return clients;
    }

    /** Calls of the clients of one version. */
    static final class ClientCounts {
        private final String version;
        private final AtomicLongArray counts = new AtomicLongArray(2);

        ClientCounts(String version) {
            this.version = version;
        }

        private void count(Shape shape) {
            add(counts, shape == Shape.UNARY ? 0 : 1, 1);
        }

        String version() {
            return version;
        }

        long unary() {
            return counts.getOpaque(0);
        }

        long stream() {
            return counts.getOpaque(1);
        }
    }
}
