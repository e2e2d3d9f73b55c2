package io.quoin.statemachine.hash;

import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.index.KeyHistory;

/**
 * What the pieces of the state contribute to the set hash. The set hash is their sum modulo 2^64, so it does not depend on
 * order, changes in O(1) with each change of the state, and can be computed anew by a scan:
 *
 * <pre>
 * sum over live keys of ofKey(...) + sum over alarms of ofAlarm(...) + ofRevisions(revision, compacted revision)
 * </pre>
 *
 * <p>The chained digest runs beside it over (index, command, outcome): equal digests mean the same history, equal set
 * hashes the same state.
 */
public final class StateHash {
    private static final long KEY_SEED = 1;
    private static final long ALARM_SEED = 3;
    private static final long REVISIONS_SEED = 4;
    private static final long COMMAND_SEED = 5;

    private StateHash() {}

    /** Contribution of a live key: its name, and the newest version of its history. */
    public static long ofKey(byte[] key, KeyHistory history) {
        long hash = XxHash64.hash(key, KEY_SEED);
        hash = XxHash64.combine(hash, history.createMain());
        hash = XxHash64.combine(hash, history.modMain());
        hash = XxHash64.combine(hash, history.modSub());
        return XxHash64.combine(hash, history.version());
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
    public static long chain(
            long digest, long index, byte[] entryData, int commandOffset, long outcome, long setHash) {
        long command = XxHash64.hash(entryData, commandOffset, entryData.length - commandOffset, COMMAND_SEED);
        long hash = XxHash64.combine(XxHash64.combine(digest, index), command);
        return XxHash64.combine(XxHash64.combine(hash, outcome), setHash);
    }
}
