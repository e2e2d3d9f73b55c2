package io.quoin.server.tools;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.LoggedBatch;
import java.util.Locale;

/** Batches for programs: a line of type {@code batch} for each, then a line of type {@code entry} for each entry. */
final class JsonBatches implements LoggedBatch.Visitor {
    private final Output output;
    private final EntryRange range;

    JsonBatches(Output output, EntryRange range) {
        this.output = output;
        this.range = range;
    }

    @Override
    public void batch(LoggedBatch batch) {
        if (!range.touches(batch)) {
            return;
        }
        HardState state = batch.hardState();
        JsonLine.of("batch")
                .with("sequence", batch.sequence())
                .with("kind", batch.kind().name().toLowerCase(Locale.ROOT))
                .with("file", batch.file())
                .with("offset", batch.offset())
                .with("bytes", batch.bytes())
                .with("firstIndex", batch.firstIndex())
                .with("entries", batch.entryCount())
                .with("truncateFrom", batch.truncateFrom() == 0 ? null : batch.truncateFrom())
                .with("term", state == null ? null : state.term())
                .with("vote", state == null ? null : Texts.id(state.vote()))
                .with("commit", state == null ? null : state.commit())
                .writeTo(output);
        for (Entry entry : batch.entries()) {
            if (range.contains(entry.index())) {
                entry(entry);
            }
        }
    }

    private void entry(Entry entry) {
        JsonLine line = JsonLine.of("entry")
                .with("index", entry.index())
                .with("term", entry.term())
                .with("what", entry.type().name().toLowerCase(Locale.ROOT))
                .with("bytes", entry.data().length);
        if (entry.type() == EntryType.COMMAND) {
            Envelope envelope = EntryText.envelope(entry);
            if (envelope != null) {
                line.with("origin", Texts.id(envelope.origin()))
                        .with("incarnation", Texts.id(envelope.incarnation()))
                        .with("requestId", envelope.requestId())
                        .with("user", envelope.userName())
                        .with("authRevision", envelope.authRevision());
            }
            line.with("command", EntryText.command(entry));
        }
        line.writeTo(output);
    }
}
