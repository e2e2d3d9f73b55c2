package io.quoin.consensus.wal;

import io.quoin.consensus.wal.WalCorruptException.Damage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Term and vote, a second time: two blocks written in turn, so that one of them is sound whenever the machine stops.
 * It is
 * forced before the batch that carries the same term and vote, and is therefore never behind what was reported durable;
 * it may be ahead by one batch that was never finished.
 *
 * <p>A slot: magic, version, cluster, member, slot sequence, term, vote, newest durable batch, padding, CRC32C of all.
 */
final class VoteFile implements Closeable {
    static final String NAME = "vote.meta";
    static final String TEMPORARY = "vote.tmp";

    private static final int MAGIC = 0x51564F54; // "QVOT"
    private static final int VERSION = 1;
    /** Slot sequence of a file that was just made; its other slot has the one before. */
    private static final long FIRST_SEQUENCE = 2;

    /**
     * One sound slot.
     *
     * @param sequence counts the writes of the file; its parity is the slot
     * @param term newest term
     * @param vote vote in that term
     * @param durableSequence newest batch of the log that was durable when the slot was written
     */
    record Vote(long sequence, long term, long vote, long durableSequence) {
        boolean isFirst() {
            return sequence <= FIRST_SEQUENCE && durableSequence == 0;
        }
    }

    /**
     * What there is of the file.
     *
     * @param exists whether there is one at all
     * @param newest the newest sound slot, or null
     * @param whole whether both slots are sound
     */
    record Found(boolean exists, Vote newest, boolean whole) {}

    private final DiskFile file;
    private final WalIdentity identity;
    private final ByteBuffer block = ByteBuffer.allocateDirect(Blocks.BLOCK_BYTES);
    private Vote newest;

    private VoteFile(DiskFile file, WalIdentity identity, Vote newest) {
        this.file = file;
        this.identity = identity;
        this.newest = newest;
    }

    /** Looks without changing anything. */
    static Found read(Disk disk, String directory, WalIdentity identity) throws IOException {
        String path = directory + "/" + NAME;
        if (!disk.exists(path)) {
            return new Found(false, null, false);
        }
        try (DiskFile file = disk.openForReading(path)) {
            Vote even = readSlot(file, 0, path, identity);
            Vote odd = readSlot(file, 1, path, identity);
            boolean oddIsNewer = even == null || (odd != null && odd.sequence > even.sequence);
            return new Found(true, oddIsNewer ? odd : even, even != null && odd != null);
        }
    }

    private static Vote readSlot(DiskFile file, int slot, String path, WalIdentity identity)
            throws WalCorruptException {
        long offset = (long) slot * Blocks.BLOCK_BYTES;
        ByteBuffer block = ByteBuffer.allocate(Blocks.BLOCK_BYTES);
        try {
            while (block.hasRemaining() && file.read(block, offset + block.position()) > 0) {
                continue;
            }
        } catch (IOException unreadable) {
            return null; // the same as a damaged slot: the other one and the log are asked
        }
        if (block.hasRemaining() || block.getInt(0) != MAGIC || !Blocks.isSealed(block)) {
            return null;
        }
        if (block.getInt(4) != VERSION) {
            throw new WalCorruptException(
                    Damage.UNSUPPORTED_VERSION, path, offset, "version " + block.getInt(4) + " of the vote file");
        }
        WalIdentity found = new WalIdentity(block.getLong(8), block.getLong(16));
        if (!found.equals(identity)) {
            throw new WalCorruptException(Damage.FOREIGN, path, offset, identity.mismatch(found));
        }
        Vote vote = new Vote(block.getLong(24), block.getLong(32), block.getLong(40), block.getLong(48));
        return (vote.sequence & 1) == slot ? vote : null;
    }

    /** Makes the file anew, durably; it appears whole or not at all. */
    static VoteFile create(Disk disk, String directory, WalIdentity identity, Vote content) throws IOException {
        String temporary = directory + "/" + TEMPORARY;
        VoteFile made = new VoteFile(disk.create(temporary), identity, new Vote(FIRST_SEQUENCE - 2, 0, 0, 0));
        made.write(content.term, content.vote, content.durableSequence);
        made.write(content.term, content.vote, content.durableSequence);
        made.file.force(true);
        disk.rename(temporary, directory + "/" + NAME);
        disk.forceDirectory(directory);
        return made;
    }

    /** Opens the file that {@link #read} found to have a sound slot; afterwards that slot is certainly durable. */
    static VoteFile open(Disk disk, String directory, WalIdentity identity, Vote newest) throws IOException {
        DiskFile file = disk.openForWriting(directory + "/" + NAME);
        file.force(true);
        return new VoteFile(file, identity, newest);
    }

    boolean holds(long term, long vote) {
        return newest.term == term && newest.vote == vote;
    }

    /** Writes and forces the older slot. */
    void write(long term, long vote, long durableSequence) throws IOException {
        Vote next = new Vote(newest.sequence + 1, term, vote, durableSequence);
        block.clear();
        block.putInt(MAGIC).putInt(VERSION).putLong(identity.clusterId()).putLong(identity.memberId());
        block.putLong(next.sequence).putLong(term).putLong(vote).putLong(durableSequence);
        Blocks.seal(block);
        file.write(block, (next.sequence & 1) * Blocks.BLOCK_BYTES);
        file.force(false);
        newest = next;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
