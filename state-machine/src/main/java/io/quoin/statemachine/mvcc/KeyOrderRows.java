package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.statemachine.index.Cursor;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.index.Version;
import io.quoin.statemachine.mvcc.Selection.Candidate;

/** The rows of a range in key order, found by a cursor as they are wanted: nothing is kept. */
final class KeyOrderRows implements ChosenRange.RowSource {
    private final Cursor cursor;
    private final long at;
    private final RevisionFilter filter;
    private final long limit;
    private long given;
    private long seen;

    /**
     * A walk from the range's first key, or from its last.
     *
     * @param limit how many rows at most; 0 for no limit
     */
    KeyOrderRows(Keys keys, KeyRange range, boolean descending, long at, RevisionFilter filter, long limit) {
        this.cursor =
                descending ? keys.descendingCursor(range.from(), range.to()) : keys.cursor(range.from(), range.to());
        this.at = at;
        this.filter = filter;
        this.limit = limit;
    }

    @Override
    public Candidate next() {
        if (limit > 0 && given >= limit) {
            return null;
        }
        while (cursor.next()) {
            KeyHistory history = cursor.history();
            var version = history.at(at);
            if (version == null) {
                continue;
            }
            seen++;
            if (filter.passes(version)) {
                given++;
                return Candidate.of(cursor.key(), version);
            }
        }
        return null;
    }

    /** Keys that were there at the revision, filtered out or not, as far as the walk has come. */
    long seen() {
        return seen;
    }

    /** The filters of a request: bounds of both revisions, inclusive, 0 for none. */
    record RevisionFilter(long modMin, long modMax, long createMin, long createMax) {
        static RevisionFilter of(RangeRequest request) {
            return new RevisionFilter(
                    request.getMinModRevision(),
                    request.getMaxModRevision(),
                    request.getMinCreateRevision(),
                    request.getMaxCreateRevision());
        }

        boolean filtersNothing() {
            return modMin == 0 && modMax == 0 && createMin == 0 && createMax == 0;
        }

        boolean passes(Version version) {
            return (modMin == 0 || version.main() >= modMin)
                    && (modMax == 0 || version.main() <= modMax)
                    && (createMin == 0 || version.createMain() >= createMin)
                    && (createMax == 0 || version.createMain() <= createMax);
        }
    }
}
