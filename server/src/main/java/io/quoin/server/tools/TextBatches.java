package io.quoin.server.tools;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.LoggedBatch;

/** Batches for people: a line for each, and below it, indented, a line for each entry. */
final class TextBatches implements LoggedBatch.Visitor {
    /** Longer commands are cut unless they are wanted in full. */
    private static final int COMMAND_CHARS_MAX = 200;

    private final Output output;
    private final EntryRange range;
    private final boolean full;

    TextBatches(Output output, EntryRange range, boolean full) {
        this.output = output;
        this.range = range;
        this.full = full;
    }

    @Override
    public void batch(LoggedBatch batch) {
        if (!range.touches(batch)) {
            return;
        }
        output.line(head(batch));
        for (Entry entry : batch.entries()) {
            if (range.contains(entry.index())) {
                output.line(line(entry));
            }
        }
    }

    private static String head(LoggedBatch batch) {
        StringBuilder text = new StringBuilder("batch ").append(batch.sequence());
        text.append(' ').append(batch.kind());
        text.append("  ").append(batch.file()).append(" offset ").append(batch.offset());
        text.append("  ").append(Texts.count(batch.bytes(), "byte"));
        HardState state = batch.hardState();
        if (state != null) {
            text.append("  term ").append(state.term());
            text.append(state.vote() == 0 ? " no vote" : " vote " + Texts.id(state.vote()));
            text.append(" commit ").append(state.commit());
        }
        if (batch.truncateFrom() > 0) {
            text.append("  voids entries from ").append(batch.truncateFrom());
        }
        return text.toString();
    }

    private String line(Entry entry) {
        StringBuilder text = new StringBuilder("  entry ").append(entry.index());
        text.append(" term ").append(entry.term()).append(' ').append(entry.type());
        text.append("  ").append(Texts.count(entry.data().length, "byte"));
        if (entry.type() == EntryType.COMMAND) {
            text.append(envelope(entry)).append("  ").append(shortened(EntryText.command(entry)));
        }
        return text.toString();
    }

    private static String envelope(Entry entry) {
        Envelope envelope = EntryText.envelope(entry);
        if (envelope == null) {
            return "";
        }
        String text = "  from " + Texts.id(envelope.origin()) + "/" + Texts.id(envelope.incarnation()) + "/"
                + envelope.requestId();
        return envelope.userName().isEmpty()
                ? text
                : text + " for " + envelope.userName() + " at auth revision " + envelope.authRevision();
    }

    private String shortened(String command) {
        return full || command.length() <= COMMAND_CHARS_MAX
                ? command
                : command.substring(0, COMMAND_CHARS_MAX) + "... (" + command.length()
                        + " characters; --full prints all)";
    }
}
