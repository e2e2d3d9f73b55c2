package io.quoin.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes etcd's arguments apart with the grammar of Go's flag package: one dash or two, {@code -flag=value} or
 * {@code -flag value}, a boolean only as {@code -flag} or {@code -flag=value}, the last of several wins, and flags
 * end at {@code --} or at the first argument that is none.
 *
 * <p>A library for command lines in the style of GNU does not fit: there {@code -name} is four flags.
 */
final class Arguments {
    private static final String VERSION = "version";

    private final List<String> arguments;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int next;
    private boolean version;

    private Arguments(List<String> arguments) {
        this.arguments = arguments;
    }

    /**
     * Takes them apart and checks each value by its type.
     *
     * @throws UsageException when they do not follow the grammar, or help is wanted
     */
    static Arguments parse(List<String> arguments) throws UsageException {
        Arguments parsed = new Arguments(arguments);
        while (parsed.next < arguments.size() && isFlag(arguments.get(parsed.next))) {
            String argument = arguments.get(parsed.next++);
            if (argument.equals("--")) {
                break;
            }
            parsed.take(argument);
        }
        return parsed;
    }

    /** The text of each flag that was given. */
    Map<String, String> values() {
        return values;
    }

    boolean isVersionWanted() {
        return version;
    }

    /** The first argument that is no flag, or null. */
    String stray() {
        return next < arguments.size() ? arguments.get(next) : null;
    }

    private static boolean isFlag(String argument) {
        return argument.length() >= 2 && argument.charAt(0) == '-';
    }

    private void take(String argument) throws UsageException {
        String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=') {
            throw new UsageException("bad flag syntax: " + argument);
        }
        int equals = body.indexOf('=');
        String name = equals < 0 ? body : body.substring(0, equals);
        String value = equals < 0 ? null : body.substring(equals + 1);
        if (name.equals(VERSION)) {
            version = value == null || truth(name, value);
            return;
        }
        Flag<?> flag = FlagTable.find(name);
        if (flag == null) {
            boolean help = name.equals("help") || name.equals("h");
            throw help ? new UsageException() : new UsageException("flag provided but not defined: -" + name);
        }
        keep(flag, value == null ? following(flag) : value);
    }

    private String following(Flag<?> flag) throws UsageException {
        if (flag.type().standsAlone()) {
            return "true";
        }
        if (next >= arguments.size()) {
            throw new UsageException("flag needs an argument: -" + flag.name());
        }
        return arguments.get(next++);
    }

    private void keep(Flag<?> flag, String value) throws UsageException {
        if (flag.type() == FlagType.BOOLEAN) {
            truth(flag.name(), value);
        }
        try {
            flag.type().parse(value);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "invalid value " + GoText.quoted(value) + " for flag -" + flag.name() + ": " + e.getMessage());
        }
        boolean both = flag.type().kind() == FlagType.Kind.SETTINGS;
        values.merge(flag.name(), value, (first, last) -> both ? first + ',' + last : last);
    }

    private static boolean truth(String name, String value) throws UsageException {
        try {
            return FlagType.BOOLEAN.parse(value);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "invalid boolean value " + GoText.quoted(value) + " for -" + name + ": " + e.getMessage());
        }
    }

    /** The arguments do not follow the grammar; without a message help was asked for, which ends the reading. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        private UsageException(String message) {
            super(message);
        }

        private UsageException() {
            super();
        }
    }
}
