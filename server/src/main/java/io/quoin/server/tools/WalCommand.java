package io.quoin.server.tools;

import io.quoin.consensus.wal.LoggedBatch;
import io.quoin.consensus.wal.WalInspection;
import io.quoin.server.member.StoppedDataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quoin wal}: the write-ahead log. Judged exactly as a start judges it, and nothing is cleared. */
@Command(
        name = "wal",
        description = "Look into the write-ahead log of a stopped server.",
        synopsisSubcommandLabel = "COMMAND")
final class WalCommand implements Runnable {
    private static final String EXIT_STATUS = "Exit status: 0 clean, 1 an unfinished write that the next start clears, "
            + "2 damaged, 3 not read, 64 wrong command line.";

    private static final String WAL_DIR = "The server's --wal-dir, if it has one.";

    private final Output output;

    @Spec
    private CommandSpec spec;

    WalCommand(Output output) {
        this.output = output;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    @Command(
            name = "verify",
            description = "Check the whole log and say what is there: segments, batches, entries, term and vote, an "
                    + "unfinished write at the end, damage with its place.",
            footer = {"", EXIT_STATUS})
    int verify(
            @Parameters(paramLabel = "DATA-DIR", description = "The data directory; no server may have it open.")
                    Path directory,
            @Option(names = "--wal-dir", paramLabel = "DIR", description = WAL_DIR) Path walDirectory,
            @Option(names = "--json", description = "Print one JSON object per line.") boolean json)
            throws IOException {
        try (StoppedDataDirectory opened = StoppedDataDirectory.open(directory, walDirectory)) {
            WalInspection log = inspect(opened, batch -> {});
            WalVerdict verdict = WalVerdict.of(log);
            if (json) {
                new JsonWalReport(output).write(opened, log, verdict);
            } else {
                new TextWalReport(output).write(opened, log, verdict);
            }
            return verdict.exitCode();
        }
    }

    @Command(
            name = "dump",
            description = "Print batches and entries, with the commands in readable text, up to the end or the first "
                    + "damage. Entries that a later batch made void are printed too.",
            footer = {"", EXIT_STATUS})
    int dump(
            @Parameters(paramLabel = "DATA-DIR", description = "The data directory; no server may have it open.")
                    Path directory,
            @Option(names = "--wal-dir", paramLabel = "DIR", description = WAL_DIR) Path walDirectory,
            @Option(names = "--from", paramLabel = "INDEX", defaultValue = "0", description = "First entry to print.")
                    long from,
            @Option(
                            names = "--to",
                            paramLabel = "INDEX",
                            defaultValue = "9223372036854775807",
                            description = "Last entry to print.",
                            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
                    long to,
            @Option(names = "--full", description = "Do not shorten long commands.") boolean full,
            @Option(names = "--json", description = "Print one JSON object per line; commands in full.") boolean json)
            throws IOException {
        EntryRange range = new EntryRange(from, to);
        LoggedBatch.Visitor printer = json ? new JsonBatches(output, range) : new TextBatches(output, range, full);
        try (StoppedDataDirectory opened = StoppedDataDirectory.open(directory, walDirectory)) {
            WalInspection log = inspect(opened, printer);
            WalVerdict verdict = WalVerdict.of(log);
            output.flush();
            if (verdict != WalVerdict.CLEAN) {
                spec.commandLine().getErr().println("quoin: " + verdict.explain(log));
            }
            return verdict.exitCode();
        }
    }

    private static WalInspection inspect(StoppedDataDirectory opened, LoggedBatch.Visitor visitor) throws IOException {
        return WalInspection.of(opened.disk(), opened.logDirectory(), opened.walIdentity(), visitor);
    }
}
