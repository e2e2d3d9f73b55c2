package io.quoin.storage;

/**
 * The small side tables. Each maps a key of 1 to {@value #KEY_BYTES_MAX} bytes to a value; tables are read as a whole
 * at start, so all of them together are expected to stay small (tens of MiB).
 */
public enum Table {
    /** Single facts that are not in the checkpoint. */
    META(1),
    /** Leases by id. */
    LEASE(2),
    /** Users, roles and the authentication state. */
    AUTH(3),
    /** Cluster members by id. */
    MEMBER(4),
    /** Raised alarms. */
    ALARM(5);

    /** The longest key, in bytes: what the most restrictive engine takes, less its own prefix. */
    public static final int KEY_BYTES_MAX = 500;

    private static final Table[] TABLES = values();

    private final int code;

    Table(int code) {
        this.code = code;
    }

    /** The table's number on disk and in the backup stream, 1 to 127; never changes and is never used again. */
    public int code() {
        return code;
    }

    /**
     * The table of a number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Table ofCode(int code) {
        for (var table : TABLES) {
            if (table.code == code) {
                return table;
            }
        }
        throw new IllegalArgumentException("no table has the code " + code);
    }

    /** Refuses a key that is empty or longer than {@link #KEY_BYTES_MAX}; for engines. */
    public static void checkKey(byte[] key) {
        if (key.length == 0 || key.length > KEY_BYTES_MAX) {
            throw new IllegalArgumentException("a table key of " + key.length + " bytes; 1 to " + KEY_BYTES_MAX);
        }
    }
}
