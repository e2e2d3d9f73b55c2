package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.PutRequest;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The records that puts with an ignore flag build on, read and verified before the transaction changes anything.
 * Looked up by the request object itself; never iterated.
 */
final class PreviousRecords {
    private final Map<PutRequest, byte[]> records = new IdentityHashMap<>();

    void keep(PutRequest request, byte[] record) {
        records.put(request, record);
    }

    byte[] of(PutRequest request) {
        return records.get(request);
    }
}
