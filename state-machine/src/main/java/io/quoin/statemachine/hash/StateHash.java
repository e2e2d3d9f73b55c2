package io.quoin.statemachine.hash;

import io.quoin.statemachine.alarm.Alarm;

/**
 * What the pieces of the state contribute to the set hash. The set hash is their sum modulo 2^64, so it does not
 * depend on order, changes in O(1) with each change of the state, and can be computed anew by a scan:
 *
 * <pre>
 * sum over live keys of ofKey(...) + sum over alarms of ofAlarm(...) + ofRevisions(revision, compacted revision)
 * </pre>
 *
 * <p>The chained digest runs beside it over (index, command, outcome): equal digests mean the same history, equal set
 * hashes the same state.
 */
public final class StateHash {
    private static final long CONTENT_SEED = 1;
    private static final long ALARM_SEED = 2;
    private static final long REVISIONS_SEED = 3;
    private static final long COMMAND_SEED = 4;

    private StateHash() {}

    /** Contribution of a live key: its newest record's hash, and where among the changes of its revision it stands. */
    public static long ofKey(long contentHash, int sub) {
        return XxHash64.combine(contentHash, sub);
    }

    /** Hash of a record: key, create revision, mod revision, version, value and lease in their stored form. */
    public static long ofContent(byte[] record) {
        return ofContent(record, record.length);
    }

    /** As {@link #ofContent(byte[])}, for a record that is the first bytes of an array. */
    public static long ofContent(byte[] array, int recordBytes) {
        return XxHash64.hash(array, 0, recordBytes, CONTENT_SEED);
    }

    /** Contribution of a raised alarm. */
    public static long ofAlarm(Alarm alarm) {
        return XxHash64.combine(XxHash64.combine(ALARM_SEED, alarm.type()), alarm.memberId());
    }

    /** Contribution of the two revisions. */
    public static long ofRevisions(long revision, long compactedRevision) {
        return XxHash64.combine(XxHash64.combine(REVISIONS_SEED, revision), compactedRevision);
    }

    /** The digest after one more command. */
    public static long chain(long digest, long index, byte[] entryData, int commandOffset, long outcome, long setHash) {
        long command = XxHash64.hash(entryData, commandOffset, entryData.length - commandOffset, COMMAND_SEED);
        long hash = XxHash64.combine(XxHash64.combine(digest, index), command);
        return XxHash64.combine(XxHash64.combine(hash, outcome), setHash);
    }
}
