package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.raft.log.LogTail;
import io.quoin.consensus.raft.message.AppendRequest;
import io.quoin.consensus.raft.message.HeartbeatRequest;
import io.quoin.consensus.raft.replication.Progress;
import java.util.List;

/**
 * A leader's sending and committing. Handlers only note what changed; {@link #send} turns it into messages once per
 * turn, so that all proposals of a turn travel together.
 */
final class Replication {
    private final CoreState core;

    Replication(CoreState core) {
        this.core = core;
    }

    /** Sends each peer what it may get now. */
    void send(LeaderState leading) {
        if (!leading.isSendWanted()) {
            return;
        }
        for (Progress peer : leading.peers()) {
            send(peer);
        }
        leading.sent();
    }

    private void send(Progress peer) {
        RaftLog log = core.log();
        // A follower that needs what is cut from the log gets heartbeats only.
        while (peer.next() <= log.lastIndex() && peer.maySendEntries() && log.canSendFrom(peer.next())) {
            List<Entry> entries =
                    log.entries(peer.next(), log.lastIndex(), core.options().appendBytesMax());
            append(peer, entries);
            peer.entriesSent(entries.getLast().index(), sizeOf(entries), log.commit());
        }
        if (peer.wantsEmptyAppend(log.commit()) && log.knowsTerm(peer.next() - 1)) {
            append(peer, List.of());
            peer.emptyAppendSent(log.commit());
        }
    }

    private void append(Progress peer, List<Entry> entries) {
        RaftLog log = core.log();
        long prevIndex = peer.next() - 1;
        core.outbox()
                .send(new AppendRequest(
                        core.self(),
                        peer.member(),
                        core.term(),
                        prevIndex,
                        log.term(prevIndex),
                        entries,
                        log.commit()));
    }

    /** Tells all that the leader lives. The commit index goes no further than what the follower is known to hold. */
    void heartbeat(LeaderState leading) {
        for (Progress peer : leading.peers()) {
            long commit = Math.min(core.log().commit(), peer.match());
            core.outbox().send(new HeartbeatRequest(core.self(), peer.member(), core.term(), commit));
        }
    }

    /**
     * Commits what a quorum holds durably; the leader counts itself by its own durable index and by nothing else (rule
     * D3). Only an entry of the own term is committed by counting, and with it all before it: an older one, though held
     * by a majority, can still be overwritten (thesis §3.6.2, figure 3.7).
     */
    void advanceCommit(LeaderState leading) {
        RaftLog log = core.log();
        long before = log.commit();
        long index = core.quorum().committedIndex(member -> acknowledged(leading, member));
        if (index <= before || log.term(index) != core.term()) {
            return;
        }
        log.commitTo(index);
        leading.committed(proposedBytes(Math.max(before, leading.noOpIndex()) + 1, index));
        leading.wantSend();
    }

    private long acknowledged(LeaderState leading, long member) {
        return member == core.self()
                ? core.log().durability().durableIndex()
                : leading.peer(member).match();
    }

    private long proposedBytes(long from, long to) {
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            bytes += LogTail.sizeOf(core.log().entry(index));
        }
        return bytes;
    }

    private static long sizeOf(List<Entry> entries) {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += LogTail.sizeOf(entry);
        }
        return bytes;
    }
}
