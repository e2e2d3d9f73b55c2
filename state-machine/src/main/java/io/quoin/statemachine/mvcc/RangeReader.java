package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.Version;
import io.quoin.statemachine.mvcc.ChosenRange.RowForm;
import io.quoin.statemachine.mvcc.KeyOrderRows.RevisionFilter;
import io.quoin.statemachine.mvcc.Selection.Candidate;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads ranges of one state, as etcd 3.7 answers them: fetch, filter, sort, cut to the limit.
 *
 * <p>Cost: a single key, a count, and a limited range in key order at the newest revision take O(log n + limit);
 * everything else O(keys in the range). Values are loaded last, and only those that are returned (all of them only for
 * sorting by value). Any thread; holds an engine view for short stretches only.
 *
 * <p>{@code io.quoin.storage.EngineBusyException} passes through when the engine has no view to give: nothing was read.
 */
public final class RangeReader {
    private final RecordReader records;
    private final Supplier<? extends StateView> newest;

    /**
     * A reader.
     *
     * @param newest the newest published state: it says whether compaction has passed a record that is gone
     */
    public RangeReader(RecordReader records, Supplier<? extends StateView> newest) {
        this.records = records;
        this.newest = newest;
    }

    /** A {@link RangeResult}, a {@link Refused} (compacted, future revision) or {@link Damaged}. */
    public Result range(StateView state, RangeRequest request) {
        StateView view = state;
        while (true) {
            EtcdError refusal = refusal(view, request.getRevision());
            if (refusal != null) {
                return new Refused(refusal);
            }
            try {
                return read(view, request);
            } catch (DamagedRecordException e) {
                StateView later = newest.get();
                if (later.compactedRevision() <= view.compactedRevision()) {
                    return Damaged.of(records.met(e));
                }
                view = later;
            }
        }
    }

    /**
     * About how many keys a read touches: by it the server decides where the read runs.
     */
    public static long keysTouched(StateView state, RangeRequest request) {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        if (range.single() || range.isEmpty()) {
            return 1;
        }
        boolean newestRevision = request.getRevision() <= 0 || request.getRevision() == state.revision();
        if (newestRevision && request.getCountOnly()) {
            return 1;
        }
        long inRange = state.keys().liveCount(range.from(), range.to());
        long limit = request.getLimit();
        boolean onlyLimit = Selection.isKeyOrder(request) || fetchLimit(request) > 0;
        boolean stopsEarly = limit > 0
                && limit < inRange
                && onlyLimit
                && RevisionFilter.of(request).filtersNothing();
        return newestRevision && stopsEarly ? limit + 1 : inRange;
    }

    /** Why a read at this revision is refused, or null. Zero and below mean the newest. */
    static EtcdError refusal(StateView state, long revision) {
        if (revision > state.revision()) {
            return EtcdError.FUTURE_REV;
        }
        return revision > 0 && revision < state.compactedRevision() ? EtcdError.COMPACTED : null;
    }

    /**
     * Reads at a revision that is not refused.
     *
     * @throws DamagedRecordException when a record that the answer needs is missing or damaged
     */
    RangeResult read(StateView state, RangeRequest request) {
        try (var session = records.open()) {
            ChosenRange range = open(state, request, session, Long.MAX_VALUE);
            return new RangeResult(range.revision(), range.load(session), range.more(), range.count());
        }
    }

    /**
     * Chooses the keys of a range at a revision that is not refused; records are read only where the order needs them.
     *
     * @param recordBytesMax how many bytes of records may be held to find the order
     * @return the range; null when {@code recordBytesMax} does not suffice
     * @throws DamagedRecordException when a record that the order needs is missing or damaged
     */
    ChosenRange open(StateView state, RangeRequest request, RecordReader.Session session, long recordBytesMax) {
        long at = revision(state, request);
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        if (range.isEmpty()) {
            return ChosenRange.counted(state.revision(), 0);
        }
        if (range.single()) {
            return singleKey(state, request, range.from(), at);
        }
        if (request.getCountOnly()) {
            return ChosenRange.counted(state.revision(), count(state, range, at));
        }
        if (Selection.isKeyOrder(request)) {
            return inKeyOrder(state, request, range, at);
        }
        var selection = Selection.of(request, recordBytesMax);
        long seen = select(state, request, range, at, session, selection);
        if (seen < 0) {
            return null;
        }
        long count = at == state.revision() ? state.keys().liveCount(range.from(), range.to()) : seen;
        return ChosenRange.listed(state.revision(), selection.ordered(), selection.isTruncated(), count, form(request));
    }

    /** The revision that a request reads. */
    static long revision(StateView state, RangeRequest request) {
        return request.getRevision() > 0 ? request.getRevision() : state.revision();
    }

    private static RowForm form(RangeRequest request) {
        if (!request.getKeysOnly()) {
            return RowForm.FULL;
        }
        return request.getSortTarget() == SortTarget.VALUE ? RowForm.STRIPPED : RowForm.KEY_ONLY;
    }

    private static ChosenRange singleKey(StateView state, RangeRequest request, byte[] key, long at) {
        KeyHistory history = state.keys().get(key);
        Version version = history == null ? null : history.at(at);
        if (version == null
                || request.getCountOnly()
                || !RevisionFilter.of(request).passes(version)) {
            return ChosenRange.counted(state.revision(), version == null ? 0 : 1);
        }
        List<Candidate> chosen = List.of(Candidate.of(key, version));
        return ChosenRange.listed(state.revision(), chosen, false, 1, form(request));
    }

    private static long count(StateView state, KeyRange range, long at) {
        if (at == state.revision()) {
            return state.keys().liveCount(range.from(), range.to());
        }
        long count = 0;
        var cursor = state.keys().cursor(range.from(), range.to());
        while (cursor.next()) {
            if (cursor.history().at(at) != null) {
                count++;
            }
        }
        return count;
    }

    /** Without filters the newest counts say how many rows there are; otherwise one walk over the index does. */
    private static ChosenRange inKeyOrder(StateView state, RangeRequest request, KeyRange range, long at) {
        var filter = RevisionFilter.of(request);
        boolean descending = Selection.isDescending(request);
        long count;
        long matching;
        if (at == state.revision() && filter.filtersNothing()) {
            count = state.keys().liveCount(range.from(), range.to());
            matching = count;
        } else {
            var all = new KeyOrderRows(state.keys(), range, descending, at, filter, 0);
            matching = 0;
            while (all.next() != null) {
                matching++;
            }
            count = all.seen();
        }
        long limit = Math.max(0, request.getLimit());
        boolean more = limit > 0 && matching > limit;
        return ChosenRange.inKeyOrder(
                state.revision(),
                more ? limit : matching,
                more,
                count,
                form(request),
                () -> new KeyOrderRows(state.keys(), range, descending, at, filter, limit));
    }

    /**
     * Offers what passes the filters; returns how many keys it saw, all of them unless the newest count is at hand; -1
     * when the records held became too many bytes.
     */
    private static long select(
            StateView state,
            RangeRequest request,
            KeyRange range,
            long at,
            RecordReader.Session session,
            Selection selection) {
        long fetchLimit = fetchLimit(request);
        long seen = 0;
        var filter = RevisionFilter.of(request);
        boolean byValue = request.getSortTarget() == SortTarget.VALUE;
        boolean newestAreAll = at == state.revision() && filter.filtersNothing();
        var cursor = state.keys().cursor(range.from(), range.to());
        while (cursor.next()) {
            boolean onlyCount = fetchLimit > 0 && seen >= fetchLimit;
            if (onlyCount && at == state.revision()) {
                break;
            }
            KeyHistory history = cursor.history();
            if (newestAreAll && !onlyCount && history.isLive() && selection.rejects(history)) {
                seen++;
                continue;
            }
            Version version = history.at(at);
            if (version == null) {
                continue;
            }
            seen++;
            if (!onlyCount && filter.passes(version)) {
                Candidate candidate = Candidate.of(cursor.key(), version);
                if (byValue) {
                    candidate = candidate.withRecord(session.require(cursor.key(), version.main(), version.sub()));
                }
                if (!selection.offer(candidate)) {
                    return -1;
                }
            }
        }
        return seen;
    }

    /**
     * How many keys are fetched before they are sorted, 0 for all. etcd cuts before sorting when the order is the
     * default (none, or ascending keys) and nothing is filtered, one above the limit so that it knows of more.
     */
    private static long fetchLimit(RangeRequest request) {
        boolean keysAscending = request.getSortOrder() == SortOrder.ASCEND && request.getSortTarget() == SortTarget.KEY;
        boolean defaultOrder = request.getSortOrder() == SortOrder.NONE || keysAscending;
        long limit = request.getLimit();
        boolean cuts = limit > 0 && limit < Long.MAX_VALUE;
        return defaultOrder && cuts && RevisionFilter.of(request).filtersNothing() ? limit + 1 : 0;
    }
}
