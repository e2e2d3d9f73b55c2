package io.quoin.statemachine.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * One writer publishes, readers verify every snapshot they catch. At revision r the writer puts or deletes keys such
 * that what a snapshot must hold follows from its revision alone: key {@code i} is changed at all revisions r with
 * {@code r % KEYS == i}, and its last change is a deletion when {@code r / KEYS} is odd.
 */
class KeyIndexConcurrencyTest {
    private static final int KEYS = 3000;
    private static final int REVISIONS = 120_000;
    private static final int READERS = 3;

    private record State(long revision, KeyIndex keys) {}

    private volatile State state = new State(0, KeyIndexWriter.empty().publish());

    @Test
    void readersSeeWholeSnapshotsWhileTheWriterGoesOn() throws Exception {
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            var results = new ArrayList<Future<Integer>>();
            for (int i = 0; i < READERS; i++) {
                results.add(readers.submit(reader(i)));
            }
            write();
            for (Future<Integer> result : results) {
                assertTrue(result.get() > 0, "a reader verified nothing");
            }
        }
    }

    private void write() {
        KeyIndexWriter writer = KeyIndexWriter.empty();
        var random = new SplittableRandom(31);
        for (int revision = 1; revision <= REVISIONS; revision++) {
            byte[] key = key(revision % KEYS);
            KeyHistory before = writer.get(key);
            KeyHistory after = before == null ? KeyHistory.created(revision, 0) : changed(before, revision);
            writer.put(key, after);
            if (random.nextInt(20) == 0 || revision == REVISIONS) {
                state = new State(revision, writer.publish());
            }
        }
    }

    private static KeyHistory changed(KeyHistory before, int revision) {
        boolean isDeletion = revision / KEYS % 2 == 1;
        if (isDeletion && before.isLive()) {
            return before.delete(revision, 0);
        }
        return before.put(revision, 0);
    }

    private Callable<Integer> reader(int seed) {
        return () -> {
            var random = new SplittableRandom(seed);
            int verified = 0;
            State seen;
            do {
                seen = state;
                verify(seen, random);
                verified++;
            } while (seen.revision < REVISIONS);
            return verified;
        };
    }

    private static void verify(State seen, SplittableRandom random) {
        int count = 0;
        int live = 0;
        Cursor cursor = seen.keys.cursor(new byte[0], null);
        while (cursor.next()) {
            count++;
            live += cursor.history().isLive() ? 1 : 0;
            assertTrue(cursor.history().modMain() > seen.revision - KEYS, "an older version than the snapshot's");
            assertTrue(cursor.history().modMain() <= seen.revision, "a newer version than the snapshot's");
        }
        assertEquals(Math.min(seen.revision, KEYS), count);
        assertEquals(live, seen.keys.liveCount(new byte[0], null));
        if (seen.revision > KEYS) {
            int i = random.nextInt(KEYS);
            KeyHistory history = seen.keys.get(key(i));
            assertNotNull(history);
            long first = i == 0 ? KEYS : i;
            for (long revision = first; revision <= seen.revision; revision += KEYS) {
                Version version = history.at(revision);
                assertTrue(version == null || version.main() == revision, "a version is missing");
            }
        }
    }

    private static byte[] key(int i) {
        return GeneratedKeys.ascii("/registry/concurrent/" + (1_000_000 + i));
    }
}
