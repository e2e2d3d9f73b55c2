package io.quoin.server.tools;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.SegmentInspection;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import java.util.List;

/** A checked log, for people. */
final class TextWalReport {
    private final Output output;

    TextWalReport(Output output) {
        this.output = output;
    }

    void write(StoppedDataDirectory directory, WalInspection log, WalVerdict verdict) {
        output.field("data directory", directory.root());
        output.field("cluster", Texts.id(directory.ids().clusterId()));
        output.field("member", Texts.id(directory.ids().memberId()));
        output.field("batches", log.batches() + range(log.firstSequence(), log.lastSequence()));
        output.field(
                "entries",
                log.lastIndex()
                        - log.firstIndex()
                        + 1
                        + range(log.firstIndex(), log.lastIndex())
                        + (log.lastIndex() > 0 ? ", the last one of term " + log.lastTerm() : ""));
        output.field("term and vote", hardState(log.hardState()));
        output.field("closed cleanly", log.cleanClose() ? "yes" : "no");
        for (WalCorruptException damage : log.damages()) {
            output.field("damage", WalVerdict.explain(damage));
        }
        output.field("verdict", verdict.explain(log));
        if (!log.segments().isEmpty()) {
            output.line("");
            output.table(
                    List.of("SEGMENT", "BYTES", "WRITTEN", "BATCHES", "SEQUENCES", "ENTRIES", ""),
                    log.segments().stream().map(TextWalReport::row).toList());
        }
    }

    private static String range(long first, long last) {
        return last < first ? "" : ", " + first + " to " + last;
    }

    private static String hardState(HardState state) {
        return state == null
                ? "not known"
                : "term " + state.term() + ", "
                        + (state.vote() == 0 ? "no vote" : "vote for " + Texts.id(state.vote()))
                        + ", commit at least " + state.commit();
    }

    private static List<String> row(SegmentInspection segment) {
        String sequences = segment.batches() == 0 ? "-" : segment.firstSequence() + "-" + segment.lastSequence();
        return List.of(
                segment.file(),
                Long.toString(segment.bytes()),
                Long.toString(segment.writtenBytes()),
                Long.toString(segment.batches()),
                sequences,
                Long.toString(segment.entries()),
                segment.inLog() ? "" : "behind damage");
    }
}
