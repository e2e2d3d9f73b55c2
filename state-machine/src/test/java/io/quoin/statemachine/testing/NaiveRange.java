package io.quoin.statemachine.testing;

import com.google.protobuf.ByteString;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RangeRequest.SortOrder;
import io.quoin.api.etcdserverpb.RangeRequest.SortTarget;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Answers a range step by step as etcd's executeRange reads: fetch, filter, sort, cut. Equal sort values keep key
 * order.
 */
final class NaiveRange {
    private final NaiveStore store;

    NaiveRange(NaiveStore store) {
        this.store = store;
    }

    Result plain(RangeRequest request) {
        if (request.getRevision() > store.headerRevision()) {
            return new Refused(EtcdError.FUTURE_REV);
        }
        if (request.getRevision() > 0 && request.getRevision() < store.compactedRevision()) {
            return new Refused(EtcdError.COMPACTED);
        }
        return checked(request);
    }

    RangeResult checked(RangeRequest request) {
        long at = request.getRevision() > 0 ? request.getRevision() : store.headerRevision();
        List<KeyValue> all = NaiveStore.inRange(store.spaceAt(at), request.getKey(), request.getRangeEnd());
        if (request.getCountOnly()) {
            return new RangeResult(store.headerRevision(), List.of(), false, all.size());
        }
        var pairs = new ArrayList<>(fetched(all, request));
        pairs.removeIf(pair -> !passes(request, pair));
        sort(pairs, request);
        boolean more = request.getLimit() > 0 && pairs.size() > request.getLimit();
        List<KeyValue> cut = more ? pairs.subList(0, (int) request.getLimit()) : pairs;
        List<byte[]> records = cut.stream()
                .map(pair -> request.getKeysOnly() ? withoutValue(pair, request) : pair)
                .map(KeyValue::toByteArray)
                .toList();
        return new RangeResult(store.headerRevision(), records, more, all.size());
    }

    private static List<KeyValue> fetched(List<KeyValue> all, RangeRequest request) {
        boolean keysAscending = request.getSortOrder() == SortOrder.ASCEND && request.getSortTarget() == SortTarget.KEY;
        boolean defaultOrder = request.getSortOrder() == SortOrder.NONE || keysAscending;
        boolean filtered = request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
        boolean cutFirst = defaultOrder && !filtered && request.getLimit() > 0 && request.getLimit() < all.size();
        return cutFirst ? all.subList(0, (int) request.getLimit() + 1) : all;
    }

    private static boolean passes(RangeRequest request, KeyValue pair) {
        return (request.getMaxModRevision() == 0 || pair.getModRevision() <= request.getMaxModRevision())
                && (request.getMinModRevision() == 0 || pair.getModRevision() >= request.getMinModRevision())
                && (request.getMaxCreateRevision() == 0 || pair.getCreateRevision() <= request.getMaxCreateRevision())
                && (request.getMinCreateRevision() == 0 || pair.getCreateRevision() >= request.getMinCreateRevision());
    }

    private static void sort(List<KeyValue> pairs, RangeRequest request) {
        var bytes = ByteString.unsignedLexicographicalComparator();
        Comparator<KeyValue> order = switch (request.getSortTarget()) {
            case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::getKey, bytes);
            case VERSION -> Comparator.comparing(KeyValue::getVersion);
            case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparing(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, bytes);
        };
        pairs.sort(request.getSortOrder() == SortOrder.DESCEND ? Collections.reverseOrder(order) : order);
    }

    /** A read of keys only comes from an index that knows no lease, unless the values were needed for sorting. */
    private static KeyValue withoutValue(KeyValue pair, RangeRequest request) {
        var builder = pair.toBuilder().clearValue();
        return request.getSortTarget() == SortTarget.VALUE
                ? builder.build()
                : builder.clearLease().build();
    }
}
