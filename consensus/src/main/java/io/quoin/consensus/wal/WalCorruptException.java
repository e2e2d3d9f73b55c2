package io.quoin.consensus.wal;

import java.io.IOException;

/**
 * The log cannot be trusted as it lies on disk, and opening or reading it was refused. No file has been changed. A
 * single
 * voter does not start on such a log; what a member with peers may do depends on {@link #damage()}.
 */
public final class WalCorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What kind of damage it is. */
    public enum Damage {
        /** A batch that was durable, because something later proves it, is damaged or missing. */
        DURABLE_BATCH,
        /** The newest batch is damaged, not torn: it may have been acknowledged. */
        LAST_BATCH,
        /** A segment header is damaged; it was durable before the segment had its name. */
        SEGMENT_HEADER,
        /** Batches between two segments, or behind the last one, are missing. */
        SEQUENCE_GAP,
        /** Neither the vote file nor any batch tells term and vote: this member could vote twice in a term. */
        VOTE_LOST,
        /** The log belongs to another cluster or member. */
        FOREIGN,
        /** A newer version wrote it. */
        UNSUPPORTED_VERSION,
        /** Checksums hold, but what was written contradicts itself. */
        CONTRADICTION,
        /** The device could not read it. */
        UNREADABLE
    }

    private final Damage damage;
    private final String file;
    private final long offset;
    private final String found;

    WalCorruptException(Damage damage, String file, long offset, String found) {
        this(damage, file, offset, found, null);
    }

    WalCorruptException(Damage damage, String file, long offset, String found, Throwable cause) {
        super("write-ahead log " + file + " at offset " + offset + ": " + found, cause);
        this.damage = damage;
        this.file = file;
        this.offset = offset;
        this.found = found;
    }

    /** The kind of damage. */
    public Damage damage() {
        return damage;
    }

    /** Path of the file, as given to the {@link Disk}. */
    public String file() {
        return file;
    }

    /** Byte offset in the file. */
    public long offset() {
        return offset;
    }

    /** What was found there, for people. */
    public String found() {
        return found;
    }
}
