package io.quoin.simulator;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.NaiveStore;
import io.quoin.statemachine.testing.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What has been applied, over all lives of the member, beside a naive model that applied the same. An applied entry was
 * durable, so it is never taken back: whatever a later life applies at that index must be that entry and come to the
 * same.
 */
final class History {
    private record Applied(long term, EntryType type, byte[] data, Result outcome) {}

    /** What a published state must look like whenever this index is published again. */
    private record Published(long revision, long compactedRevision, long setHash, long chainDigest) {}

    private final List<byte[]> proposed = new ArrayList<>();
    private final NaiveStore model = new NaiveStore();
    private final List<Applied> entries = new ArrayList<>();
    private final TreeMap<Long, Published> published = new TreeMap<>();
    private boolean damaged;
    private long newestRevision;
    private long newestCompactedRevision = Long.MIN_VALUE;

    /** The model, as of the last applied entry. */
    NaiveStore model() {
        return model;
    }

    /** The last index that any life has applied. */
    long lastIndex() {
        return entries.size();
    }

    /** A record was damaged: from now on an answer may be missing, though never wrong. */
    void damaged() {
        damaged = true;
    }

    /** A caller hands this over; the node stamps the array before the log gets it. */
    void proposed(byte[] entryData) {
        proposed.add(entryData);
    }

    /** An entry was applied; the result is null when nobody wanted it. */
    void applied(Entry entry, Result result) {
        Violation.unless(entry.index() <= lastIndex() + 1, "entry %d applied after %d", entry.index(), lastIndex());
        if (entry.index() == lastIndex() + 1) {
            entries.add(new Applied(entry.term(), entry.type(), entry.data(), outcomeOf(entry)));
        }
        Applied known = entries.get((int) entry.index() - 1);
        Violation.unless(
                known.term() == entry.term()
                        && known.type() == entry.type()
                        && Arrays.equals(known.data(), entry.data()),
                "entry %d of term %d is not the one of term %d that was applied before",
                entry.index(),
                entry.term(),
                known.term());
        if (result != null && !(damaged && result instanceof Damaged)) {
            if (!Results.same(known.outcome(), result)) {
                throw new Violation(
                        "entry %d came to %s, the model to %s",
                        entry.index(), Results.text(result), Results.text(known.outcome()));
            }
        }
    }

    /** A state was published. */
    void published(AppliedState state) {
        Violation.unless(
                state.applied().index() <= lastIndex(),
                "published %d, applied %d",
                state.applied().index(),
                lastIndex());
        Published now =
                new Published(state.revision(), state.compactedRevision(), state.setHash(), state.chainDigest());
        Published before = published.putIfAbsent(state.applied().index(), now);
        Violation.unless(
                before == null || before.equals(now),
                "state at %d is %s, was %s",
                state.applied().index(),
                now,
                before);
    }

    /** A member is serving: nothing that was visible may be gone. */
    void serving(AppliedState state) {
        Violation.unless(
                state.applied().index() >= lastIndex(),
                "serves at %d, had applied %d",
                state.applied().index(),
                lastIndex());
        Violation.unless(
                state.revision() >= newestRevision, "revision fell from %d to %d", newestRevision, state.revision());
        Violation.unless(
                state.compactedRevision() >= newestCompactedRevision,
                "compacted revision fell from %d to %d",
                newestCompactedRevision,
                state.compactedRevision());
        newestRevision = state.revision();
        newestCompactedRevision = state.compactedRevision();
    }

    private Result outcomeOf(Entry entry) {
        if (entry.type() != EntryType.COMMAND) {
            return null;
        }
        Violation.unless(
                proposed.stream().anyMatch(data -> Arrays.equals(data, entry.data())),
                "entry %d is a command that nobody sent",
                entry.index());
        Command command = Commands.decode(entry.data());
        return model.apply(command);
    }
}
