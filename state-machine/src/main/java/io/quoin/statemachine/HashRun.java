package io.quoin.statemachine;

import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.statemachine.hash.RevisionChecksum;
import io.quoin.statemachine.index.Cursor;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.Version;
import io.quoin.statemachine.record.PinnedRecords;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordFields;

/**
 * Hashes the history of one state up to a revision, in steps. The answer is that of etcd's HashKV once its compaction
 * has finished, however far compaction has come here:
 *
 * <table>
 * <caption>Which revisions are hashed, with compacted revision C, up to R</caption>
 * <tr><td>above C, up to R</td><td>all, tombstones included</td></tr>
 * <tr><td>at or below C</td><td>what a reader at R sees; if at R no key exists, what a reader at C sees</td></tr>
 * </table>
 *
 * <p>The last case is etcd's: with nothing to keep it leaves out nothing that its compaction has left. The hash that a
 * compaction takes knows no such case, because there a tombstone at R counts as something to keep. Holds an engine view
 * until closed. One thread at a time.
 */
public final class HashRun implements AutoCloseable {
    private static final byte[] FIRST_KEY = {};
    private static final long UNDECIDED = Long.MIN_VALUE;

    private final AppliedState state;
    private final long compactRevision;
    private final long revision;
    private final PinnedRecords records;
    private final RevisionChecksum checksum = new RevisionChecksum();

    /** The revision whose readers decide what is kept of the compacted part; {@link #UNDECIDED} until it is needed. */
    private long keptAt;

    private HashRun(AppliedState state, long compactRevision, long revision, long keptAt, PinnedRecords records) {
        this.state = state;
        this.compactRevision = compactRevision;
        this.revision = revision;
        this.keptAt = keptAt;
        this.records = records;
    }

    /**
     * Over the records of this state.
     *
     * @param revision at or above the compacted one, or negative: then nothing is hashed
     */
    static HashRun upTo(long revision, AppliedState state, PinnedRecords records) {
        return new HashRun(state, state.compactedRevision(), revision, UNDECIDED, records);
    }

    /**
     * Over the records up to the compacted revision of this state, as they were before it was compacted.
     *
     * @param previous the compacted revision until then
     */
    static HashRun beforeCompaction(long previous, AppliedState state, PinnedRecords records) {
        return new HashRun(state, previous, state.compactedRevision(), state.compactedRevision(), records);
    }

    /** The revision up to which it hashes. */
    public long revision() {
        return revision;
    }

    /** The state that is hashed. */
    public AppliedState state() {
        return state;
    }

    /**
     * Hashes at most so many more records.
     *
     * @return whether there may be more
     * @throws io.quoin.statemachine.record.DamagedRecordException when a record's checksum does not hold
     */
    public boolean step(int recordsMax) {
        return records.next(recordsMax, this::add);
    }

    /** The hash, once there are no more steps. */
    public KeyValueHash result() {
        return new KeyValueHash(checksum.value(), compactRevision, revision);
    }

    private void add(long main, int sub, byte[] array, int recordBytes) {
        RecordFields fields = RecordCodec.parse(array, recordBytes);
        if (main > compactRevision || isKept(RecordCodec.key(array, fields), main, sub)) {
            checksum.add(main, sub, fields.isTombstone(), array, recordBytes);
        }
    }

    private boolean isKept(byte[] key, long main, int sub) {
        if (keptAt == UNDECIDED) {
            keptAt = anyKeyExistsAt(revision) ? revision : compactRevision;
        }
        KeyHistory history = state.index().get(key);
        Version seen = history == null ? null : history.at(keptAt);
        return seen != null && seen.main() == main && seen.sub() == sub;
    }

    private boolean anyKeyExistsAt(long wanted) {
        if (wanted == state.revision()) {
            return state.index().liveCount() > 0;
        }
        Cursor cursor = state.index().cursor(FIRST_KEY, null);
        while (cursor.next()) {
            if (cursor.history().at(wanted) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        records.close();
    }
}
