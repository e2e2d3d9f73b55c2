package io.quoin.server.tools;

import io.quoin.consensus.InvariantViolation;
import io.quoin.storage.EngineException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All tools as one command line. */
@Command(
        name = "quoin",
        description = "Look into the data directory of a stopped server. Nothing in it is changed.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class, DumpCommand.class, WalCommand.class})
public final class Tools implements Runnable {
    private static final int BUFFER_CHARS = 1 << 16;

    @Spec
    private CommandSpec spec;

    private Tools() {}

    /** Runs a tool on standard output and standard error; the result is the exit status. */
    public static int run(List<String> arguments) {
        var out = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8);
        var err = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
        return run(arguments, out, err);
    }

    /** As {@link #run(List)}, with other outputs. */
    static int run(List<String> arguments, Writer standardOutput, PrintWriter errors) {
        Output output = new Output(standardOutput, BUFFER_CHARS);
        CommandLine line = new CommandLine(new Tools(), factory(output));
        offerHelp(line);
        line.setOut(new PrintWriter(standardOutput, true));
        line.setErr(errors);
        line.setUsageHelpAutoWidth(false);
        line.setParameterExceptionHandler((e, _) -> misused(e, errors));
        line.setExecutionExceptionHandler((e, _, _) -> {
            errors.println("quoin: " + explain(e));
            return ExitCode.NOT_READ;
        });
        int code = line.execute(arguments.toArray(String[]::new));
        try {
            output.flush();
        } catch (UncheckedIOException e) {
            errors.println("quoin: " + explain(e));
            return ExitCode.NOT_READ;
        }
        return code;
    }

    private static void offerHelp(CommandLine line) {
        if (line.getCommandSpec().userObject() instanceof HelpCommand) {
            return;
        }
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        line.getSubcommands().values().forEach(Tools::offerHelp);
    }

    private static CommandLine.IFactory factory(Output output) {
        CommandLine.IFactory usual = CommandLine.defaultFactory();
        return new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (type == DumpCommand.class) {
                    return type.cast(new DumpCommand(output));
                }
                return type == WalCommand.class ? type.cast(new WalCommand(output)) : usual.create(type);
            }
        };
    }

    private static int misused(ParameterException e, PrintWriter errors) {
        CommandLine command = e.getCommandLine();
        errors.println("quoin: " + e.getMessage().lines().findFirst().orElse("") + "; see quoin help"
                + command.getCommandSpec().qualifiedName(" ").substring("quoin".length()));
        return ExitCode.MISUSED;
    }

    /** The line for the operator. What is not expected is told with its type. */
    private static String explain(Throwable e) {
        return switch (e) {
            case UncheckedIOException unchecked ->
                "cannot write the output: " + unchecked.getCause().getMessage();
            case EngineException engine -> engine.getMessage();
            case IOException expected when expected.getClass() == IOException.class -> expected.getMessage();
            case InvariantViolation contradiction -> contradiction.getMessage();
            default -> e.toString();
        };
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
