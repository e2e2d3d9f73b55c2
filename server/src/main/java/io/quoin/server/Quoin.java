package io.quoin.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quoin.server.config.Command;
import io.quoin.server.config.CommandLine;
import io.quoin.server.config.Notice;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.config.Usage;
import io.quoin.server.config.Version;
import io.quoin.server.log.Level;
import io.quoin.server.log.LineFormat;
import io.quoin.server.log.Log;
import io.quoin.server.tools.Tools;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The {@code quoin} command. The command line is read before Quarkus starts: what it cannot do is said at once. */
@QuarkusMain
public final class Quoin {
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private Quoin() {}

    public static void main(String[] arguments) {
        switch (CommandLine.read(List.of(arguments), System.getenv(), new QuarkusProperties())) {
            case Command.ShowVersion version -> System.out.print(Version.lines());
            case Command.ShowHelp help -> {
                System.err.print(Usage.brief());
                System.out.print(Usage.flags());
            }
            case Command.RunTool tool -> System.exit(Tools.run(tool.arguments()));
            case Command.Misused misused -> {
                System.err.print(misused.message() + '\n' + Usage.brief());
                System.exit(MISUSED);
            }
            case Command.Invalid invalid -> {
                log(invalid.notices());
                System.exit(REFUSED);
            }
            case Command.Serve serve -> serve(serve, arguments);
        }
    }

    private static void log(List<Notice> notices) {
        notices.forEach(notice -> Log.write(notice.level(), notice.message(), notice.fields()));
    }

    private static void serve(Command.Serve serve, String[] arguments) {
        ServerOptions options = serve.options();
        ServerOptions.Logging logging = options.logging();
        Level level = Level.named(logging.level());
        try {
            Log.writeTo(logging.outputs(), logging.rotation());
        } catch (IOException e) {
            Log.warn("failed to verify flags", "error", e.getMessage());
            System.exit(REFUSED);
        }
        Log.takeOver();
        Log.configure(level, LineFormat.valueOf(logging.format().toUpperCase(Locale.ROOT)));
        log(serve.notices());
        System.setProperty(
                "quarkus.vertx.event-loops-pool-size",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (level == Level.DEBUG) {
            System.setProperty("quarkus.log.level", "DEBUG");
        }
        ServerApplication.use(options);
        Quarkus.run(ServerApplication.class, arguments);
    }
}
