package io.quoin.storage.testing;

/** Where a record stands; ordered as engines order records. */
public record RecordPosition(long main, int sub) implements Comparable<RecordPosition> {
    @Override
    public int compareTo(RecordPosition other) {
        var order = Long.compare(main, other.main);
        return order != 0 ? order : Integer.compare(sub, other.sub);
    }
}
