package io.quoin.server.tools;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.wal.SegmentInspection;
import io.quoin.consensus.wal.WalCorruptException;
import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import java.util.Locale;

/** A checked log, for programs: a line of type {@code log}, then {@code segment}s and {@code damage}s. */
final class JsonWalReport {
    private final Output output;

    JsonWalReport(Output output) {
        this.output = output;
    }

    void write(StoppedDataDirectory directory, WalInspection log, WalVerdict verdict) {
        HardState state = log.hardState();
        JsonLine.of("log")
                .with("directory", directory.root())
                .with("cluster", Texts.id(directory.ids().clusterId()))
                .with("member", Texts.id(directory.ids().memberId()))
                .with("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .with("batches", log.batches())
                .with("firstSequence", log.firstSequence())
                .with("lastSequence", log.lastSequence())
                .with("firstIndex", log.firstIndex())
                .with("lastIndex", log.lastIndex())
                .with("lastTerm", log.lastTerm())
                .with("term", state == null ? null : state.term())
                .with("vote", state == null ? null : Texts.id(state.vote()))
                .with("commit", state == null ? null : state.commit())
                .with("cleanClose", log.cleanClose())
                .with("voteFileWhole", log.voteFileWhole())
                .with("tornFile", log.tornTail() == null ? null : log.tornTail().file())
                .with(
                        "tornOffset",
                        log.tornTail() == null ? null : log.tornTail().offset())
                .writeTo(output);
        log.segments().forEach(this::segment);
        log.damages().forEach(this::damage);
    }

    private void segment(SegmentInspection segment) {
        JsonLine.of("segment")
                .with("file", segment.file())
                .with("bytes", segment.bytes())
                .with("writtenBytes", segment.writtenBytes())
                .with("firstSequence", segment.firstSequence())
                .with("batches", segment.batches())
                .with("firstIndex", segment.firstIndex())
                .with("entries", segment.entries())
                .with("inLog", segment.inLog())
                .writeTo(output);
    }

    private void damage(WalCorruptException damage) {
        JsonLine.of("damage")
                .with("damage", damage.damage().name().toLowerCase(Locale.ROOT))
                .with("file", damage.file())
                .with("offset", damage.offset())
                .with("found", damage.found())
                .writeTo(output);
    }
}
