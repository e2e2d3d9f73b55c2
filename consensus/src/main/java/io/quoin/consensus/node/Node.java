package io.quoin.consensus.node;

import io.quoin.consensus.raft.Bootstrap;
import io.quoin.consensus.raft.Input;
import io.quoin.consensus.raft.RaftCore;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.wal.Wal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running member: takes proposals from any thread and tells their waiters the outcome.
 *
 * <p>The node thread drains its inbox, steps the core, writes the log (inline while this member alone is a quorum),
 * applies, publishes and completes answers; between batches it runs slices of background work. Ticks that were missed
 * during a pause are delivered after the inbox, and at most one election timeout of them, so that a pause of this process
 * does not look like silence of the leader.
 */
public final class Node implements AutoCloseable {
    private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeParts parts;
    private final Wal wal;
    private final Inbox inbox;
    private final NodeTurn turn;
    private final FlushThread flush;
    private final Background background;
    private final Thread thread;
    private final long tickNanos;

    private final AtomicBoolean preparing = new AtomicBoolean();
    private volatile boolean closing;
    private long nextTickNanos;
    private long closeDeadlineNanos;
    private long publicationsSeen;
    private long sequenceSeen;
    private long idleSinceNanos;
    private boolean idleMarked = true;

    private Node(NodeParts parts) {
        this.parts = parts;
        this.wal = parts.wal();
        NodeOptions options = parts.nodeOptions();
        this.inbox = new Inbox(options.inboxBytesMax());
        this.tickNanos = options.tickMillis() * 1_000_000L;
        this.turn = new NodeTurn(
                newCore(parts),
                new InlineWalStep(wal),
                parts.machine(),
                parts.transport(),
                parts.listener(),
                options,
                parts.memberId(),
                parts.incarnation());
        this.background = new Background(parts.faults());
        this.flush = new FlushThread(parts.machine(), options, parts.faults(), this::cutLog);
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
        return new RaftCore(
                parts.raftOptions(),
                new Bootstrap(
                        parts.memberId(),
                        parts.configuration(),
                        wal.recovered().hardState(),
                        wal.recovered().lastIndex(),
                        wal.recovered().lastTerm(),
                        parts.machine().applied().index(),
                        wal.recovered().lastSequence()),
                wal,
                parts.random());
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

    /**
     * Stops: new proposals are refused, open ones get their outcome (those still open after a second are unknown), what was
     * applied is flushed and the log is closed with its clean mark.
     */
    @Override
    public void close() throws IOException {
        inbox.put(() -> {
            closing = true;
            closeDeadlineNanos = System.nanoTime() + CLOSE_GRACE_NANOS;
        });
        try {
            thread.join();
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
            long now = System.nanoTime();
            nextTickNanos = now;
            while (!isDone(now)) {
                if (!oneTurn(now)) {
                    inbox.await(Math.max(0, nextTickNanos - System.nanoTime()));
                }
                now = System.nanoTime();
            }
            turn.abandonWaiters();
        } catch (Throwable t) {
            parts.faults().fatal("the node thread failed", t);
        }
    }

    private boolean isDone(long now) {
        return closing && (turn.isSettled() || now - closeDeadlineNanos >= 0);
    }

    /** Returns whether background work was done, so that more may wait. */
    private boolean oneTurn(long now) throws IOException {
        for (Inbox.Item item = inbox.takeAll(); item != null; item = item.next()) {
            item.work().run();
        }
        tick(now);
        turn.finish();
        boolean worked = turn.slice();
        if (turn.publications() != publicationsSeen) {
            publicationsSeen = turn.publications();
            flush.published();
        }
        tendLog(now);
        return worked;
    }

    private void tick(long now) {
        int ticksMax = parts.raftOptions().electionTicks();
        int ticks = 0;
        while (nextTickNanos - now <= 0 && ticks < ticksMax) {
            turn.step(Input.TICK);
            nextTickNanos += tickNanos;
            ticks++;
        }
        if (nextTickNanos - now <= 0) {
            nextTickNanos = now + tickNanos;
        }
        if (ticks > 0) {
            turn.expire(now);
        }
    }

    /** Prepares the next segment in time, and marks the end of a busy spell in the log. */
    private void tendLog(long now) throws IOException {
        if (turn.sequenceIssued() != sequenceSeen) {
            sequenceSeen = turn.sequenceIssued();
            idleSinceNanos = now;
            idleMarked = false;
            if (wal.wantsNextSegment() && preparing.compareAndSet(false, true)) {
                background.submit("preparing a log segment", this::prepareNextSegment);
            }
        } else if (!idleMarked && now - idleSinceNanos >= parts.nodeOptions().idleMarkerMillis() * 1_000_000L) {
            wal.appendIdleMarker();
            idleMarked = true;
        }
    }

    private void prepareNextSegment() throws IOException {
        wal.prepareNextSegment();
        preparing.set(false);
    }

    private void cutLog() {
        long keepFrom = parts.machine().durable().index() + 1;
        inbox.put(() -> cutBelow(keepFrom));
    }

    private void cutBelow(long index) {
        try {
            wal.cutBelow(index);
        } catch (IOException e) {
            parts.faults().fatal("cutting the log failed", e);
        }
    }
}
