package io.quoin.consensus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What stands before each command in the log: who asked, and on whose behalf. The member that proposed the entry finds
 * the waiting caller by (origin, incarnation, request id), never by index, because an index can be overwritten by
 * another leader. There is no clock value in it: apply is a pure function of state and entry.
 *
 * <p>Layout, big endian: version (1 byte, 1) · origin (8) · incarnation (8) · request id (8) · auth revision (8) ·
 * length of the user name (2) · user name (UTF-8) · command (the rest).
 *
 * @param origin member id of the proposer
 * @param incarnation distinguishes the processes that have run under this member id
 * @param requestId unique within the incarnation
 * @param authRevision auth revision the caller was checked against; 0 while authentication is off
 * @param userName the caller; empty while authentication is off
 */
public record Envelope(long origin, long incarnation, long requestId, long authRevision, String userName) {
    private static final byte VERSION = 1;
    private static final int ORIGIN_OFFSET = 1;
    private static final int INCARNATION_OFFSET = 9;
    private static final int REQUEST_ID_OFFSET = 17;
    private static final int AUTH_REVISION_OFFSET = 25;
    private static final int USER_NAME_LENGTH_OFFSET = 33;
    private static final int USER_NAME_OFFSET = 35;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /**
     * Makes the data of an entry: the envelope, not yet stamped, and room for the command at {@link #commandOffset}.
     *
     * @param userName at most 65,535 bytes in UTF-8; empty while authentication is off
     */
    public static byte[] newEntryData(String userName, long authRevision, int commandBytes) {
        byte[] name = userName.getBytes(StandardCharsets.UTF_8);
        Invariant.check(name.length <= 0xFFFF, "user name of %d bytes", name.length);
        byte[] data = new byte[USER_NAME_OFFSET + name.length + commandBytes];
        data[0] = VERSION;
        LONG.set(data, AUTH_REVISION_OFFSET, authRevision);
        SHORT.set(data, USER_NAME_LENGTH_OFFSET, (short) name.length);
        System.arraycopy(name, 0, data, USER_NAME_OFFSET, name.length);
        return data;
    }

    /** Writes the proposer's part into data that {@link #newEntryData} made. Only before the entry exists. */
    public static void stamp(byte[] data, long origin, long incarnation, long requestId) {
        LONG.set(data, ORIGIN_OFFSET, origin);
        LONG.set(data, INCARNATION_OFFSET, incarnation);
        LONG.set(data, REQUEST_ID_OFFSET, requestId);
    }

    /** Where the command begins; it ends with the array. */
    public static int commandOffset(byte[] data) {
        return USER_NAME_OFFSET + userNameBytes(data);
    }

    public static long originOf(byte[] data) {
        return (long) LONG.get(data, ORIGIN_OFFSET);
    }

    public static long incarnationOf(byte[] data) {
        return (long) LONG.get(data, INCARNATION_OFFSET);
    }

    public static long requestIdOf(byte[] data) {
        return (long) LONG.get(data, REQUEST_ID_OFFSET);
    }

    /** Reads the whole envelope of an entry's data. */
    public static Envelope read(byte[] data) {
        Invariant.check(data.length >= USER_NAME_OFFSET && data[0] == VERSION, "no envelope in %d bytes", data.length);
        String userName = new String(data, USER_NAME_OFFSET, userNameBytes(data), StandardCharsets.UTF_8);
        long authRevision = (long) LONG.get(data, AUTH_REVISION_OFFSET);
        return new Envelope(originOf(data), incarnationOf(data), requestIdOf(data), authRevision, userName);
    }

    private static int userNameBytes(byte[] data) {
        return (short) SHORT.get(data, USER_NAME_LENGTH_OFFSET) & 0xFFFF;
    }
}
