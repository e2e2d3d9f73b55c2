package io.quoin.statemachine.lease;

import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.nio.ByteBuffer;
import java.util.TreeSet;

/**
 * The leases that exist, as the engine's lease table names them (8-byte big-endian ids). No command grants one, so the
 * table of a store that was always written by this version is empty, and every put that names a lease is refused.
 * Used by the node thread only.
 */
public final class LeaseTable {
    /** The id that means no lease. */
    public static final long NO_LEASE = 0;

    private final TreeSet<Long> ids = new TreeSet<>();

    private LeaseTable() {}

    /** Reads the table. */
    public static LeaseTable load(View view) {
        var table = new LeaseTable();
        view.entries(Table.LEASE, (key, value) -> {
            table.ids.add(ByteBuffer.wrap(key).getLong());
            return true;
        });
        return table;
    }

    /** Whether a put may name this lease; {@link #NO_LEASE} is none. */
    public boolean exists(long id) {
        return ids.contains(id);
    }
}
