package io.quoin.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Reads what the operator wants, from the highest precedence to the lowest: flags, {@code ETCD_} variables, properties
 * {@code quoin.*} of Quarkus' configuration, the table's defaults. A flag whose variable is set too is an error, as in
 * etcd. With a configuration file all others but its own name are ignored. A first argument that names a tool leaves
 * the rest to the tools, whose options are in the style of GNU.
 */
public final class CommandLine {
    private static final String HELP = "help";
    private static final Set<String> TOOLS = Set.of("dump", "wal");
    private static final String ENVIRONMENT_PREFIX = "ETCD_";
    private static final String ENVIRONMENT_VERSION = "ETCD_VERSION";
    private static final String NOT_VERIFIED = "failed to verify flags";

    private final Map<String, String> environment;
    private final UnaryOperator<String> properties;
    private final List<Notice> notices = new ArrayList<>();

    private CommandLine(Map<String, String> environment, UnaryOperator<String> properties) {
        this.environment = environment;
        this.properties = properties;
    }

    /**
     * What the command line asks for. Prints nothing, and opens nothing but the configuration file.
     *
     * @param properties the value of a property, or null
     */
    public static Command read(
            List<String> arguments, Map<String, String> environment, UnaryOperator<String> properties) {
        if (!arguments.isEmpty() && TOOLS.contains(arguments.getFirst())) {
            return new Command.RunTool(List.copyOf(arguments));
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals(HELP)) {
            return arguments.size() == 1 ? new Command.ShowHelp() : new Command.RunTool(List.copyOf(arguments));
        }
        CommandLine line = new CommandLine(environment, properties);
        try {
            return line.read(Arguments.parse(arguments));
        } catch (Arguments.UsageException e) {
            return e.getMessage() == null ? new Command.ShowHelp() : new Command.Misused(e.getMessage());
        } catch (ShadowedException e) {
            return new Command.Invalid(line.notices);
        } catch (ConfigurationException e) {
            line.notices.add(Notice.warn(NOT_VERIFIED, "error", e.getMessage()));
            return new Command.Invalid(line.notices);
        }
    }

    private Command read(Arguments arguments) throws ConfigurationException, ShadowedException {
        if (arguments.stray() != null) {
            throw new ConfigurationException(GoText.quoted(arguments.stray()) + " is not a valid flag");
        }
        if (arguments.isVersionWanted()) {
            return new Command.ShowVersion();
        }
        OptionsBuilder options = new OptionsBuilder(notices);
        for (Flag<?> flag : FlagTable.all()) {
            flag.acceptDefault(options);
        }
        String file = configFile(arguments.values());
        if (file.isEmpty()) {
            acceptProperties(options, arguments.values());
            acceptEnvironment(options, arguments.values());
            for (Flag<?> flag : FlagTable.all()) {
                String text = arguments.values().get(flag.name());
                if (text != null) {
                    accept(options, flag, text, "flag -" + flag.name());
                }
            }
        } else {
            acceptFile(options, file);
        }
        return new Command.Serve(options.build(), List.copyOf(notices));
    }

    private String configFile(Map<String, String> flags) {
        String flag = flags.getOrDefault("config-file", "");
        if (!flag.isEmpty()) {
            return flag;
        }
        String variable = environment.getOrDefault("ETCD_CONFIG_FILE", "");
        String property = properties.apply("quoin.config-file");
        return !variable.isEmpty() || property == null ? variable : property;
    }

    private void acceptFile(OptionsBuilder options, String file) throws ConfigurationException {
        String text;
        try {
            text = Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("open " + file + ": no such file or directory");
        } catch (IOException e) {
            throw new ConfigurationException("open " + file + ": " + e);
        }
        options.fromFile = true;
        for (var setting : ConfigFile.parse(text, notices).entrySet()) {
            Flag<?> flag = FlagTable.find(setting.getKey());
            try {
                options.given(flag);
                flag.accept(options, setting.getValue());
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(ConfigFile.refusal(flag, e));
            }
        }
        notices.add(Notice.info(
                "loaded server configuration, other configuration command line flags and environment variables will be "
                        + "ignored if provided",
                "path",
                file));
    }

    private void acceptProperties(OptionsBuilder options, Map<String, String> flags) throws ConfigurationException {
        for (Flag<?> flag : FlagTable.all()) {
            boolean outranked =
                    flags.containsKey(flag.name()) || !variable(flag).isEmpty();
            String text = outranked ? null : properties.apply(flag.propertyName());
            if (text != null) {
                accept(options, flag, text, flag.propertyName());
            }
        }
    }

    private void acceptEnvironment(OptionsBuilder options, Map<String, String> flags)
            throws ConfigurationException, ShadowedException {
        ConfigurationException refusal = null;
        for (Flag<?> flag : FlagTable.all()) {
            if (!flags.containsKey(flag.name()) && !variable(flag).isEmpty()) {
                try {
                    accept(options, flag, variable(flag), flag.environmentName());
                } catch (ConfigurationException e) {
                    refusal = e;
                }
            }
        }
        lookForStrangers(flags);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Variables that are not what their owner may think. */
    private void lookForStrangers(Map<String, String> flags) throws ShadowedException {
        for (var variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            Flag<?> flag = flagOf(name);
            if (flag != null && flags.containsKey(flag.name())) {
                notices.add(Notice.fatal(
                        "conflicting environment variable is shadowed by corresponding command-line flag (either unset "
                                + "environment variable or disable flag))",
                        "environment-variable",
                        name));
                throw new ShadowedException();
            }
            if (name.equals(ENVIRONMENT_VERSION) && !variable.getValue().isEmpty()) {
                notices.add(Notice.warn(
                        "cannot set special environment variable", "key", name, "value", variable.getValue()));
            } else if (name.startsWith(ENVIRONMENT_PREFIX)
                    && (flag == null || variable.getValue().isEmpty())) {
                notices.add(Notice.warn(
                        "unrecognized environment variable", "environment-variable", name + '=' + variable.getValue()));
            }
        }
    }

    private static Flag<?> flagOf(String variable) {
        for (Flag<?> flag : FlagTable.all()) {
            if (flag.environmentName().equals(variable)) {
                return flag;
            }
        }
        return null;
    }

    private String variable(Flag<?> flag) {
        return environment.getOrDefault(flag.environmentName(), "");
    }

    private static void accept(OptionsBuilder options, Flag<?> flag, String text, String where)
            throws ConfigurationException {
        try {
            options.given(flag);
            flag.accept(options, text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "invalid value " + GoText.quoted(text) + " for " + where + ": " + e.getMessage());
        }
    }

    /** A variable and its flag were both given; the notice says so. */
    private static final class ShadowedException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
