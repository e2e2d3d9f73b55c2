package io.quoin.consensus.raft.replication;

import io.quoin.consensus.Invariant;

/**
 * A leader's view of one follower (thesis §3.5, etcd's tracker).
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>from</th><th>to</th><th>when</th></tr>
 * <tr><td>PROBE</td><td>REPLICATE</td><td>an append is accepted</td></tr>
 * <tr><td>REPLICATE</td><td>PROBE</td><td>an append above the match is rejected; sending restarts behind the
 * match</td></tr>
 * </table>
 *
 * <p>Always {@code match < next}; match never falls: it stands for what the follower holds durably.
 */
public final class Progress {
    private final long member;
    private final InflightWindow window;
    private ProgressState state = ProgressState.PROBE;
    private long match;
    private long next;
    private long sentCommit;
    private boolean probeOutstanding;
    private boolean emptyAppendWanted;
    private boolean recentlyActive;

    /** A follower of whose log nothing is known; the first probe asks for {@code next - 1}. */
    public Progress(long member, long next, int inflightMessagesMax, long inflightBytesMax) {
        Invariant.check(next > 0, "next index %d", next);
        this.member = member;
        this.next = next;
        this.window = new InflightWindow(inflightMessagesMax, inflightBytesMax);
    }

    /** Whether an append with entries may leave now. */
    public boolean maySendEntries() {
        return state == ProgressState.PROBE ? !probeOutstanding : !window.isFull();
    }

    /**
     * Whether an append without entries should leave when none with entries can: to learn of losses, or to tell a
     * commit index that the follower can use.
     */
    public boolean wantsEmptyAppend(long commit) {
        return emptyAppendWanted || (maySendEntries() && state == ProgressState.REPLICATE && commitIsNews(commit));
    }

    private boolean commitIsNews(long commit) {
        return commit > sentCommit && sentCommit < next - 1;
    }

    /** An append with entries up to {@code lastIndex} has been sent. */
    public void entriesSent(long lastIndex, long bytes, long commit) {
        Invariant.check(maySendEntries(), "append up to %d sent while sending is paused", lastIndex);
        Invariant.check(lastIndex >= next, "append up to %d, next %d", lastIndex, next);
        if (state == ProgressState.REPLICATE) {
            next = lastIndex + 1;
            window.add(lastIndex, bytes);
        } else {
            probeOutstanding = true;
        }
        noteSent(commit);
    }

    /** An append without entries has been sent. */
    public void emptyAppendSent(long commit) {
        if (state == ProgressState.PROBE) {
            probeOutstanding = true;
        }
        noteSent(commit);
    }

    private void noteSent(long commit) {
        emptyAppendWanted = false;
        sentCommit = Math.max(sentCommit, commit);
    }

    /** The follower holds everything up to {@code index}. Answers may come late, twice and out of order. */
    public void accepted(long index) {
        if (index < match) {
            return;
        }
        match = index;
        next = Math.max(next, index + 1);
        if (state == ProgressState.PROBE) {
            state = ProgressState.REPLICATE;
            next = match + 1;
            window.reset();
            probeOutstanding = false;
        }
        window.freeUpTo(match);
    }

    /**
     * The follower rejected an append after {@code rejectedIndex}.
     *
     * @param agreementMax highest index at which the logs can still agree
     * @return false when the answer is an old one, and nothing changes
     */
    public boolean rejected(long rejectedIndex, long agreementMax) {
        if (rejectedIndex <= match) {
            return false;
        }
        if (state == ProgressState.PROBE && rejectedIndex != next - 1) {
            return false;
        }
        next = Math.max(match + 1, Math.min(rejectedIndex, agreementMax + 1));
        state = ProgressState.PROBE;
        window.reset();
        probeOutstanding = false;
        // What was told with appends that never connected has not been heard.
        sentCommit = Math.min(sentCommit, next - 1);
        return true;
    }

    /**
     * The follower answered a heartbeat. A probe may have been lost, and so may a whole window of appends: unless all
     * is known to have arrived, something is sent again even when the window is full (etcd#14633).
     */
    public void heartbeatAnswered(long lastIndex) {
        if (match < lastIndex) {
            probeOutstanding = false;
            emptyAppendWanted = true;
        }
    }

    /** Anything was heard from the follower in this term. */
    public void heard() {
        recentlyActive = true;
    }

    /** Whether anything was heard since {@link #forgetActivity()}. */
    public boolean isRecentlyActive() {
        return recentlyActive;
    }

    /** Begins another period of {@link #isRecentlyActive()}. */
    public void forgetActivity() {
        recentlyActive = false;
    }

    public long member() {
        return member;
    }

    public ProgressState state() {
        return state;
    }

    /** Highest index that the follower is known to hold durably and equal to the leader's. */
    public long match() {
        return match;
    }

    /** The first index of the next append. */
    public long next() {
        return next;
    }

    /** Append messages with entries that are not yet answered; none while probing. */
    public int inflightMessages() {
        return window.messages();
    }

    /** Bytes of entries in them. */
    public long inflightBytes() {
        return window.bytes();
    }
}
