package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.message.AppendRejected;
import io.quoin.consensus.raft.message.AppendRequest;
import io.quoin.consensus.raft.message.HeartbeatRequest;
import io.quoin.consensus.raft.message.HeartbeatResponse;
import io.quoin.consensus.raft.message.Message;
import io.quoin.consensus.raft.message.PreVoteRequest;
import io.quoin.consensus.raft.message.PreVoteResponse;
import io.quoin.consensus.raft.message.StaleTerm;
import io.quoin.consensus.raft.message.VoteRequest;
import io.quoin.consensus.raft.message.VoteResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text form of messages and effects in scenarios. An entry is index/term, with its content when it is a command.
 */
final class Describe {
    private Describe() {}

    static String message(Message message) {
        String content = switch (message) {
            case PreVoteRequest m -> "asked=%d last=%d/%d".formatted(m.askedTerm(), m.lastIndex(), m.lastTerm());
            case PreVoteResponse m -> "asked=%d %s".formatted(m.askedTerm(), granted(m.granted()));
            case VoteRequest m -> "last=%d/%d".formatted(m.lastIndex(), m.lastTerm());
            case VoteResponse m -> granted(m.granted());
            case AppendRequest m ->
                "prev=%d/%d %s commit=%d".formatted(m.prevIndex(), m.prevTerm(), entries(m.entries()), m.commit());
            case AppendAccepted m -> "match=%d".formatted(m.matchIndex());
            case AppendRejected m -> "rejected=%d hint=%d/%d".formatted(m.rejectedIndex(), m.hintIndex(), m.hintTerm());
            case HeartbeatRequest m -> "commit=%d".formatted(m.commit());
            case HeartbeatResponse _, StaleTerm _ -> "";
        };
        return "%d->%d %s term=%d %s"
                .formatted(message.from(), message.to(), message.getClass().getSimpleName(), message.term(), content)
                .strip();
    }

    private static String granted(boolean granted) {
        return granted ? "granted" : "refused";
    }

    static String entries(List<Entry> entries) {
        return entries.stream().map(Describe::entry).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String entry(Entry entry) {
        String id = entry.index() + "/" + entry.term();
        return entry.type() == EntryType.COMMAND
                ? id + "\"" + new String(entry.data(), StandardCharsets.UTF_8) + "\""
                : id;
    }

    static String role(RoleChange change) {
        String role = change.role().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String leader = change.role() == Role.FOLLOWER && change.leader() != 0 ? " of " + change.leader() : "";
        return "becomes %s%s, term %d".formatted(role, leader, change.term());
    }

    static String write(PersistBatch batch) {
        StringBuilder text = new StringBuilder("writes #" + batch.sequence());
        if (batch.hardState() != null) {
            HardState state = batch.hardState();
            text.append(" term=%d vote=%d commit=%d".formatted(state.term(), state.vote(), state.commit()));
        }
        if (batch.truncateFrom() > 0) {
            text.append(" cut=").append(batch.truncateFrom());
        }
        if (!batch.entries().isEmpty()) {
            text.append(' ').append(entries(batch.entries()));
        }
        return text.toString();
    }

    static String status(RaftStatus status) {
        return "%s term=%d vote=%d leader=%d commit=%d applied=%d last=%d%s"
                .formatted(
                        status.role().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        status.term(),
                        status.vote(),
                        status.leader(),
                        status.commit(),
                        status.applied(),
                        status.lastIndex(),
                        status.locallyConfirmed() ? " locally-confirmed" : "");
    }
}
