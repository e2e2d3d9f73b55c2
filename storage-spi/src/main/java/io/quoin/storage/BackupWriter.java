package io.quoin.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a backup stream, the same for every engine: entries, then records ascending, then {@link #finish}. A stream
 * that was not finished is refused by {@link BackupReader}. Holds one block in memory. One thread.
 */
public final class BackupWriter {
    private final BackupSink sink;
    private final Checkpoint checkpoint;
    private final CRC32C blockSum = new CRC32C();
    private final CRC32C streamSum = new CRC32C();

    private byte[] block = new byte[BackupFormat.BLOCK_FILL_BYTES + (4 << 10)];
    private ByteBuffer buffer = ByteBuffer.wrap(block);
    private byte kind;
    private long entries;
    private long records;
    private long lastMain;
    private int lastSub;
    private boolean finished;

    /** Writes the header. */
    public BackupWriter(BackupSink sink, Checkpoint checkpoint) throws IOException {
        this.sink = sink;
        this.checkpoint = checkpoint;
        start(BackupFormat.HEADER);
        buffer.putLong(BackupFormat.MAGIC).putInt(BackupFormat.VERSION).put(checkpoint.encode());
        end();
    }

    /**
     * Writes one table entry.
     *
     * @throws IllegalStateException after the first record, or when finished
     */
    public void entry(Table table, byte[] key, byte[] value) throws IOException {
        if (finished || records > 0) {
            throw new IllegalStateException("entries come before records");
        }
        Table.checkKey(key);
        into(BackupFormat.ENTRIES, BackupFormat.ENTRY_HEAD_BYTES + key.length + value.length);
        buffer.put((byte) table.code()).putInt(key.length).putInt(value.length);
        buffer.put(key).put(value);
        entries++;
        endWhenFilled();
    }

    /**
     * Writes one record.
     *
     * @throws IllegalArgumentException when not above the one before, or above the revision of the checkpoint
     */
    public void record(long main, int sub, MemorySegment record) throws IOException {
        if (finished) {
            throw new IllegalStateException("the stream is finished");
        }
        if (main < lastMain || (main == lastMain && sub <= lastSub && records > 0)) {
            throw new IllegalArgumentException("record " + main + "/" + sub + " after " + lastMain + "/" + lastSub);
        }
        if (main > checkpoint.revision()) {
            throw new IllegalArgumentException("record " + main + "/" + sub + " above " + checkpoint);
        }
        var length = Math.toIntExact(record.byteSize());
        into(BackupFormat.RECORDS, BackupFormat.RECORD_HEAD_BYTES + length);
        buffer.putLong(main).putInt(sub).putInt(length);
        MemorySegment.copy(record, ValueLayout.JAVA_BYTE, 0, block, buffer.position(), length);
        buffer.position(buffer.position() + length);
        lastMain = main;
        lastSub = sub;
        records++;
        endWhenFilled();
    }

    /** Writes the end; nothing may follow. */
    public void finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("the stream is finished");
        }
        end();
        finished = true;
        var sum = (int) streamSum.getValue();
        start(BackupFormat.END);
        buffer.putLong(entries).putLong(records).putInt(sum);
        end();
    }

    /** Makes room in a block of this kind, ending one of another kind. */
    private void into(byte wanted, int bytes) throws IOException {
        if (kind != wanted) {
            end();
            start(wanted);
        }
        var needed = Math.addExact(buffer.position(), bytes + BackupFormat.CRC_BYTES);
        if (needed > block.length) {
            var position = buffer.position();
            block = Arrays.copyOf(block, Math.max(needed, Math.min(2 * block.length, 64 << 20)));
            buffer = ByteBuffer.wrap(block).position(position);
        }
    }

    private void start(byte newKind) {
        kind = newKind;
        buffer.clear().position(BackupFormat.BLOCK_HEAD_BYTES);
    }

    private void endWhenFilled() throws IOException {
        if (buffer.position() >= BackupFormat.BLOCK_FILL_BYTES) {
            end();
        }
    }

    private void end() throws IOException {
        if (kind == 0) {
            return;
        }
        buffer.put(0, kind).putInt(1, buffer.position() - BackupFormat.BLOCK_HEAD_BYTES);
        blockSum.reset();
        blockSum.update(block, 0, buffer.position());
        buffer.putInt((int) blockSum.getValue());
        streamSum.update(block, 0, buffer.position());
        sink.write(block, 0, buffer.position());
        kind = 0;
    }
}
