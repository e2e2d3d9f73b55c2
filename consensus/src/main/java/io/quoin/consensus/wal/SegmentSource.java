package io.quoin.consensus.wal;

import io.quoin.consensus.Invariant;
import java.io.IOException;

/**
 * Makes segments. One of the usual size can be prepared ahead, by any thread; when none is ready the appending thread
 * makes one that starts with a single slice of zeros, so that it never waits for a whole segment to be written. A file
 * gets its name only when its header is durable, and may be used once the name is.
 */
final class SegmentSource {
    static final String PREPARED = "next.tmp";
    static final String IMMEDIATE = "roll.tmp";

    private enum State {
        NONE,
        PREPARING,
        READY,
        TAKEN
    }

    private final Disk disk;
    private final String directory;
    private final WalIdentity identity;
    private final WalOptions options;
    private State state = State.NONE;
    private DiskFile prepared;

    SegmentSource(Disk disk, String directory, WalIdentity identity, WalOptions options) {
        this.disk = disk;
        this.directory = directory;
        this.identity = identity;
        this.options = options;
    }

    synchronized boolean isIdle() {
        return state == State.NONE;
    }

    synchronized boolean isReady() {
        return state == State.READY;
    }

    /** Writes the zeros of a whole segment, unless one is ready or in work. */
    void prepare() throws IOException {
        synchronized (this) {
            if (state != State.NONE) {
                return;
            }
            state = State.PREPARING;
        }
        DiskFile made = null;
        try {
            made = forced(zeroed(PREPARED, options.segmentBytes(), true));
        } finally {
            ready(made);
        }
    }

    private DiskFile forced(DiskFile made) throws IOException {
        try {
            made.force(true);
            return made;
        } catch (IOException failure) {
            discard(PREPARED, made, failure);
            throw failure;
        }
    }

    private synchronized void ready(DiskFile made) {
        prepared = made;
        state = made != null ? State.READY : State.NONE;
    }

    private synchronized DiskFile take() {
        if (state != State.READY) {
            return null;
        }
        DiskFile taken = prepared;
        prepared = null;
        state = State.TAKEN;
        return taken;
    }

    private synchronized void settle() {
        if (state == State.TAKEN) {
            state = State.NONE;
        }
    }

    /**
     * Makes the next segment, with zeroed space for a first batch of that size.
     *
     * @throws WalFullException when there is no space; nothing has changed
     */
    SegmentWriter create(SegmentName name, long imageBytes) throws IOException {
        long needed = Blocks.BLOCK_BYTES + imageBytes;
        DiskFile ready = needed <= options.segmentBytes() ? take() : null;
        long capacity = Math.max(options.segmentBytes(), needed);
        long zeroedEnd = ready != null ? capacity : Math.clamp(needed, options.growthSliceBytes(), capacity);
        String temporary = ready != null ? PREPARED : IMMEDIATE;
        DiskFile file = ready != null ? ready : zeroed(IMMEDIATE, zeroedEnd, false);
        file.write(SegmentHeader.encode(identity, name), 0);
        file.force(true);
        String path = directory + "/" + name.file();
        Invariant.check(!disk.exists(path), "segment %s exists already", path);
        disk.rename(directory + "/" + temporary, path);
        disk.forceDirectory(directory);
        settle();
        return new SegmentWriter(disk, name, file, capacity, options.growthSliceBytes(), Blocks.BLOCK_BYTES, zeroedEnd);
    }

    /**
     * A file of zeros.
     *
     * @param durably forced; else whoever writes the header forces it too
     */
    private DiskFile zeroed(String temporary, long bytes, boolean durably) throws IOException {
        DiskFile made = null;
        try {
            SegmentWriter.checkRoom(disk, bytes);
            made = disk.create(directory + "/" + temporary);
            if (durably) {
                SegmentWriter.clearDurably(made, 0, bytes);
            } else {
                SegmentWriter.clear(made, 0, bytes);
            }
            return made;
        } catch (IOException failure) {
            discard(temporary, made, failure);
            throw failure instanceof DiskFullException
                    ? new WalFullException("no space for a segment of " + bytes + " bytes", failure)
                    : failure;
        }
    }

    /** Gives the space back; a failure of that adds to the one that is being reported. */
    private void discard(String temporary, DiskFile made, Exception reported) {
        try {
            if (made != null) {
                made.close();
            }
            String path = directory + "/" + temporary;
            if (disk.exists(path)) {
                disk.delete(path);
            }
        } catch (IOException failure) {
            reported.addSuppressed(failure);
        }
    }

    /** Closes what is ready; its file is removed when the log is opened again. */
    synchronized void close() throws IOException {
        if (prepared != null) {
            prepared.close();
            prepared = null;
        }
    }
}
