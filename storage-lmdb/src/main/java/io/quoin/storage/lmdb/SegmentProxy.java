package io.quoin.storage.lmdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import jnr.ffi.Pointer;
import org.lmdbjava.BufferProxy;

/**
 * Lets lmdbjava speak in memory segments, without copies and without opening packages of the JDK. Keys and values
 * that go in must be native segments; those that come out are windows into the map or into a page of the write
 * transaction, not yet read-only because a reserved value is written through them: {@link LmdbView} makes them
 * read-only.
 */
final class SegmentProxy extends BufferProxy<MemorySegment> {
    static final SegmentProxy INSTANCE = new SegmentProxy();

    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private SegmentProxy() {}

    @Override
    protected MemorySegment allocate() {
        return MemorySegment.NULL;
    }

    @Override
    protected void deallocate(MemorySegment segment) {
        // nothing was allocated
    }

    @Override
    protected byte[] getBytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    protected Comparator<MemorySegment> getSignedComparator() {
        return SegmentProxy::compareUnsigned;
    }

    @Override
    protected Comparator<MemorySegment> getUnsignedComparator() {
        return SegmentProxy::compareUnsigned;
    }

    @Override
    protected Pointer in(MemorySegment segment, Pointer value) {
        value.putLong(STRUCT_FIELD_OFFSET_SIZE, segment.byteSize());
        value.putLong(STRUCT_FIELD_OFFSET_DATA, segment.address());
        return null;
    }

    @Override
    protected Pointer in(MemorySegment segment, int size, Pointer value) {
        value.putLong(STRUCT_FIELD_OFFSET_SIZE, size);
        value.putLong(STRUCT_FIELD_OFFSET_DATA, segment.address());
        return null;
    }

    @Override
    protected MemorySegment out(MemorySegment segment, Pointer value) {
        var address = value.getLong(STRUCT_FIELD_OFFSET_DATA);
        return EVERYTHING.asSlice(address, value.getLong(STRUCT_FIELD_OFFSET_SIZE));
    }

    /** As LMDB orders keys; only lmdbjava's iterators ask, which this engine does not use. */
    private static int compareUnsigned(MemorySegment left, MemorySegment right) {
        var at = left.mismatch(right);
        if (at < 0) {
            return 0;
        }
        if (at == left.byteSize() || at == right.byteSize()) {
            return Long.compare(left.byteSize(), right.byteSize());
        }
        return Byte.compareUnsigned(left.get(ValueLayout.JAVA_BYTE, at), right.get(ValueLayout.JAVA_BYTE, at));
    }
}
