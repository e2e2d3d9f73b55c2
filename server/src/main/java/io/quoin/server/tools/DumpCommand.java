package io.quoin.server.tools;

import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import io.quoin.statemachine.inspection.StoreInspection;
import io.quoin.statemachine.inspection.StoredRecord;
import io.quoin.storage.StoredContents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quoin dump}: what a data directory holds. */
@Command(
        name = "dump",
        description =
                "Print what the data directory of a stopped server holds: whose it is, the position of the storage "
                        + "engine, keys, revisions, sizes, and whether the state hash over what is there is the promised one.",
        footer = {
            "",
            "What the log holds beyond the engine's position is applied at the next start; it is not in these figures.",
            "Exit status: 0 sound, 2 damaged, 3 not read, 64 wrong command line."
        })
final class DumpCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "DATA-DIR", description = "The data directory; no server may have it open.")
    private Path directory;

    @Option(names = "--keys", description = "Print each live key.")
    private boolean keys;

    @Option(names = "--revisions", description = "Print each stored record, deletions and superseded ones too.")
    private boolean revisions;

    @Option(names = "--json", description = "Print one JSON object per line; keys are base64.")
    private boolean json;

    @Option(
            names = "--storage-engine",
            paramLabel = "NAME",
            description = "The engine to read where the directory has several.")
    private String engineName;

    @Option(names = "--wal-dir", paramLabel = "DIR", description = "The server's --wal-dir, if it has one.")
    private Path walDirectory;

    DumpCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (StoppedDataDirectory opened = StoppedDataDirectory.open(directory, walDirectory)) {
            String engine = engineOf(opened);
            try (StoredContents contents = opened.contents(engine)) {
                return dump(opened, engine, contents);
            }
        }
    }

    private String engineOf(StoppedDataDirectory opened) throws IOException {
        List<String> names = opened.engineNames();
        if (engineName != null || names.size() == 1) {
            return engineName != null ? engineName : names.getFirst();
        }
        throw new IOException(
                names.isEmpty()
                        ? "data directory " + opened.root() + " has no storage engine yet"
                        : "data directory " + opened.root() + " has the storage engines " + names
                                + ": choose one by --storage-engine");
    }

    private int dump(StoppedDataDirectory opened, String engine, StoredContents contents) throws IOException {
        StoreInspection store = StoreInspection.of(contents.checkpoint(), contents);
        WalInspection log = WalInspection.of(opened.disk(), opened.logDirectory(), opened.walIdentity(), batch -> {});
        DumpReport report = json ? new JsonDumpReport(output) : new TextDumpReport(output);
        report.summary(opened, engine, contents.stats(), store, log);
        if (keys) {
            report.keys(store);
        }
        if (revisions) {
            report.beginRevisions(store);
            StoredRecord.forEach(contents, report::revision);
        }
        return store.isSound() ? ExitCode.CLEAN : ExitCode.DAMAGED;
    }
}
