package io.quoin.statemachine.index;

import java.util.function.Consumer;

public abstract class KeyHistory {
    public static KeyHistory created(long main, int sub) {
        throw new UnsupportedOperationException();
    }

    /** The oldest version that the engine still holds, at load; version 0 is a tombstone. */
    public static KeyHistory restored(Version oldest) {
        throw new UnsupportedOperationException();
    }

    public abstract KeyHistory put(long main, int sub);

    public abstract KeyHistory delete(long main, int sub);

    public abstract boolean isLive();

    public abstract long modMain();

    public abstract int modSub();

    public abstract long createMain();

    public abstract long version();

    public abstract Version at(long revision);

    public abstract KeyHistory compact(long revision, GarbageSink sink);

    public abstract void forEachVersion(Consumer<Version> action);
}
