package io.quoin.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads a backup stream and checks all of it: every block's checksum, the order, the counts and the checksum at the
 * end. Nothing behind the end is read. Memory in use follows what really arrives, not what a damaged length promises.
 */
public final class BackupReader {
    private static final int READ_STEP_BYTES = 1 << 20;

    private final BackupSource source;
    private final BackupReceiver receiver;
    private final CRC32C streamSum = new CRC32C();

    private byte[] block = new byte[4 << 10];
    private Checkpoint checkpoint;
    private byte lastKind;
    private long entries;
    private long records;
    private long lastMain;
    private int lastSub;

    private BackupReader(BackupSource source, BackupReceiver receiver) {
        this.source = source;
        this.receiver = receiver;
    }

    /**
     * Reads a stream to its end.
     *
     * @return its checkpoint; the contents are whole
     * @throws EngineCorruptException when it is damaged, cut or of an unknown version; what was received does not count
     * @throws IOException what the source threw
     */
    public static Checkpoint read(BackupSource source, BackupReceiver receiver) throws IOException {
        return new BackupReader(source, receiver).readAll();
    }

    private Checkpoint readAll() throws IOException {
        do {
            var before = (int) streamSum.getValue();
            var payload = readBlock();
            var kind = block[0];
            if (kind < lastKind || kind > BackupFormat.END || (lastKind == 0) != (kind == BackupFormat.HEADER)) {
                throw corrupt("block of kind " + kind + " after " + lastKind);
            }
            lastKind = kind;
            switch (kind) {
                case BackupFormat.HEADER -> header(payload);
                case BackupFormat.ENTRIES -> entries(payload);
                case BackupFormat.RECORDS -> records(payload);
                default -> end(payload, before);
            }
        } while (lastKind != BackupFormat.END);
        return checkpoint;
    }

    /** Leaves a block whose checksum holds in {@link #block}. */
    private ByteBuffer readBlock() throws IOException {
        readFully(0, BackupFormat.BLOCK_HEAD_BYTES);
        var length = ByteBuffer.wrap(block).getInt(1);
        if (length < 0 || length > BackupFormat.PAYLOAD_BYTES_MAX) {
            throw corrupt("a block of " + Integer.toUnsignedString(length) + " bytes");
        }
        var end = BackupFormat.BLOCK_HEAD_BYTES + length;
        readFully(BackupFormat.BLOCK_HEAD_BYTES, length + BackupFormat.CRC_BYTES);
        var sum = new CRC32C();
        sum.update(block, 0, end);
        if ((int) sum.getValue() != ByteBuffer.wrap(block).getInt(end)) {
            throw corrupt("wrong checksum in block of kind " + block[0]);
        }
        streamSum.update(block, 0, end + BackupFormat.CRC_BYTES);
        return ByteBuffer.wrap(block, BackupFormat.BLOCK_HEAD_BYTES, length);
    }

    private void readFully(int offset, int length) throws IOException {
        var end = offset + length;
        for (var position = offset; position < end; ) {
            var step = Math.min(end - position, READ_STEP_BYTES);
            if (position + step > block.length) {
                block = Arrays.copyOf(block, Math.max(position + step, Math.min(end, 2 * block.length)));
            }
            var read = source.read(block, position, step);
            if (read <= 0) {
                throw corrupt("cut after " + entries + " entries and " + records + " records");
            }
            position += read;
        }
    }

    private void header(ByteBuffer payload) {
        if (payload.remaining() != BackupFormat.HEADER_BYTES || payload.getLong() != BackupFormat.MAGIC) {
            throw corrupt("not a backup stream");
        }
        var version = payload.getInt();
        if (version != BackupFormat.VERSION) {
            throw corrupt("version " + version + ", known is " + BackupFormat.VERSION);
        }
        try {
            checkpoint = Checkpoint.decode(bytes(payload, Checkpoint.ENCODED_BYTES));
        } catch (IllegalArgumentException e) {
            throw new EngineCorruptException("backup stream: the checkpoint is out of range", e);
        }
        receiver.begin(checkpoint);
    }

    private void entries(ByteBuffer payload) {
        while (payload.hasRemaining()) {
            need(payload, BackupFormat.ENTRY_HEAD_BYTES);
            var table = table(payload.get());
            var keyLength = payload.getInt();
            var valueLength = payload.getInt();
            need(payload, (long) keyLength + valueLength);
            if (keyLength < 1 || keyLength > Table.KEY_BYTES_MAX || valueLength < 0) {
                throw corrupt("an entry of " + keyLength + " and " + valueLength + " bytes");
            }
            receiver.entry(table, bytes(payload, keyLength), bytes(payload, valueLength));
            entries++;
        }
    }

    private void records(ByteBuffer payload) {
        var segment = MemorySegment.ofArray(block).asReadOnly();
        while (payload.hasRemaining()) {
            need(payload, BackupFormat.RECORD_HEAD_BYTES);
            var main = payload.getLong();
            var sub = payload.getInt();
            var length = payload.getInt();
            need(payload, length);
            var ascends = main > lastMain || (main == lastMain && sub > lastSub);
            if (main < 1 || sub < 0 || length < 0 || !ascends || main > checkpoint.revision()) {
                throw corrupt(
                        "record " + main + "/" + sub + " of " + length + " bytes after " + lastMain + "/" + lastSub);
            }
            receiver.record(main, sub, segment.asSlice(payload.position(), length));
            payload.position(payload.position() + length);
            lastMain = main;
            lastSub = sub;
            records++;
        }
    }

    private void end(ByteBuffer payload, int sumBefore) {
        if (payload.remaining() != BackupFormat.END_BYTES
                || payload.getLong() != entries
                || payload.getLong() != records
                || payload.getInt() != sumBefore) {
            throw corrupt("the end does not fit " + entries + " entries and " + records + " records");
        }
    }

    private static Table table(byte code) {
        try {
            return Table.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw new EngineCorruptException("backup stream: unknown table", e);
        }
    }

    private static void need(ByteBuffer payload, long bytes) {
        if (payload.remaining() < bytes) {
            throw corrupt("an item reaches over the end of its block");
        }
    }

    private static byte[] bytes(ByteBuffer payload, int length) {
        var bytes = new byte[length];
        payload.get(bytes);
        return bytes;
    }

    private static EngineCorruptException corrupt(String what) {
        return new EngineCorruptException("backup stream: " + what, null);
    }
}
