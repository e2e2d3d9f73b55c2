package io.quoin.statemachine.record;

import io.quoin.consensus.EntryId;
import java.util.HashSet;
import java.util.Set;

/**
 * The damaged records that this process has met. Each is told once, by whoever meets it first. Any thread;
 * the lock is taken only where there is damage, or somebody counts, and held for a few instructions.
 *
 * <p>Bound: {@value #PLACES_MAX} records are remembered; those beyond are neither told nor counted.
 */
public final class KnownDamage {
    /** How many records are remembered. */
    public static final int PLACES_MAX = 1_000;

    private final Set<Place> places = new HashSet<>();
    private final DamageObserver observer;

    /** Nothing met so far. */
    public KnownDamage(DamageObserver observer) {
        this.observer = observer;
    }

    private record Place(long main, int sub) {}

    /** That record is damaged. */
    public void met(byte[] key, long main, int sub) {
        boolean isNew;
        synchronized (places) {
            isNew = places.size() < PLACES_MAX && places.add(new Place(main, sub));
        }
        if (isNew) {
            observer.met(key, main, sub);
        }
    }

    /** As {@link #met(byte[], long, int)}; gives the exception back. */
    public DamagedRecordException met(DamagedRecordException e) {
        met(e.key(), e.main(), e.sub());
        return e;
    }

    /** Apply needs that record and has none. Gives the exception back. Node thread. */
    public DamagedRecordException stopsApply(EntryId entry, DamagedRecordException e) {
        met(e);
        observer.applyStopped(entry, e);
        return e;
    }

    /** How many. */
    public int count() {
        synchronized (places) {
            return places.size();
        }
    }
}
