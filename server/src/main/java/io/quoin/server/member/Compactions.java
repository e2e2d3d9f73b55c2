package io.quoin.server.member;

import io.quoin.api.error.EtcdError;
import io.quoin.server.grpc.Replica.HashListener;
import io.quoin.statemachine.CompactionObserver;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Follows compactions to their end: hashed, their records deleted, and that durable. Who waits for one is bounded by
 * the calls in flight. Any thread; the lock is held for a few instructions.
 */
final class Compactions implements CompactionObserver {
    private final HistoryHashing hashing;
    private final TreeSet<Long> beingHashed = new TreeSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long deletedThrough = -1;

    /** Hashes compactions there. */
    Compactions(HistoryHashing hashing) {
        this.hashing = hashing;
    }

    private record Waiting(long revision, Runnable task) {}

    /** Runs the task once everything up to that compaction is finished: at once, or later on another thread. */
    void whenFinished(long revision, Runnable task) {
        synchronized (this) {
            waiting.add(new Waiting(revision, task));
        }
        wake();
    }

    @Override
    public void began(HistoryHashes hashes, HashRun run) {
        long revision = run.revision();
        synchronized (this) {
            beingHashed.add(revision);
        }
        hashing.submit(run, HistoryHashing.Pace.HALF, new HashListener() {
            @Override
            public void hashed(HashRun finished) {
                hashes.keep(finished.result());
                hashEnded(revision);
            }

            @Override
            public void failed(EtcdError error) {
                hashEnded(revision);
            }
        });
    }

    private void hashEnded(long revision) {
        synchronized (this) {
            beingHashed.remove(revision);
        }
        wake();
    }

    @Override
    public void finished(long revision) {
        synchronized (this) {
            deletedThrough = revision;
        }
        wake();
    }

    private void wake() {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            long finishedThrough =
                    beingHashed.isEmpty() ? deletedThrough : Math.min(deletedThrough, beingHashed.first() - 1);
            waiting.removeIf(each -> each.revision() <= finishedThrough && due.add(each.task()));
        }
        due.forEach(Runnable::run);
    }
}
