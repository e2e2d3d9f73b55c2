package io.quoin.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every flag, one row each; names, defaults, checks and meanings are those of etcd 3.7.3. The rows stand in one class
 * for each part of the server. {@code --version} and {@code --help} stand in {@link CommandLine}, since they end the
 * command.
 */
final class FlagTable {
    static final String CLIENT_URL = "http://localhost:2379";
    static final String PEER_URL = "http://localhost:2380";

    private static final List<Flag<?>> ROWS = rows();
    private static final Map<String, Flag<?>> BY_NAME = byName(ROWS);

    private FlagTable() {}

    /** All flags: first those that etcd 3.7 no longer knows, so that their successors win; then as in the usage. */
    static List<Flag<?>> all() {
        return ROWS;
    }

    /** The flag of a name, or null. */
    static Flag<?> find(String name) {
        return BY_NAME.get(name);
    }

    private static List<Flag<?>> rows() {
        List<Flag<?>> known = new ArrayList<>();
        known.addAll(MemberFlags.rows());
        known.addAll(ClusteringFlags.rows());
        known.addAll(SecurityFlags.rows());
        known.addAll(OperationFlags.rows());
        List<Flag<?>> rows = new ArrayList<>(RemovedFlags.rows(known));
        rows.addAll(MemberFlags.ignored());
        rows.addAll(known);
        return List.copyOf(rows);
    }

    private static Map<String, Flag<?>> byName(List<Flag<?>> rows) {
        Map<String, Flag<?>> byName = new LinkedHashMap<>();
        for (Flag<?> row : rows) {
            if (byName.put(row.name(), row) != null) {
                throw new IllegalStateException("two rows for --" + row.name());
            }
        }
        return byName;
    }
}
