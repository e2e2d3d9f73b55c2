package io.quoin.statemachine.index;

/**
 * One change of one key, as etcd counts it: {@code (main, sub)} is its revision, {@code createMain} the revision that
 * created the key's present generation, {@code version} the number of puts since then, starting with 1.
 *
 * <p>A tombstone (the key was deleted here) has {@code version} 0 and {@code createMain} 0.
 */
public record Version(long main, int sub, long createMain, long version) {
    /** Whether the key was deleted by this change. */
    public boolean isTombstone() {
        return version == 0;
    }
}
