package io.quoin.statemachine.index;

import io.quoin.consensus.Invariant;

/** Keys in ascending order of a revision, first in first out: linked chunks of primitives, 12 bytes an entry. */
final class RevisionQueue {
    private static final int CHUNK_ENTRIES = 1024;

    private Chunk head = new Chunk();
    private Chunk tail = head;
    /** First entry of the head that was not taken. */
    private int headEntry;
    /** Entries of the tail that are in use. */
    private int tailEntries;

    private long lastAdded;
    private long size;

    void add(long revision, byte[] key) {
        Invariant.check(revision >= lastAdded, "revision %d queued after %d", revision, lastAdded);
        if (tailEntries == CHUNK_ENTRIES) {
            tail.next = new Chunk();
            tail = tail.next;
            tailEntries = 0;
        }
        tail.revisions[tailEntries] = revision;
        tail.keys[tailEntries] = key;
        tailEntries++;
        lastAdded = revision;
        size++;
    }

    /** Revision of the next entry; {@link Long#MAX_VALUE} when there is none. */
    long firstRevision() {
        return size == 0 ? Long.MAX_VALUE : head.revisions[headEntry];
    }

    /** Removes the next entry. */
    byte[] take() {
        Invariant.check(size > 0, "nothing is queued");
        byte[] key = head.keys[headEntry];
        head.keys[headEntry] = null;
        headEntry++;
        size--;
        if (size == 0) {
            headEntry = 0;
            tailEntries = 0;
        } else if (headEntry == CHUNK_ENTRIES) {
            head = head.next;
            headEntry = 0;
        }
        return key;
    }

    long size() {
        return size;
    }

    private static final class Chunk {
        final long[] revisions = new long[CHUNK_ENTRIES];
        final byte[][] keys = new byte[CHUNK_ENTRIES][];
        Chunk next;
    }
}
