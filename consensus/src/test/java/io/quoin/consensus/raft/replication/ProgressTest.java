package io.quoin.consensus.raft.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void oneProbeIsUnderWayUntilItsAnswerOrAHeartbeats() {
        Progress progress = new Progress(2, 6, 4, 1_000);
        progress.entriesSent(7, 10, 0);
        assertFalse(progress.maySendEntries());
        progress.heartbeatAnswered(7);
        assertTrue(progress.maySendEntries());
    }

    @Test
    void anAcceptedProbeOpensThePipelineWhichTheWindowBounds() {
        Progress progress = replicating(4, 2, 1_000);
        assertEquals(ProgressState.REPLICATE, progress.state());
        progress.entriesSent(5, 10, 0);
        progress.entriesSent(6, 10, 0);
        assertFalse(progress.maySendEntries());
        progress.accepted(5);
        assertTrue(progress.maySendEntries());
    }

    @Test
    void theWindowIsBoundedByBytesToo() {
        Progress progress = replicating(4, 100, 15);
        progress.entriesSent(5, 10, 0);
        assertTrue(progress.maySendEntries());
        progress.entriesSent(6, 10, 0);
        assertFalse(progress.maySendEntries());
    }

    @Test
    void aRejectionInThePipelineGoesBackToProbingAndEmptiesTheWindow() {
        Progress progress = replicating(4, 1, 15);
        progress.entriesSent(9, 20, 0);
        assertTrue(progress.rejected(9, 6));
        assertEquals(ProgressState.PROBE, progress.state());
        assertEquals(7, progress.next());
        progress.accepted(7);
        assertEquals(0, progress.inflightBytes());
        assertTrue(progress.maySendEntries());
    }

    @Test
    void oldAnswersMoveNothingBack() {
        Progress progress = replicating(4, 10, 1_000);
        progress.accepted(8);
        progress.accepted(6);
        assertEquals(8, progress.match());
        assertFalse(progress.rejected(7, 3));
        assertEquals(9, progress.next());
    }

    @Test
    void aHintBelowTheMatchIsNotFollowed() {
        Progress progress = replicating(4, 10, 1_000);
        progress.entriesSent(9, 10, 0);
        assertTrue(progress.rejected(9, 1));
        assertEquals(5, progress.next());
    }

    @Test
    void theWindowCountsLikeAPlainQueue() {
        SplittableRandom random = new SplittableRandom(5);
        for (int run = 0; run < 300; run++) {
            InflightWindow window = new InflightWindow(random.nextInt(1, 6), random.nextLong(1, 60));
            ArrayDeque<long[]> model = new ArrayDeque<>();
            long last = 0;
            for (int step = 0; step < 200; step++) {
                if (!window.isFull() && random.nextBoolean()) {
                    last += random.nextInt(1, 4);
                    long bytes = random.nextLong(20);
                    window.add(last, bytes);
                    model.add(new long[] {last, bytes});
                } else if (random.nextInt(20) == 0) {
                    window.reset();
                    model.clear();
                } else {
                    long upTo = last - random.nextInt(6);
                    window.freeUpTo(upTo);
                    model.removeIf(message -> message[0] <= upTo);
                }
                assertEquals(model.size(), window.messages());
                assertEquals(model.stream().mapToLong(message -> message[1]).sum(), window.bytes());
            }
        }
    }

    private static Progress replicating(long match, int messagesMax, long bytesMax) {
        Progress progress = new Progress(2, match + 1, messagesMax, bytesMax);
        progress.accepted(match);
        return progress;
    }
}
