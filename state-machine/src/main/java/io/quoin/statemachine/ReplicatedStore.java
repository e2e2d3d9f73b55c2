package io.quoin.statemachine;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.StateMachine;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.hash.StateHash;
import io.quoin.statemachine.hash.XxHash64;
import io.quoin.statemachine.lease.LeaseTable;
import io.quoin.statemachine.mvcc.Applier;
import io.quoin.statemachine.mvcc.Compactor;
import io.quoin.statemachine.mvcc.OperationTotals;
import io.quoin.statemachine.mvcc.ReadPins;
import io.quoin.statemachine.mvcc.WriteState;
import io.quoin.statemachine.record.DamageObserver;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.KnownDamage;
import io.quoin.statemachine.record.PendingDeletes;
import io.quoin.statemachine.record.PendingRecords;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineBusyException;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.View;
import java.nio.charset.StandardCharsets;

/**
 * The state machine that consensus replicates: applies commands, publishes states, flushes them into the engine.
 *
 * <p>Guarantees: the same entries give the same state, hashes and results on every member, whatever the batches,
 * flushes, compaction slices and restarts between them. A command is applied as a whole or not at all. A record is
 * never lost between memory and engine, and never served when its checksum does not hold.
 *
 * <p>The engine belongs to the caller, who closes it after the last flush.
 */
public final class ReplicatedStore implements StateMachine {
    private static final long APPLIED = 1;

    private final StorageEngine engine;
    private final WriteState writeState;
    private final Applier applier;
    private final Compactor compactor;
    private final PendingRecords pending;
    private final PendingDeletes deletes;
    private final FlushStep flushStep;
    private final StoreReader reader;
    private final HistoryHashes hashes;
    private final CompactionObserver observer;
    private final KnownDamage damage;
    private volatile AppliedState published;
    private volatile OperationTotals operations;

    private ReplicatedStore(
            StorageEngine engine,
            StoreOptions options,
            CompactionObserver observer,
            KnownDamage damage,
            StateLoader.Loaded loaded,
            LeaseTable leases) {
        this.engine = engine;
        this.observer = observer;
        this.damage = damage;
        this.pending = new PendingRecords(options.pendingRecordsPerChunk());
        this.deletes = new PendingDeletes();
        this.writeState = new WriteState(loaded.recovered(), loaded.index(), loaded.garbage(), pending, leases);
        this.applier = new Applier(writeState, RecordReader.ofAppended(pending, engine, damage));
        var pins = new ReadPins();
        this.compactor =
                new Compactor(loaded.index(), loaded.garbage(), deletes, pins, options.compactionVersionsPerSlice());
        this.published = newState();
        this.flushStep = new FlushStep(engine, pending, deletes, compactor, observer, published);
        this.operations = writeState.operations().totals();
        this.reader = new StoreReader(RecordReader.ofPublished(pending, engine, damage), this::state, pins);
        this.hashes = new HistoryHashes(pending, engine, damage, this::state);
    }

    /**
     * Opens from what the engine recovered; entries after {@link #applied()} are applied again by the caller. Reads
     * every record once.
     *
     * @throws DamagedRecordException when more of a record is damaged than its value
     * @throws io.quoin.consensus.InvariantViolation when the contents are not those that the checkpoint promises
     */
    public static ReplicatedStore open(StorageEngine engine, StoreOptions options) {
        return open(engine, options, null, DamageObserver.NONE);
    }

    /**
     * As {@link #open(StorageEngine, StoreOptions)}.
     *
     * @param observer told of compactions; null for none, and then no compaction is hashed
     * @param damageObserver told of damaged records, also while this opens
     */
    public static ReplicatedStore open(
            StorageEngine engine, StoreOptions options, CompactionObserver observer, DamageObserver damageObserver) {
        Checkpoint checkpoint = engine.recovered();
        try (View view = engine.view()) {
            var damage = new KnownDamage(damageObserver);
            var loaded = new StateLoader(checkpoint, damage).load(view);
            return new ReplicatedStore(engine, options, observer, damage, loaded, LeaseTable.load(view));
        }
    }

    /** The newest published state. Any thread. */
    public AppliedState state() {
        return published;
    }

    /** Reads published states. Any thread. */
    public StoreReader reader() {
        return reader;
    }

    /** Hashes published states. Any thread. */
    public HistoryHashes hashes() {
        return hashes;
    }

    /**
     * All that compactions up to this revision drop is deleted from the engine, and durably so; -1 when none was
     * finished since the start. Any thread.
     */
    public long compactionFinished() {
        return flushStep.compactionFinished();
    }

    /** Number of damaged records met since the start, each counted once, up to a bound. Any thread. */
    public int damagedRecords() {
        return damage.count();
    }

    /** What was applied up to the newest published state. Any thread. */
    public OperationTotals operations() {
        return operations;
    }

    @Override
    public EntryId applied() {
        return writeState.applied();
    }

    /**
     * Applies an entry.
     *
     * @return a {@link Result} when one is wanted and the entry holds a command, else null
     * @throws DamagedRecordException when the change depends on a damaged record: nothing is changed, the position
     *     neither, and this member applies no more
     */
    @Override
    public Object apply(Entry entry, boolean resultWanted) {
        if (entry.type() != EntryType.COMMAND) {
            writeState.advance(entry.id());
            return null;
        }
        Command command = Commands.decode(entry.data());
        Result result;
        try {
            result = applier.apply(command, resultWanted);
        } catch (DamagedRecordException e) {
            throw damage.stopsApply(entry.id(), e);
        }
        int changes = writeState.endCommand();
        writeState.advance(entry.id());
        writeState.setChainDigest(StateHash.chain(
                writeState.chainDigest(),
                entry.index(),
                entry.data(),
                Envelope.commandOffset(entry.data()),
                outcome(result, changes),
                writeState.setHash()));
        return resultWanted ? result : null;
    }

    @Override
    public void publish() {
        long compactedBefore = published.compactedRevision();
        published = newState();
        operations = writeState.operations().totals();
        if (observer != null && published.compactedRevision() > compactedBefore) {
            hashCompaction(compactedBefore);
        }
    }

    /** Two compactions published together count as one, as in etcd where one that overtakes another is not hashed. */
    private void hashCompaction(long compactedBefore) {
        HashRun run;
        try {
            run = hashes.beforeCompaction(published, compactedBefore);
        } catch (EngineBusyException e) {
            return; // readers hold every view: this compaction is not hashed, as an interrupted one in etcd
        }
        observer.began(hashes, run);
    }

    /** Compacts a slice; also false while compaction waits for a flush. */
    @Override
    public boolean runSlice() {
        return compactor.runSlice(engine.durable().compactedRevision());
    }

    @Override
    public long pendingBytes() {
        return pending.bytes();
    }

    /**
     * While a compaction waits for the engine: to hold its revision durably, to take deletions when no more may wait,
     * or to take the last of them.
     */
    @Override
    public boolean flushWanted() {
        return deletes.isFull()
                || published.compactedRevision() > engine.durable().compactedRevision()
                || compactor.collected().revision() > flushStep.compactionFinished();
    }

    @Override
    public void flush() {
        flushStep.flush(published);
    }

    /** Why the last flush left everything pending: the engine is full. Null when it succeeded. Any thread. */
    public EngineFullException flushFailure() {
        return flushStep.failure();
    }

    @Override
    public boolean isFull() {
        return flushStep.failure() != null;
    }

    @Override
    public EntryId durable() {
        Checkpoint durable = engine.durable();
        return new EntryId(durable.appliedIndex(), durable.appliedTerm());
    }

    private AppliedState newState() {
        return new AppliedState(
                writeState.applied(),
                writeState.revision(),
                writeState.compactedRevision(),
                writeState.publish(),
                writeState.alarms(),
                writeState.setHash(),
                writeState.chainDigest());
    }

    /** What every member knows of a result, wanted or not: the refusal, or the number of changes. */
    private static long outcome(Result result, int changes) {
        return result instanceof Refused refused
                ? XxHash64.hash(refused.error().name().getBytes(StandardCharsets.US_ASCII), 0)
                : XxHash64.combine(APPLIED, changes);
    }
}
