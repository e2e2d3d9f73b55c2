package io.quoin.storage.testing;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.Table;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What an engine holds after some commit: plain sorted maps, so that it is obviously right. Not thread safe. */
public final class Contents {
    private final TreeMap<RecordPosition, byte[]> records = new TreeMap<>();
    private final Map<Table, TreeMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
    private Checkpoint checkpoint = Checkpoint.NONE;
    private long bytes;

    /** A deep enough copy: the arrays are shared, the maps are not. */
    public Contents copy() {
        var copy = new Contents();
        copy.records.putAll(records);
        tables.forEach((table, entries) -> copy.tables.put(table, new TreeMap<>(entries)));
        copy.checkpoint = checkpoint;
        copy.bytes = bytes;
        return copy;
    }

    /** The records, ascending; live. */
    public NavigableMap<RecordPosition, byte[]> records() {
        return records;
    }

    /** The entries of a table by unsigned key order; live. */
    public NavigableMap<byte[], byte[]> table(Table table) {
        return tables.computeIfAbsent(table, _ -> new TreeMap<>(Arrays::compareUnsigned));
    }

    /** The checkpoint of the last change. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Sets the checkpoint alone. */
    public void checkpoint(Checkpoint newCheckpoint) {
        checkpoint = newCheckpoint;
    }

    /** Bytes of records and entries, each with a fixed overhead. */
    public long bytes() {
        return bytes;
    }

    /** Sets a record; the array is kept. */
    public void putRecord(RecordPosition position, byte[] record) {
        var old = records.put(position, record);
        bytes += size(record.length, 0) - (old == null ? 0 : size(old.length, 0));
    }

    /** Deletes a record and returns it, or null. */
    public byte[] deleteRecord(RecordPosition position) {
        var old = records.remove(position);
        bytes -= old == null ? 0 : size(old.length, 0);
        return old;
    }

    /** Sets an entry, or deletes it when the value is null; the arrays are kept. */
    public void setEntry(Table table, byte[] key, byte[] value) {
        var entries = table(table);
        var old = value == null ? entries.remove(key) : entries.put(key, value);
        bytes +=
                (value == null ? 0 : size(key.length, value.length)) - (old == null ? 0 : size(key.length, old.length));
    }

    /** What a record or entry counts for. */
    static long size(int keyOrRecordBytes, int valueBytes) {
        return 48L + keyOrRecordBytes + valueBytes;
    }

    /** Same checkpoint, records and entries. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Contents that
                && checkpoint.equals(that.checkpoint)
                && same(records, that.records)
                && Arrays.stream(Table.values()).allMatch(table -> same(table(table), that.table(table)));
    }

    @Override
    public int hashCode() {
        return checkpoint.hashCode();
    }

    private static <K> boolean same(Map<K, byte[]> left, Map<K, byte[]> right) {
        return left.size() == right.size()
                && left.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), right.get(entry.getKey())));
    }

    @Override
    public String toString() {
        return "%s, %d records%s, %d entries"
                .formatted(
                        checkpoint,
                        records.size(),
                        records.isEmpty() ? "" : " " + records.firstKey() + ".." + records.lastKey(),
                        tables.values().stream().mapToInt(Map::size).sum());
    }
}
