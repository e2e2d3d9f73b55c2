package io.quoin.statemachine.mvcc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.mvcc.Selection.Candidate;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.ArrayList;
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
                    return Damaged.of(e);
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
        long fetchLimit = fetchLimit(request);
        return newestRevision && fetchLimit > 0 ? Math.min(fetchLimit, inRange) : inRange;
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
        long at = request.getRevision() > 0 ? request.getRevision() : state.revision();
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        boolean countIsKnown = at == state.revision() && !range.single();
        if (request.getCountOnly() && (countIsKnown || range.isEmpty())) {
            long count = range.isEmpty() ? 0 : state.keys().liveCount(range.from(), range.to());
            return new RangeResult(state.revision(), List.of(), false, count);
        }
        try (var session = records.open()) {
            var selection = Selection.of(request);
            long visited = select(state, request, range, at, session, selection);
            if (request.getCountOnly()) {
                return new RangeResult(state.revision(), List.of(), false, visited);
            }
            long count = countIsKnown && !range.isEmpty() ? state.keys().liveCount(range.from(), range.to()) : visited;
            List<byte[]> loaded = load(selection.ordered(), request, session);
            return new RangeResult(state.revision(), loaded, selection.isTruncated(), count);
        }
    }

    /** Offers what passes the filters; returns how many keys it saw, all of them unless the newest count is at hand. */
    private static long select(
            StateView state,
            RangeRequest request,
            KeyRange range,
            long at,
            RecordReader.Session session,
            Selection selection) {
        long fetchLimit = fetchLimit(request);
        long seen = 0;
        var visitor = new Visitor(request, session, selection);
        if (range.single()) {
            KeyHistory history = state.keys().get(range.from());
            return history != null && visitor.visit(range.from(), history, at) ? 1 : 0;
        }
        if (range.isEmpty()) {
            return 0;
        }
        var cursor = state.keys().cursor(range.from(), range.to());
        while (cursor.next()) {
            visitor.onlyCount = request.getCountOnly() || fetchLimit > 0 && seen >= fetchLimit;
            if (visitor.onlyCount && at == state.revision()) {
                break;
            }
            if (visitor.visit(cursor.key(), cursor.history(), at)) {
                seen++;
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
        boolean filtered = request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
        long limit = request.getLimit();
        return defaultOrder && !filtered && limit > 0 && limit < Long.MAX_VALUE ? limit + 1 : 0;
    }

    private static List<byte[]> load(List<Candidate> chosen, RangeRequest request, RecordReader.Session session) {
        var loaded = new ArrayList<byte[]>(chosen.size());
        for (Candidate candidate : chosen) {
            if (!request.getKeysOnly()) {
                loaded.add(candidate.record() != null ? candidate.record() : record(session, candidate));
            } else if (candidate.record() != null) {
                loaded.add(RecordCodec.withoutValue(candidate.record()));
            } else {
                loaded.add(RecordCodec.encodeKeyOnly(
                        candidate.key(), candidate.createMain(), candidate.main(), candidate.version()));
            }
        }
        return loaded;
    }

    private static byte[] record(RecordReader.Session session, Candidate candidate) {
        return session.require(candidate.key(), candidate.main(), candidate.sub());
    }

    /** Looks at one key after the other. */
    private static final class Visitor {
        private final RangeRequest request;
        private final RecordReader.Session session;
        private final Selection selection;
        private boolean onlyCount;

        Visitor(RangeRequest request, RecordReader.Session session, Selection selection) {
            this.request = request;
            this.session = session;
            this.selection = selection;
            this.onlyCount = request.getCountOnly();
        }

        /** Whether the key is there at that revision. */
        boolean visit(byte[] key, KeyHistory history, long at) {
            var version = history.at(at);
            if (version == null) {
                return false;
            }
            if (!onlyCount && passes(version.main(), version.createMain())) {
                boolean byValue = request.getSortTarget() == SortTarget.VALUE;
                byte[] record = byValue ? session.require(key, version.main(), version.sub()) : null;
                selection.offer(new Candidate(
                        key, version.main(), version.sub(), version.createMain(), version.version(), record));
            }
            return true;
        }

        private boolean passes(long mod, long create) {
            return (request.getMinModRevision() == 0 || mod >= request.getMinModRevision())
                    && (request.getMaxModRevision() == 0 || mod <= request.getMaxModRevision())
                    && (request.getMinCreateRevision() == 0 || create >= request.getMinCreateRevision())
                    && (request.getMaxCreateRevision() == 0 || create <= request.getMaxCreateRevision());
        }
    }
}
