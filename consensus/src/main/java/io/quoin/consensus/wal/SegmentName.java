package io.quoin.consensus.wal;

/**
 * The name of a segment file: {@code <firstSequence>-<firstIndex>.wal}, each 16 hexadecimal digits, so that names
 * sort as
 * their segments were written.
 *
 * @param firstSequence sequence of the first batch that may be in it
 * @param firstIndex index that the next entry would have had when the segment was made
 */
record SegmentName(long firstSequence, long firstIndex) {
    static final String SUFFIX = ".wal";

    private static final int LENGTH = 16 + 1 + 16 + SUFFIX.length();

    /** The name that a file has, or null when it is not one of these. */
    static SegmentName parse(String file) {
        if (file.length() != LENGTH || file.charAt(16) != '-' || !file.endsWith(SUFFIX)) {
            return null;
        }
        try {
            SegmentName name =
                    new SegmentName(Long.parseUnsignedLong(file, 0, 16, 16), Long.parseUnsignedLong(file, 17, 33, 16));
            return name.file().equals(file) ? name : null;
        } catch (NumberFormatException notHexadecimal) {
            return null;
        }
    }

    String file() {
        return String.format("%016x-%016x%s", firstSequence, firstIndex, SUFFIX);
    }
}
