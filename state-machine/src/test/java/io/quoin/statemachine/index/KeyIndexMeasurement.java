package io.quoin.statemachine.index;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * Prints what the index costs; run by hand, no test. Arguments: number of keys (default one million). Keys are those
 * of the storage measurement, {@code /r/<resource>/ns-<n>/<random>}, 24 to 64 bytes.
 *
 * <p>Times are CPU time of the calling thread, without the collector's; bytes are only right if every full collection
 * compacts: {@code -XX:+UseSerialGC -XX:MarkSweepDeadRatio=0 -Xmx2g -Xmn512m}.
 */
final class KeyIndexMeasurement {
    private static final int ROUNDS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final byte[] START = {};

    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[][] keys;
    private long main = 1;
    private long sink;

    private KeyIndexMeasurement(int size) {
        keys = new byte[size][];
        for (int i = 0; i < size; i++) {
            keys[i] = randomKey();
        }
    }

    public static void main(String[] arguments) {
        int size = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        var measurement = new KeyIndexMeasurement(size);
        System.out.printf(Locale.ROOT, "%d keys, fan-out %d%n", size, Node.FAN_OUT);
        measurement.memory();
        measurement.bulkLoad();
        measurement.tree();
        measurement.oneKey();
        System.out.println("(checksum " + measurement.sink + ")");
    }

    private void memory() {
        KeyHistory shared = KeyHistory.created(1, 0);
        long before = usedBytes();
        KeyIndexWriter writer = KeyIndexWriter.empty();
        for (byte[] key : keys) {
            writer.put(key, shared);
        }
        print("index, bytes per key beside key and history", (usedBytes() - before) / (double) writer.size());
        before = usedBytes();
        for (byte[] key : keys) {
            writer.put(key, KeyHistory.created(2, 0));
        }
        print("one-version history, bytes per key", (usedBytes() - before) / (double) writer.size());
        sink += writer.publish().liveCount();
    }

    private void bulkLoad() {
        KeyHistory shared = KeyHistory.created(2, 0);
        measure(
                "load in any order, per key",
                1,
                ignored -> {
                    var load = new IndexLoad(1);
                    for (byte[] key : keys) {
                        load.set(load.place(key, 0, key.length), shared);
                    }
                    return load.finish().size();
                },
                keys.length);
    }

    private void tree() {
        KeyIndexWriter[] writer = {null};
        for (int publishEvery : new int[] {1, 100}) {
            measure(
                    "insert, published every " + publishEvery,
                    keys.length,
                    i -> {
                        writer[0] = i == 0 ? KeyIndexWriter.empty() : writer[0];
                        writer[0].put(keys[(int) i], KeyHistory.created(++main, 0));
                        return i % publishEvery == 0 ? writer[0].publish().size() : 0;
                    },
                    1);
        }
        KeyIndex index = writer[0].publish();
        measure("get", keys.length / 2, i -> index.get(randomHeld()).modMain(), 1);
        measure("count of a random range", keys.length / 4, i -> index.liveCount(randomHeld(), randomHeld()), 1);
        measure("scan of 100, per key", keys.length / 50, i -> scan(index, randomHeld(), 100), 100);
        measure("full scan, per key", 1, i -> scan(index, START, Integer.MAX_VALUE), (int) index.size());
        measure("full walk without a look at the key, per key", 1, i -> walk(index), (int) index.size());
        for (int publishEvery : new int[] {1, 100}) {
            measure(
                    "get and put of a second version, published every " + publishEvery,
                    keys.length / 4,
                    i -> {
                        byte[] key = randomHeld();
                        writer[0].put(
                                key,
                                KeyHistory.created(writer[0].get(key).modMain(), 0)
                                        .put(++main, 0));
                        return i % publishEvery == 0 ? writer[0].publish().size() : 0;
                    },
                    1);
        }
    }

    private void oneKey() {
        KeyHistory[] history = {null};
        int[] lengths = {100, 10_000, 1_000_000};
        for (int length : lengths) {
            history[0] = null;
            long before = usedBytes();
            measure(
                    "history: put, within the first " + length,
                    Math.max(length, 200_000),
                    i -> {
                        history[0] = i % length == 0 ? KeyHistory.created(++main, 0) : history[0].put(++main, 0);
                        return 0;
                    },
                    1);
            print("history of " + length + ", bytes per version", (usedBytes() - before) / (double) length);
            long newest = main;
            measure(
                    "history of " + length + ": at a random revision",
                    100_000,
                    i -> {
                        return history[0].at(newest - random.nextInt(length)).version();
                    },
                    1);
        }
        measure(
                "history: compaction one by one, per version",
                lengths[2] - 1,
                i -> {
                    history[0] = i == 0 ? millionVersions(lengths[2]) : history[0];
                    history[0] = history[0].compact(i + 2, (m, s) -> sink += m);
                    return 0;
                },
                1);
        KeyHistory million = millionVersions(lengths[2]);
        measure(
                "history: compaction at a stroke, per version",
                1,
                i -> million.compact(900_000, (m, s) -> sink += s).version(),
                900_000);
    }

    private static KeyHistory millionVersions(int length) {
        KeyHistory history = KeyHistory.created(1, 0);
        for (int main = 2; main <= length; main++) {
            history = history.put(main, 0);
        }
        return history;
    }

    private static long scan(KeyIndex index, byte[] from, int limit) {
        Cursor cursor = index.cursor(from, null);
        long sum = 0;
        for (int i = 0; i < limit && cursor.next(); i++) {
            sum += cursor.key().length;
        }
        return sum;
    }

    private static long walk(KeyIndex index) {
        Cursor cursor = index.cursor(START, null);
        long count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    /**
     * Median of some rounds, in nanoseconds of this thread's CPU time for each of {@code repetitions * parts}
     * operations.
     */
    private void measure(String name, int repetitions, LongUnaryOperator operation, int parts) {
        double[] nanos = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < repetitions; i++) {
                sink += operation.applyAsLong(i);
            }
            nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) repetitions / parts;
        }
        Arrays.sort(nanos);
        print(name + ", ns", nanos[ROUNDS / 2]);
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%-60s %10.1f%n", name, value);
    }

    private byte[] randomHeld() {
        return keys[random.nextInt(keys.length)];
    }

    private byte[] randomKey() {
        var key = new StringBuilder("/r/res" + random.nextInt(20) + "/ns-" + random.nextInt(200) + "/");
        int length = key.length() + 8 + random.nextInt(40);
        while (key.length() < length) {
            key.append((char) ('a' + random.nextInt(26)));
        }
        return GeneratedKeys.ascii(key.toString());
    }

    /** Collects until nothing more goes: what died just now may survive a collection or two. */
    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < 4; unchanged++) {
            System.gc();
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            unchanged = now < used ? 0 : unchanged;
            used = now;
        }
        return used;
    }
}
