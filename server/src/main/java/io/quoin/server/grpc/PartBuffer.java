package io.quoin.server.grpc;

import io.quoin.statemachine.record.RecordOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers a stretch of a response in arrays of {@value #ARRAY_BYTES} bytes, cut without regard to fields, so that a
 * record is copied from the engine's map to where it is sent from and nowhere else: only one that does not fit into
 * what is left of an array goes a detour. For one thread.
 */
final class PartBuffer implements RecordOutput {
    static final int ARRAY_BYTES = 128 << 10;

    private static final byte[] EMPTY = {};

    private final int field;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] filling = EMPTY;
    private int position;
    private byte[] detour;
    private long bytes;

    /** Records become fields of that number. */
    PartBuffer(int field) {
        this.field = field;
    }

    @Override
    public int room(int recordBytes) {
        endDetour();
        int blockBytes = Math.toIntExact(WireWriter.blockBytes(recordBytes));
        bytes += blockBytes;
        if (blockBytes <= filling.length - position) {
            int start = WireWriter.writeBlockStart(filling, position, field, recordBytes);
            position = start + recordBytes;
            return start;
        }
        detour = new byte[blockBytes];
        return WireWriter.writeBlockStart(detour, 0, field, recordBytes);
    }

    @Override
    public byte[] array() {
        return detour != null ? detour : filling;
    }

    /** Fields that are encoded already. */
    void raw(byte[] fields) {
        endDetour();
        bytes += fields.length;
        append(fields);
    }

    private void append(byte[] fields) {
        int taken = 0;
        while (taken < fields.length) {
            if (position == filling.length) {
                filling = new byte[ARRAY_BYTES];
                position = 0;
            }
            int size = Math.min(fields.length - taken, filling.length - position);
            System.arraycopy(fields, taken, filling, position, size);
            taken += size;
            position += size;
            putFullAside();
        }
    }

    private void endDetour() {
        if (detour == null) {
            putFullAside();
        } else {
            byte[] block = detour;
            detour = null;
            append(block);
        }
    }

    private void putFullAside() {
        if (position == filling.length && position > 0) {
            full.add(filling);
            filling = EMPTY;
            position = 0;
        }
    }

    /** What was written, taken out or not, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Whether an array is full. */
    boolean hasFull() {
        endDetour();
        return !full.isEmpty();
    }

    /** Takes out the arrays that are full. */
    List<byte[]> takeFull() {
        endDetour();
        List<byte[]> taken = List.copyOf(full);
        full.clear();
        return taken;
    }

    /** Takes out everything. */
    List<byte[]> takeAll() {
        endDetour();
        if (position > 0) {
            full.add(Arrays.copyOf(filling, position));
            filling = EMPTY;
            position = 0;
        }
        return takeFull();
    }
}
