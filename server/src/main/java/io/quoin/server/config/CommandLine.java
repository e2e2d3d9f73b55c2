package io.quoin.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads etcd's command line with the grammar of Go's flag package: one dash or two, {@code -flag=value} or
 * {@code -flag value}, a boolean only as {@code -flag} or {@code -flag=value}, the last of several wins, and flags
 * end at {@code --} or at the first argument that is none. A flag wins over its {@code ETCD_} variable.
 *
 * <p>A library for command lines in the style of GNU does not fit: there {@code -name} is four flags. A first argument
 * that is no flag but names a tool leaves the rest to the tools, which are of that style.
 */
public final class CommandLine {
    private static final String ENVIRONMENT_PREFIX = "ETCD_";
    private static final String VERSION = "version";
    private static final String HELP = "help";
    private static final Set<String> TOOLS = Set.of("dump", "wal");

    private final Map<String, String> environment;
    private final Map<String, String> values = new TreeMap<>();
    private boolean version;

    private CommandLine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What the command line asks for. Pure: prints nothing, opens nothing. */
    public static Command read(List<String> arguments, Map<String, String> environment) {
        if (!arguments.isEmpty() && TOOLS.contains(arguments.getFirst())) {
            return new Command.RunTool(List.copyOf(arguments));
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals(HELP)) {
            return arguments.size() == 1 ? new Command.ShowHelp() : new Command.RunTool(List.copyOf(arguments));
        }
        CommandLine line = new CommandLine(environment);
        try {
            return line.read(arguments);
        } catch (UsageException e) {
            return new Command.Misused(e.getMessage());
        } catch (HelpWanted e) {
            return new Command.ShowHelp();
        } catch (ConfigurationException e) {
            return new Command.Invalid(e.getMessage());
        }
    }

    private Command read(List<String> arguments) throws UsageException, HelpWanted, ConfigurationException {
        int next = 0;
        while (next < arguments.size() && isFlag(arguments.get(next))) {
            String argument = arguments.get(next++);
            if (argument.equals("--")) {
                break;
            }
            next = readFlag(argument, arguments, next);
        }
        if (version) {
            return new Command.ShowVersion();
        }
        if (next < arguments.size()) {
            throw new ConfigurationException("'" + arguments.get(next) + "' is not a valid flag");
        }
        return options();
    }

    private static boolean isFlag(String argument) {
        return argument.length() >= 2 && argument.charAt(0) == '-';
    }

    /** Returns the position after the flag's value. */
    private int readFlag(String argument, List<String> arguments, int next) throws UsageException, HelpWanted {
        String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=') {
            throw new UsageException("bad flag syntax: " + argument);
        }
        int equals = body.indexOf('=');
        String name = equals < 0 ? body : body.substring(0, equals);
        String value = equals < 0 ? null : body.substring(equals + 1);
        if (name.equals(VERSION)) {
            version = value == null || booleanOf(name, value);
            return next;
        }
        Flag<?> flag = FlagTable.find(name);
        if (flag == null) {
            if (name.equals(HELP) || name.equals("h")) {
                throw new HelpWanted();
            }
            throw new UsageException("flag provided but not defined: -" + name);
        }
        int position = next;
        if (value == null) {
            if (flag.isBoolean()) {
                value = "true";
            } else if (position < arguments.size()) {
                value = arguments.get(position++);
            } else {
                throw new UsageException("flag needs an argument: -" + name);
            }
        }
        try {
            flag.type().parse(value);
        } catch (IllegalArgumentException e) {
            throw new UsageException(invalid(value, "flag -" + name, e));
        }
        values.put(name, value);
        return position;
    }

    private static boolean booleanOf(String name, String value) throws UsageException {
        try {
            return FlagType.BOOLEAN.parse(value);
        } catch (IllegalArgumentException e) {
            throw new UsageException("invalid boolean value \"" + value + "\" for -" + name + ": " + e.getMessage());
        }
    }

    private static String invalid(String value, String where, IllegalArgumentException why) {
        return "invalid value \"" + value + "\" for " + where + ": " + why.getMessage();
    }

    private Command options() throws ConfigurationException {
        List<String> warnings = new ArrayList<>();
        OptionsBuilder options = new OptionsBuilder();
        for (Flag<?> flag : FlagTable.all()) {
            String variable = flag.environmentName();
            String fromEnvironment = environment.getOrDefault(variable, "");
            String fromFlag = values.get(flag.name());
            if (fromFlag != null || !fromEnvironment.isEmpty()) {
                options.given.add(flag.name());
            }
            if (fromFlag != null && !fromEnvironment.isEmpty()) {
                warnings.add("environment variable is shadowed by the command-line flag: " + variable);
            }
            accept(flag, options, fromFlag, fromEnvironment);
        }
        for (String variable : new TreeMap<>(environment).keySet()) {
            if (variable.startsWith(ENVIRONMENT_PREFIX) && !isKnown(variable)) {
                warnings.add("unrecognized environment variable: " + variable + "=" + environment.get(variable));
            }
        }
        return new Command.Serve(options.build(), List.copyOf(warnings));
    }

    private static void accept(Flag<?> flag, OptionsBuilder options, String fromFlag, String fromEnvironment)
            throws ConfigurationException {
        if (fromFlag != null) {
            flag.accept(options, fromFlag);
        } else if (fromEnvironment.isEmpty()) {
            flag.accept(options, flag.defaultText());
        } else {
            try {
                flag.accept(options, fromEnvironment);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(invalid(fromEnvironment, flag.environmentName(), e));
            }
        }
    }

    private static boolean isKnown(String variable) {
        for (Flag<?> flag : FlagTable.all()) {
            if (flag.environmentName().equals(variable)) {
                return true;
            }
        }
        return false;
    }

    /** The arguments do not follow the grammar. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** {@code -h} or {@code --help} was met, which ends the reading as in Go. */
    private static final class HelpWanted extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
