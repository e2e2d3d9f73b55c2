package io.quoin.statemachine.index;

import java.util.function.Consumer;

/** The history of a key with one uncompacted version: by far the most common one, hence without any reference. */
final class SingleVersion extends KeyHistory {
    private final long createMain;
    private final long version;

    SingleVersion(long main, int mark, long contentHash, long createMain, long version) {
        super(main, mark, contentHash);
        this.createMain = createMain;
        this.version = version;
    }

    @Override
    public long createMain() {
        return createMain;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void forEachVersion(Consumer<Version> action) {
        action.accept(newest());
    }

    @Override
    KeyHistory withNewest(long newMain, int newMark, long newContentHash, long newCreateMain, long newVersion) {
        return new VersionList(
                newMain,
                newMark,
                newContentHash,
                newCreateMain,
                newVersion,
                null,
                VersionChunk.startingWith(newest()),
                1);
    }

    @Override
    Version olderAt(long revision) {
        return null;
    }

    @Override
    void dropOlder(GarbageSink sink) {
        // There are none.
    }

    @Override
    KeyHistory withoutOlder() {
        return this;
    }

    @Override
    KeyHistory compactOlder(long revision, GarbageSink sink) {
        return this;
    }
}
