package io.quoin.consensus.node;

import io.quoin.consensus.ApplyStoppedException;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.StateMachine;
import io.quoin.consensus.raft.ApplyBatch;
import io.quoin.consensus.raft.Effects;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.Refusal;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.transport.Transport;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One turn of consensus, without threads and without a clock: the node thread and the simulator both drive it.
 *
 * <p>A turn is any number of {@link #propose} and {@link #step} calls, then one {@link #finish}. Within {@code
 * finish} the order is fixed: messages that may leave at once, one write-ahead step, what it releases, apply, publish
 * the new state, complete the answers. So one force serves every proposal of the turn, and no answer leaves before
 * its state is durable on a quorum and visible to readers.
 *
 * <p>When the log's disk is full nothing of a batch has been written: it waits and is tried again in each turn, and
 * proposals are refused meanwhile. Any other failure of the log ends the process.
 */
public final class NodeTurn {
    private final RaftCore core;
    private final WalStep wal;
    private final StateMachine machine;
    private final Transport transport;
    private final NodeListener listener;
    private final NodeOptions options;
    private final long origin;
    private final long incarnation;
    private final WaiterTable waiters;

    private final ArrayDeque<PersistBatch> unwritten = new ArrayDeque<>();
    private final ArrayDeque<HeldMessages> held = new ArrayDeque<>();
    private final List<Waiter> answered = new ArrayList<>();
    private final List<Object> results = new ArrayList<>();
    private long sequenceIssued;
    private long sequenceDurable;
    private boolean logIsFull;
    private boolean applyStopped;
    private boolean unpublished;
    private long publications;
    private volatile RaftStatus status;
    private volatile int proposalsPending;

    /** Messages that may leave once the batch is durable. */
    private record HeldMessages(long sequence, List<Message> messages) {}

    /**
     * @param incarnation distinguishes this process from those that ran before under the same member id
     */
    public NodeTurn(
            RaftCore core,
            WalStep wal,
            StateMachine machine,
            Transport transport,
            NodeListener listener,
            NodeOptions options,
            long origin,
            long incarnation) {
        this.core = core;
        this.wal = wal;
        this.machine = machine;
        this.transport = transport;
        this.listener = listener;
        this.options = options;
        this.origin = origin;
        this.incarnation = incarnation;
        this.waiters = new WaiterTable(options.outstandingMax());
        this.status = core.status();
    }

    /** The state of the core after the last finished turn. Any thread. */
    public RaftStatus status() {
        return status;
    }

    /** Callers that wait for an outcome, as of the last finished turn. Any thread. */
    public int proposalsPending() {
        return proposalsPending;
    }

    /** Whether a damaged record has stopped apply on this member. Node thread. */
    public boolean applyStopped() {
        return applyStopped;
    }

    /** Whether nobody waits for an outcome. Node thread. */
    public boolean isSettled() {
        return waiters.isEmpty();
    }

    /** How often a new state was published: when it has grown, there is something to flush. Node thread. */
    public long publications() {
        return publications;
    }

    /** Sequence of the newest batch that went to the log. Node thread. */
    public long sequenceIssued() {
        return sequenceIssued;
    }

    /** Brings a proposal into the log, or refuses it at once. */
    public void propose(long nowNanos, Proposal proposal) {
        ProposalRefusal refusal = refusalNow();
        if (refusal != null) {
            proposal.waiter().refused(refusal);
            return;
        }
        long requestId = waiters.add(proposal.waiter(), nowNanos + options.requestTimeoutMillis() * 1_000_000L);
        Envelope.stamp(proposal.data(), origin, incarnation, requestId);
        core.step(new Input.Propose(requestId, proposal.data()));
    }

    /** Tells the core something. */
    public void step(Input input) {
        if (input instanceof Input.Persisted persisted) {
            sequenceDurable = Math.max(sequenceDurable, persisted.sequence());
        }
        core.step(input);
    }

    /** Tells callers whose request timeout has passed that their outcome is unknown. */
    public void expire(long nowNanos) {
        Waiter waiter;
        while ((waiter = waiters.removeExpired(nowNanos)) != null) {
            waiter.unknown(UnknownOutcome.TIMED_OUT);
        }
    }

    /** Tells everybody who still waits that the node stops; also those whose state a failed turn did not publish. */
    public void abandonWaiters() {
        answered.forEach(waiter -> waiter.unknown(UnknownOutcome.STOPPED));
        answered.clear();
        results.clear();
        Waiter waiter;
        while ((waiter = waiters.removeOldest()) != null) {
            waiter.unknown(UnknownOutcome.STOPPED);
        }
        listener.answersReady();
    }

    /**
     * Does what the inputs of this turn ask for.
     *
     * @throws IOException the log could not be written or forced: halt
     */
    public void finish() throws IOException {
        writeWaiting();
        while (core.hasEffects()) {
            carryOut(core.drain());
        }
        if (unpublished) {
            publish();
        }
        updateStatus();
        answer();
        proposalsPending = waiters.size();
    }

    /**
     * Runs one slice of the state machine's background work, unless too much waits for the engine already.
     *
     * @return whether something was done
     */
    public boolean slice() {
        if (machine.pendingBytes() > options.pendingBytesMax() / 2 || !machine.runSlice()) {
            return false;
        }
        publish();
        return true;
    }

    private void publish() {
        machine.publish();
        unpublished = false;
        publications++;
    }

    private void carryOut(Effects effects) throws IOException {
        effects.sendNow().forEach(transport::send);
        if (effects.persist() != null) {
            Invariant.check(
                    effects.persist().sequence() > sequenceIssued,
                    "batch sequence %d after %d",
                    effects.persist().sequence(),
                    sequenceIssued);
            sequenceIssued = effects.persist().sequence();
            unwritten.add(effects.persist());
        }
        if (!effects.whenDurable().isEmpty()) {
            held.add(new HeldMessages(sequenceIssued, effects.whenDurable()));
        }
        writeWaiting();
        release();
        effects.refusals().forEach(this::refuse);
        if (effects.apply() != null) {
            apply(effects.apply());
        }
    }

    private void writeWaiting() throws IOException {
        while (!unwritten.isEmpty()) {
            PersistBatch batch = unwritten.peek();
            boolean durable;
            try {
                durable = wal.persist(batch);
            } catch (WalFullException e) {
                logIsFull = true;
                return;
            }
            logIsFull = false;
            unwritten.remove();
            if (durable) {
                step(new Input.Persisted(batch.sequence()));
            }
        }
    }

    private void release() {
        while (!held.isEmpty() && held.peek().sequence() <= sequenceDurable) {
            held.remove().messages().forEach(transport::send);
        }
    }

    private void apply(ApplyBatch batch) {
        if (applyStopped) {
            return;
        }
        for (Entry entry : batch.entries()) {
            Invariant.check(
                    entry.index() == machine.applied().index() + 1,
                    "apply of %d after %d",
                    entry.index(),
                    machine.applied().index());
            try {
                applyOne(entry);
            } catch (ApplyStoppedException e) {
                stopApplying();
                return;
            }
        }
        unpublished = true;
        core.step(new Input.Applied(machine.applied().index()));
    }

    private void applyOne(Entry entry) {
        if (entry.type() != EntryType.COMMAND || !isOurs(entry.data())) {
            machine.apply(entry, false);
            return;
        }
        long requestId = Envelope.requestIdOf(entry.data());
        boolean waited = waiters.isWaiting(requestId);
        Object result = machine.apply(entry, waited);
        if (waited) {
            answered.add(waiters.remove(requestId));
            results.add(result);
        }
    }

    private boolean isOurs(byte[] data) {
        return Envelope.originOf(data) == origin && Envelope.incarnationOf(data) == incarnation;
    }

    /** What was applied before stays visible and readable; nothing is guessed about what comes after. */
    private void stopApplying() {
        applyStopped = true;
        unpublished = true;
        Waiter waiter;
        while ((waiter = waiters.removeOldest()) != null) {
            waiter.unknown(UnknownOutcome.CORRUPT);
        }
    }

    private void answer() {
        for (int i = 0; i < answered.size(); i++) {
            answered.get(i).applied(results.get(i));
        }
        answered.clear();
        results.clear();
        listener.answersReady();
    }

    private void refuse(Refusal refusal) {
        Waiter waiter = waiters.remove(refusal.requestId());
        if (waiter != null) {
            waiter.refused(
                    switch (refusal.reason()) {
                        case NOT_LEADER -> ProposalRefusal.NOT_LEADER;
                        case OVERLOADED -> ProposalRefusal.OVERLOADED;
                        case TOO_LARGE -> ProposalRefusal.TOO_LARGE;
                    });
        }
    }

    private ProposalRefusal refusalNow() {
        if (applyStopped) {
            return ProposalRefusal.CORRUPT;
        }
        if (logIsFull || wal.waitsForRoom()) {
            return ProposalRefusal.NO_SPACE;
        }
        if (waiters.isFull() || machine.pendingBytes() > options.pendingBytesMax()) {
            return ProposalRefusal.OVERLOADED;
        }
        return null;
    }

    private void updateStatus() {
        RaftStatus before = status;
        RaftStatus now = core.status();
        status = now;
        if (before.role() != now.role()
                || before.term() != now.term()
                || before.leader() != now.leader()
                || before.locallyConfirmed() != now.locallyConfirmed()) {
            listener.statusChanged(now);
        }
    }
}
