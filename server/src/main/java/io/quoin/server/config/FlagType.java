package io.quoin.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How the text of a flag is read, as Go's flag package and etcd read it. Immutable.
 *
 * @param kind what stands for the value elsewhere: without text on the command line, in YAML
 * @param reader throws IllegalArgumentException with Go's or etcd's reason
 * @param <T> what comes out
 */
record FlagType<T>(Kind kind, Function<String, T> reader) {
    /** The kinds of values. */
    enum Kind {
        TEXT,
        /** May stand alone and then means true. */
        BOOLEAN,
        NUMBER,
        /** Text on the command line, whole nanoseconds in the configuration file. */
        DURATION,
        /** Commas on the command line, a sequence in the configuration file. */
        LIST,
        /** Given twice, both count. */
        SETTINGS,
        /** May stand alone; any text is accepted. */
        UNREAD
    }

    static final FlagType<String> TEXT = new FlagType<>(Kind.TEXT, text -> text);
    static final FlagType<Boolean> BOOLEAN = new FlagType<>(Kind.BOOLEAN, GoNumbers::truth);
    static final FlagType<Long> INTEGER = new FlagType<>(Kind.NUMBER, GoNumbers::signed);
    static final FlagType<Long> UNSIGNED = new FlagType<>(Kind.NUMBER, GoNumbers::unsigned);
    static final FlagType<Long> UNSIGNED_32 = new FlagType<>(Kind.NUMBER, FlagType::unsigned32);
    static final FlagType<Duration> DURATION = new FlagType<>(Kind.DURATION, FlagType::duration);
    static final FlagType<List<MemberUrl>> URLS = new FlagType<>(Kind.TEXT, FlagType::urls);
    static final FlagType<List<String>> WORDS = new FlagType<>(Kind.LIST, text -> List.of(text.split(",", -1)));
    static final FlagType<List<String>> ORIGINS = new FlagType<>(Kind.TEXT, FlagType::origins);
    static final FlagType<FeatureGates> GATES = new FlagType<>(Kind.SETTINGS, FeatureGates::parse);
    static final FlagType<String> LEVEL = new FlagType<>(Kind.TEXT, FlagType::level);
    static final FlagType<String> UNREAD = new FlagType<>(Kind.UNREAD, text -> text);

    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "dpanic", "panic", "fatal");
    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with Go's or etcd's reason
     */
    T parse(String text) {
        return reader.apply(text);
    }

    /** Whether the flag may stand without a value. */
    boolean standsAlone() {
        return kind == Kind.BOOLEAN || kind == Kind.UNREAD;
    }

    /** One of a few words. */
    static FlagType<String> oneOf(String... words) {
        Set<String> known = Set.of(words);
        return new FlagType<>(Kind.TEXT, text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException("invalid value");
            }
            return text;
        });
    }

    /** Several of a few words, with commas. */
    static FlagType<List<String>> someOf(String... words) {
        Set<String> known = Set.of(words);
        return new FlagType<>(Kind.TEXT, text -> {
            List<String> several = List.of(text.split(",", -1));
            for (String one : several) {
                if (!known.contains(one)) {
                    throw new IllegalArgumentException("invalid value " + GoText.quoted(one));
                }
            }
            return several;
        });
    }

    /** zap's levels in any case; nothing means info. */
    private static String level(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return "info";
        }
        if (!LEVELS.contains(lower)) {
            throw new IllegalArgumentException("unrecognized level: " + GoText.quoted(text));
        }
        return lower;
    }

    /** etcd shows strconv's own error here. */
    private static long unsigned32(String text) {
        String reason = "value out of range";
        try {
            long value = GoNumbers.unsigned(text);
            if (value <= UNSIGNED_32_MAX) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            reason = e.getMessage().equals(GoNumbers.RANGE) ? reason : "invalid syntax";
        }
        throw new IllegalArgumentException("strconv.ParseUint: parsing " + GoText.quoted(text) + ": " + reason);
    }

    private static Duration duration(String text) {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(GoNumbers.SYNTAX, e);
        }
    }

    /** Sorted and without repetition, as etcd keeps them; no text leaves what was there before. */
    private static List<MemberUrl> urls(String text) {
        return text.isEmpty() ? List.of() : MemberUrl.parseAll(text);
    }

    private static List<String> origins(String text) {
        if (text.equals("*")) {
            return List.of(text);
        }
        Set<String> origins = new TreeSet<>();
        MemberUrl.parseAll(text).forEach(url -> origins.add(url.toString()));
        return new ArrayList<>(origins);
    }
}
