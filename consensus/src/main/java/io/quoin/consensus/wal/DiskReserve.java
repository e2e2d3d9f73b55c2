package io.quoin.consensus.wal;

import java.io.IOException;
import java.util.List;

/**
 * Space that is kept for the day on which a disk is full: files of zeros, deleted then, so that what makes room again
 * (deletions, compaction, alarms) can still be logged and stored. Whoever owns the member refuses puts while it
 * {@link #isShort()}, else they would use up the reserve too.
 *
 * <p>It is made again as soon as twice its bytes are usable, so that it does not come and go at the border, and so
 * that making it leaves room for everybody else. When it is used up as well, the log and the engine refuse as they do
 * without one. Its content is never forced: a crash may leave less of it, and then it is made again.
 *
 * <p>Any thread; {@link #make} one call at a time, on a thread that may wait for the disk.
 */
public final class DiskReserve {
    /** No reserve: never short of space, nothing to release. */
    public static final DiskReserve NONE = new DiskReserve(List.of());

    /**
     * The reserve on one volume.
     *
     * @param path of its file on the disk; the directory may be made later
     * @param bytes its size
     */
    public record Part(Disk disk, String path, long bytes) {}

    private enum State {
        ABSENT,
        MAKING,
        WHOLE
    }

    private final List<Part> parts;
    private volatile State state = State.ABSENT;
    private volatile boolean shortOfSpace;
    private boolean givenUp;

    private DiskReserve(List<Part> parts) {
        this.parts = parts;
    }

    /** The reserve of those volumes, as far as it is there; what is not is to be made, and nothing short until then. */
    public static DiskReserve open(List<Part> parts) throws IOException {
        DiskReserve reserve = new DiskReserve(List.copyOf(parts));
        if (reserve.isPresent()) {
            reserve.state = State.WHOLE;
        }
        return reserve;
    }

    /** Whether the reserve was released, or could not be made for want of space, and is not whole again. */
    public boolean isShort() {
        return shortOfSpace;
    }

    /** Whether it is time for {@link #make}. */
    public boolean isWanted() {
        return state == State.ABSENT && !parts.isEmpty();
    }

    /**
     * A disk is full: gives the space free. What cannot be deleted stays, and so does the full disk.
     *
     * @return whether there is more space than before: then what met the full disk should be tried again at once
     * @throws IOException a force failed: halt
     */
    public boolean release() throws IOException {
        synchronized (this) {
            if (parts.isEmpty()) {
                return false;
            }
            shortOfSpace = true;
            if (state == State.MAKING) {
                givenUp = true;
                return false;
            }
            state = State.ABSENT;
        }
        return delete();
    }

    /**
     * Makes what is missing if there is room for it.
     *
     * @return whether the reserve is whole
     * @throws IOException the disk failed, for another reason than space
     */
    public boolean make() throws IOException {
        synchronized (this) {
            if (state != State.ABSENT) {
                return state == State.WHOLE;
            }
            state = State.MAKING;
            givenUp = false;
        }
        boolean made = false;
        try {
            made = hasRoom() && writeParts();
        } finally {
            settle(made);
        }
        return state == State.WHOLE;
    }

    private void settle(boolean made) throws IOException {
        boolean kept;
        synchronized (this) {
            kept = made && !givenUp;
            state = kept ? State.WHOLE : State.ABSENT;
            shortOfSpace = !kept;
        }
        if (made && !kept) {
            delete();
        }
    }

    private boolean isPresent() throws IOException {
        for (Part part : parts) {
            if (!isPresent(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPresent(Part part) throws IOException {
        if (!part.disk.exists(part.path)) {
            return false;
        }
        try (DiskFile file = part.disk.openForReading(part.path)) {
            return file.size() == part.bytes;
        }
    }

    private boolean hasRoom() throws IOException {
        for (Part part : parts) {
            if (!isPresent(part) && part.disk.usableBytes() < 2 * part.bytes) {
                return false;
            }
        }
        return true;
    }

    private boolean writeParts() throws IOException {
        for (Part part : parts) {
            if (!isPresent(part) && !write(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean write(Part part) throws IOException {
        try (DiskFile file = part.disk.create(part.path)) {
            SegmentWriter.clearDurably(file, 0, part.bytes);
            return true;
        } catch (DiskFullException full) {
            delete(part);
            return false;
        }
    }

    private boolean delete() throws IOException {
        boolean deleted = false;
        for (Part part : parts) {
            deleted |= delete(part);
        }
        return deleted;
    }

    private static boolean delete(Part part) throws IOException {
        if (!part.disk.exists(part.path)) {
            return false;
        }
        try {
            part.disk.delete(part.path);
        } catch (IOException stays) {
            return false; // somebody else was first, or a file system has no space even for that
        }
        int slash = part.path.lastIndexOf('/');
        // Some file systems give blocks free only when the deletion is on stable storage.
        part.disk.forceDirectory(slash < 0 ? "" : part.path.substring(0, slash));
        return true;
    }
}
