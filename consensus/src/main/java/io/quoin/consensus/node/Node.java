package io.quoin.consensus.node;

import io.quoin.consensus.raft.Bootstrap;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running member: takes proposals from any thread and tells their waiters the outcome.
 *
 * <p>The node thread drains its inbox and runs a {@link NodeCycle}: it steps the core, writes the log (inline while this
 * member alone is a quorum), applies, publishes and completes answers. It sleeps only while there is nothing to do.
 */
public final class Node implements AutoCloseable {
    private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeParts parts;
    private final Wal wal;
    private final Inbox inbox;
    private final NodeTurn turn;
    private final NodeCycle cycle;
    private final FlushThread flush;
    private final Background background;
    private final Thread thread;
    private final AtomicBoolean preparing = new AtomicBoolean();
    private volatile boolean closing;
    private long closeDeadlineNanos;

    private Node(NodeParts parts) {
        this.parts = parts;
        this.wal = parts.wal();
        NodeOptions options = parts.nodeOptions();
        this.inbox = new Inbox(options.inboxBytesMax());
        WalStep walStep = new InlineWalStep(wal);
        this.turn = new NodeTurn(
                newCore(parts),
                walStep,
                parts.machine(),
                parts.transport(),
                parts.listener(),
                options,
                parts.memberId(),
                parts.incarnation());
        this.background = new Background(parts.faults());
        this.flush = new FlushThread(parts.machine(), options, parts.faults(), this::flushed);
        this.cycle = new NodeCycle(
                turn, walStep, new CycleSignals(), options, parts.raftOptions().electionTicks(), System.nanoTime());
        this.thread = Thread.ofPlatform().name("quoin-node").unstarted(this::run);
    }

    /** Starts the threads of a member; a member that alone is a quorum leads after its first forced batch. */
    public static Node start(NodeParts parts) {
        Node node = new Node(parts);
        node.background.start();
        node.flush.start();
        node.thread.start();
        return node;
    }

    private static RaftCore newCore(NodeParts parts) {
        Wal wal = parts.wal();
        Bootstrap bootstrap = new Bootstrap(
                parts.memberId(),
                parts.configuration(),
                wal.recovered().hardState(),
                wal.recovered().lastIndex(),
                wal.recovered().lastTerm(),
                parts.machine().applied().index(),
                wal.recovered().lastSequence());
        return new RaftCore(parts.raftOptions(), bootstrap, wal, parts.random());
    }

    /**
     * Hands proposals over, in order; the list is the node's from now on. Each waiter is told its outcome exactly once, on
     * the node thread, or on the calling thread when the node is closing or its inbox is full. Any thread; never blocks.
     */
    public void propose(List<Proposal> proposals) {
        long bytes = 0;
        for (Proposal proposal : proposals) {
            bytes += proposal.data().length;
        }
        if (closing) {
            refuseAll(proposals, ProposalRefusal.STOPPED);
        } else if (!inbox.reserve(bytes)) {
            refuseAll(proposals, ProposalRefusal.OVERLOADED);
        } else {
            long reserved = bytes;
            inbox.put(() -> {
                inbox.release(reserved);
                proposeNow(proposals);
            });
        }
    }

    /** Takes a message from a peer, already decoded and checked for identity. Transport threads; only enqueues. */
    public void receive(Message message) {
        inbox.put(() -> turn.step(new Input.Receive(message)));
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
     * Stops: new proposals are refused, open ones get their outcome (those still open after a second are unknown), what was
     * applied is flushed and the log is closed with its clean mark.
     */
    @Override
    public void close() throws IOException {
        inbox.put(() -> {
            closeDeadlineNanos = System.nanoTime() + CLOSE_GRACE_NANOS;
            closing = true;
        });
        try {
            thread.join();
            drainInbox(); // what came in behind the thread's last look is refused
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
            drainInbox();
            turn.abandonWaiters();
        } catch (Throwable t) {
            parts.faults().fatal("the node thread failed", t);
        }
    }

    private boolean isDone() {
        return closing && (turn.isSettled() || System.nanoTime() - closeDeadlineNanos >= 0);
    }

    private void drainInbox() {
        for (Inbox.Item item = inbox.takeAll(); item != null; item = item.next()) {
            item.work().run();
        }
    }

    private void flushed(long nanos) {
        parts.listener().flushed(nanos);
        long keepFrom = parts.machine().durable().index() + 1;
        inbox.put(() -> cutBelow(keepFrom));
    }

    private void cutBelow(long index) {
        try {
            wal.cutBelow(index);
        } catch (IOException e) {
            throw new UncheckedIOException("cutting the log failed", e);
        }
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
