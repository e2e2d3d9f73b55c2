package io.quoin.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quoin.server.config.Command;
import io.quoin.server.config.CommandLine;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.config.Usage;
import io.quoin.server.config.Version;
import io.quoin.server.log.Level;
import io.quoin.server.log.LineFormat;
import io.quoin.server.log.Log;
import io.quoin.server.tools.Tools;
import java.util.List;
import java.util.Locale;

/** The {@code quoin} command. The command line is read before Quarkus starts: what it cannot do is said at once. */
@QuarkusMain
public final class Quoin {
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private Quoin() {}

    public static void main(String[] arguments) {
        switch (CommandLine.read(List.of(arguments), System.getenv())) {
            case Command.ShowVersion version -> System.out.print(Version.lines());
            case Command.ShowHelp help -> System.out.print(Usage.text());
            case Command.RunTool tool -> System.exit(Tools.run(tool.arguments()));
            case Command.Misused misused -> {
                System.err.print(misused.message() + '\n' + Usage.text());
                System.exit(MISUSED);
            }
            case Command.Invalid invalid -> {
                Log.fatal("failed to verify flags", "error", invalid.message());
                System.exit(REFUSED);
            }
            case Command.Serve serve -> serve(serve, arguments);
        }
    }

    private static void serve(Command.Serve serve, String[] arguments) {
        Log.takeOver();
        ServerOptions options = serve.options();
        Level level = Level.named(options.logLevel());
        Log.configure(level, LineFormat.valueOf(options.logFormat().toUpperCase(Locale.ROOT)));
        serve.warnings().forEach(Log::warn);
        System.setProperty(
                "quarkus.vertx.event-loops-pool-size",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (level == Level.DEBUG) {
            System.setProperty("quarkus.log.level", "DEBUG");
        }
        Quarkus.run(ServerApplication.class, arguments);
    }
}
