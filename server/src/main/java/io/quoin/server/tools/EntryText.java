package io.quoin.server.tools;

import com.google.protobuf.TextFormat;
import io.quoin.consensus.Entry;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.command.Commands;

/** What an entry that carries a command says. The log's checksums held; what does not parse was written like that. */
final class EntryText {
    private static final TextFormat.Printer PRINTER = TextFormat.printer().emittingSingleLine(true);

    private EntryText() {}

    /** Who asked, or null when the data have no envelope. */
    static Envelope envelope(Entry entry) {
        try {
            return Envelope.read(entry.data());
        } catch (InvariantViolation | IndexOutOfBoundsException noEnvelope) {
            return null;
        }
    }

    /** The command in protobuf's text format, on one line. */
    static String command(Entry entry) {
        if (envelope(entry) == null) {
            return "no envelope";
        }
        try {
            return PRINTER.printToString(Commands.decode(entry.data())).strip();
        } catch (InvariantViolation noCommand) {
            return noCommand.getMessage();
        }
    }
}
