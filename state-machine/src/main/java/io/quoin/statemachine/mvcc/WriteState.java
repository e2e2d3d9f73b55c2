package io.quoin.statemachine.mvcc;

import io.quoin.consensus.EntryId;
import io.quoin.consensus.Invariant;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.hash.StateHash;
import io.quoin.statemachine.index.GarbageQueue;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.KeyIndex;
import io.quoin.statemachine.index.KeyIndexWriter;
import io.quoin.statemachine.lease.LeaseTable;
import io.quoin.statemachine.record.PendingRecords;
import io.quoin.statemachine.record.RecordCodec;
import java.nio.ByteBuffer;

/**
 * The state as apply changes it, ahead of what is published. All changes of one command share the main revision above
 * the present one and count sub-revisions from 0; until {@link #endCommand} they are the newest state. None of the
 * methods can fail: whatever could is checked before the first is called. Node thread only.
 */
public final class WriteState implements StateView {
    private final KeyIndexWriter index;
    private final Keys keys;
    private final GarbageQueue garbage;
    private final PendingRecords pending;
    private final LeaseTable leases;
    private final OperationCounter operations = new OperationCounter();
    private EntryId applied;
    private long revision;
    private long compactedRevision;
    private Alarms alarms;
    private long contentSum;
    private long chainDigest;
    private int changes;

    /** The state that was recovered, or that of an empty store. */
    public WriteState(
            Recovered recovered,
            KeyIndexWriter index,
            GarbageQueue garbage,
            PendingRecords pending,
            LeaseTable leases) {
        this.index = index;
        this.garbage = garbage;
        this.keys = Keys.of(index);
        this.pending = pending;
        this.leases = leases;
        this.applied = recovered.applied();
        this.revision = recovered.revision();
        this.compactedRevision = recovered.compactedRevision();
        this.alarms = recovered.alarms();
        this.contentSum = recovered.contentSum();
        this.chainDigest = recovered.chainDigest();
    }

    /**
     * Everything but the keys, as it was found.
     *
     * @param contentSum the part of the set hash that keys and alarms contribute
     */
    public record Recovered(
            EntryId applied, long revision, long compactedRevision, Alarms alarms, long contentSum, long chainDigest) {}

    @Override
    public Keys keys() {
        return keys;
    }

    /** The newest revision: the one that the command at hand makes, once it has changed something. */
    @Override
    public long revision() {
        return changes > 0 ? revision + 1 : revision;
    }

    @Override
    public long compactedRevision() {
        return compactedRevision;
    }

    /** The last entry applied. */
    public EntryId applied() {
        return applied;
    }

    /** Raised alarms. */
    public Alarms alarms() {
        return alarms;
    }

    /** Counts what is applied. */
    public OperationCounter operations() {
        return operations;
    }

    LeaseTable leases() {
        return leases;
    }

    /** The main revision of what the command at hand changes. */
    long nextMain() {
        return revision + 1;
    }

    /** A record that the command at hand made. */
    byte[] ownRecord(int sub) {
        return pending.findAppended(nextMain(), sub);
    }

    /**
     * Puts a key; the revision is the command's.
     *
     * @param before its history now, or null
     */
    void put(byte[] key, KeyHistory before, ByteBuffer value, long lease) {
        long main = revision + 1;
        int sub = changes++;
        boolean isLive = before != null && before.isLive();
        long createMain = isLive ? before.createMain() : main;
        long version = isLive ? before.version() + 1 : 1;
        byte[] record = RecordCodec.encode(key, createMain, main, version, value, lease);
        long content = StateHash.ofContent(record);
        KeyHistory after = before == null ? KeyHistory.created(main, sub, content) : before.put(main, sub, content);
        Invariant.check(after.version() == version, "version %d, record says %d", after.version(), version);
        if (isLive) {
            contentSum -= StateHash.ofKey(before.contentHash(), before.modSub());
        }
        contentSum += StateHash.ofKey(content, sub);
        garbage.changed(index.put(key, after), before, after);
        pending.append(main, sub, record);
    }

    /** Deletes a live key; the revision is the command's. */
    void delete(byte[] key) {
        KeyHistory before = keys.get(key);
        Invariant.check(before != null && before.isLive(), "a deleted key is deleted again");
        long main = revision + 1;
        int sub = changes++;
        contentSum -= StateHash.ofKey(before.contentHash(), before.modSub());
        KeyHistory after = before.delete(main, sub);
        garbage.changed(index.put(key, after), before, after);
        pending.append(main, sub, RecordCodec.encodeTombstone(key));
    }

    void activate(Alarm alarm) {
        Invariant.check(!alarms.contains(alarm), "an alarm is raised twice");
        alarms = alarms.with(alarm);
        contentSum += StateHash.ofAlarm(alarm);
    }

    void deactivate(Alarm alarm) {
        Invariant.check(alarms.contains(alarm), "an alarm is cleared twice");
        alarms = alarms.without(alarm);
        contentSum -= StateHash.ofAlarm(alarm);
    }

    void compact(long newCompactedRevision) {
        Invariant.check(
                newCompactedRevision > compactedRevision && newCompactedRevision <= revision,
                "compacted revision %d after %d",
                newCompactedRevision,
                compactedRevision);
        compactedRevision = newCompactedRevision;
    }

    /** Ends a command: what it changed becomes a revision of its own. Returns the number of keys changed. */
    public int endCommand() {
        operations.endCommand();
        int changed = changes;
        if (changed > 0) {
            revision++;
            changes = 0;
        }
        return changed;
    }

    /** Moves the applied position by one entry. */
    public void advance(EntryId entry) {
        Invariant.check(entry.index() == applied.index() + 1, "entry %d after %d", entry.index(), applied.index());
        Invariant.check(entry.term() >= applied.term(), "term %d after %d", entry.term(), applied.term());
        Invariant.check(changes == 0, "a command did not end");
        applied = entry;
    }

    /** Sets the chained digest after a command. */
    public void setChainDigest(long digest) {
        chainDigest = digest;
    }

    /** The chained digest after the last command. */
    public long chainDigest() {
        return chainDigest;
    }

    /** Hash over the live state. */
    public long setHash() {
        return contentSum + StateHash.ofRevisions(revision, compactedRevision);
    }

    /**
     * Makes records visible to readers and freezes the keys. The records first: whoever sees a key finds its record.
     */
    public KeyIndex publish() {
        pending.publish();
        return index.publish();
    }
}
