package io.quoin.consensus;

/** What a log entry carries. The ordinal is never written; {@link #code()} is the stored form. */
public enum EntryType {
    /** An {@link Envelope} followed by a command of the state machine. */
    COMMAND(1),
    /** Nothing: a new leader's first entry, which lets it commit the entries of earlier terms (thesis §3.6.2). */
    NO_OP(2),
    /** A cluster configuration, in force from the moment it is in the log (thesis §4.1). */
    CONFIGURATION(3);

    private final byte code;

    EntryType(int code) {
        this.code = (byte) code;
    }

    /** The byte that stands for this type in the log and on the wire. */
    public byte code() {
        return code;
    }

    /** The type of a stored code, or null for a code that this version does not know. */
    public static EntryType ofCode(byte code) {
        return switch (code) {
            case 1 -> COMMAND;
            case 2 -> NO_OP;
            case 3 -> CONFIGURATION;
            default -> null;
        };
    }
}
