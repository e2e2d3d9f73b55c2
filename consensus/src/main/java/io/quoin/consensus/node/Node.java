package io.quoin.consensus.node;

import io.quoin.consensus.raft.Bootstrap;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running member: takes proposals from any thread and tells their waiters the outcome.
 *
 * <p>The node thread drains its inbox and runs a {@link NodeCycle}: it steps the core, writes the log (inline if this
 * member alone is a quorum, else through a {@link WalThread}), applies, publishes and completes answers. It sleeps
 * only while there is nothing to do.
 */
public final class Node implements AutoCloseable {
    /** What a waiting caller holds beside the data, roughly: so many small proposals are bounded, too. */
    static final int PROPOSAL_OVERHEAD_BYTES = 1 << 10;

    private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeParts parts;
    private final Wal wal;
    private final Inbox inbox;
    private final NodeTurn turn;
    private final NodeCycle cycle;
    private final WalThread walThread;
    private final FlushThread flush;
    private final Background background;
    private final Thread thread;
    private final AtomicBoolean preparing = new AtomicBoolean();
    private final AtomicBoolean reserving = new AtomicBoolean();
    private volatile boolean closing;
    private long closeDeadlineNanos;
    private boolean ended;

    private Node(NodeParts parts, Bootstrap bootstrap) {
        this.parts = parts;
        this.wal = parts.wal();
        NodeOptions options = parts.nodeOptions();
        this.inbox = new Inbox(options.inboxBytesMax());
        this.walThread = parts.configuration().isQuorumAlone(parts.memberId())
                ? null
                : new WalThread(wal, sequence -> stepLater(new Input.Persisted(sequence)), parts.faults());
        WalStep walStep = walThread == null ? new InlineWalStep(wal) : walThread;
        this.turn = new NodeTurn(
                new RaftCore(parts.raftOptions(), bootstrap, wal, parts.random()),
                walStep,
                parts.machine(),
                parts.transport(),
                parts.listener(),
                options,
                parts.memberId(),
                parts.incarnation());
        this.background = new Background(parts.faults());
        this.flush = new FlushThread(parts.machine(), wal.reserve(), options, parts.faults(), this::flushed);
        this.cycle = new NodeCycle(
                turn,
                walStep,
                wal.reserve(),
                new CycleSignals(),
                options,
                parts.raftOptions().electionTicks(),
                System.nanoTime());
        this.thread = Thread.ofPlatform().name("quoin-node").unstarted(this::run);
    }

    /**
     * Starts the threads of a member; a member that alone is a quorum leads after its first forced batch.
     *
     * @throws LogMismatchException when log and state machine do not belong together; the log is still the caller's
     */
    public static Node start(NodeParts parts) throws LogMismatchException {
        Bootstrap bootstrap = Startup.bootstrap(parts.memberId(), parts.configuration(), parts.wal(), parts.machine());
        Node node = new Node(parts, bootstrap);
        node.background.start();
        node.flush.start();
        if (node.walThread != null) {
            node.walThread.start();
        }
        node.thread.start();
        return node;
    }

    /**
     * Hands proposals over, in order; the list is the node's from now on. Each waiter is told its outcome exactly
     * once, on the node thread, or on the calling thread when the node is closing or its inbox is full. Any thread;
     * never blocks.
     */
    public void propose(List<Proposal> proposals) {
        long bytes = 0;
        for (Proposal proposal : proposals) {
            bytes += PROPOSAL_OVERHEAD_BYTES + proposal.data().length;
        }
        if (closing) {
            refuseAll(proposals, ProposalRefusal.STOPPED);
        } else if (!inbox.reserve(bytes)) {
            refuseAll(proposals, ProposalRefusal.OVERLOADED);
        } else {
            long reserved = bytes;
            boolean taken = inbox.put(() -> {
                inbox.release(reserved);
                proposeNow(proposals);
            });
            if (!taken) {
                refuseAll(proposals, ProposalRefusal.STOPPED);
            }
        }
    }

    /** Takes a message from a peer, already decoded and checked for identity. Transport threads; only enqueues. */
    public void receive(Message message) {
        stepLater(new Input.Receive(message));
    }

    private void stepLater(Input input) {
        inbox.put(() -> {
            if (!ended) {
                turn.step(input);
            }
        });
    }

    /**
     * Runs work that belongs to the engine's one writer between two flushes. Any thread; never blocks.
     *
     * @return false when too many tasks wait already, or the node is closing: the task will not be called
     */
    public boolean runAsWriter(WriterTask task) {
        return flush.submit(task);
    }

    /**
     * Looks at once whether there is space again: flushes, and makes the disk reserve if it is missing. Any thread;
     * never blocks.
     *
     * @param then run afterwards, on whichever thread, whatever was found; never when the node ends before
     */
    public void lookForSpace(Runnable then) {
        boolean taken = flush.submit(new WriterTask() {
            @Override
            public void run() {
                boolean queued = background.submit("making the disk reserve", () -> {
                    makeReserve();
                    then.run();
                });
                if (!queued) {
                    then.run();
                }
            }

            @Override
            public void abandoned() {
                then.run();
            }
        });
        if (!taken) {
            then.run();
        }
    }

    /** Not while the engine is full: it would need the space at once. Background thread. */
    private void makeReserve() throws IOException {
        boolean wasShort = wal.reserve().isShort();
        if (!parts.machine().isFull() && wal.reserve().make() && wasShort) {
            parts.listener().spaceIsBack();
        }
    }

    /** What the core says of itself, as of the last turn. Any thread. */
    public RaftStatus status() {
        return turn.status();
    }

    /** Bytes of proposals that wait for the node thread. Any thread. */
    public long inboxBytes() {
        return inbox.bytes();
    }

    /** Callers that wait for an outcome, as of the last turn. Any thread. */
    public int proposalsPending() {
        return turn.proposalsPending();
    }

    /**
     * Stops: new proposals are refused, open ones get their outcome (those still open after a second are unknown),
     * what was applied is flushed and the log is closed with its clean mark. Closing again does nothing.
     */
    @Override
    public void close() throws IOException {
        inbox.put(() -> {
            closeDeadlineNanos = System.nanoTime() + CLOSE_GRACE_NANOS;
            closing = true;
        });
        try {
            thread.join();
            if (walThread != null) {
                walThread.close();
            }
            flush.close();
            background.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing the node", e);
        }
        wal.close();
    }

    private static void refuseAll(List<Proposal> proposals, ProposalRefusal reason) {
        for (Proposal proposal : proposals) {
            proposal.waiter().refused(reason);
        }
    }

    private void proposeNow(List<Proposal> proposals) {
        if (closing) {
            refuseAll(proposals, ProposalRefusal.STOPPED);
            return;
        }
        long now = System.nanoTime();
        for (Proposal proposal : proposals) {
            turn.propose(now, proposal);
        }
    }

    private void run() {
        try {
            while (!isDone()) {
                drainInbox();
                long sleepNanos = cycle.run(System.nanoTime());
                if (sleepNanos > 0) {
                    inbox.await(sleepNanos);
                }
            }
        } catch (Throwable t) {
            parts.faults().fatal("the node thread failed", t);
        } finally {
            end();
        }
    }

    /** What came in behind the last look is refused, and whoever still waits hears that nobody knows. */
    private void end() {
        closing = true;
        ended = true;
        for (Inbox.Item item = inbox.close(); item != null; item = item.next()) {
            item.work().run();
        }
        turn.abandonWaiters();
    }

    private boolean isDone() {
        return closing && (turn.isSettled() || System.nanoTime() - closeDeadlineNanos >= 0);
    }

    private void drainInbox() {
        for (Inbox.Item item = inbox.takeAll(); item != null; item = item.next()) {
            item.work().run();
        }
    }

    /** After a flush, on its thread. The log is cut elsewhere: a file system may take long to free a segment. */
    private void flushed(long nanos) {
        parts.listener().flushed(nanos);
        long keepFrom = parts.machine().durable().index() + 1;
        background.submit("cutting the log", () -> wal.cutBelow(keepFrom));
    }

    private final class CycleSignals implements NodeCycle.Signals {
        @Override
        public void published() {
            flush.published();
        }

        @Override
        public void segmentWanted() {
            if (preparing.compareAndSet(false, true)
                    && !background.submit("preparing a log segment", this::prepareSegment)) {
                preparing.set(false);
            }
        }

        @Override
        public void reserveWanted() {
            if (wal.reserve().isShort()) {
                parts.listener().shortOfSpace();
            }
            if (reserving.compareAndSet(false, true)
                    && !background.submit("making the disk reserve", this::reserveSpace)) {
                reserving.set(false);
            }
        }

        private void reserveSpace() throws IOException {
            try {
                makeReserve();
            } finally {
                reserving.set(false);
            }
        }

        private void prepareSegment() throws IOException {
            try {
                wal.prepareNextSegment();
            } catch (WalFullException e) {
                // No room now: it is asked for again, and a batch that needs the segment says so itself.
            } finally {
                preparing.set(false);
            }
        }
    }
}
