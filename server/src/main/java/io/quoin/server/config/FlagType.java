package io.quoin.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the text of a flag is read, as Go's flag package and etcd read it. Stateless.
 *
 * @param <T> what comes out
 */
@FunctionalInterface
interface FlagType<T> {
    FlagType<String> TEXT = text -> text;
    FlagType<Boolean> BOOLEAN = FlagType::parseBoolean;
    FlagType<Long> INTEGER = FlagType::parseInteger;
    FlagType<Long> UNSIGNED = FlagType::parseUnsigned;
    FlagType<List<MemberUrl>> URLS = FlagType::parseUrls;
    FlagType<Map<String, List<MemberUrl>>> CLUSTER = FlagType::parseCluster;

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with Go's or etcd's reason
     */
    T parse(String text);

    /** One of a few words. */
    static FlagType<String> oneOf(String... words) {
        Set<String> known = Set.of(words);
        return text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException("must be one of: " + String.join(", ", words));
            }
            return text;
        };
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException("parse error");
        };
    }

    /** Go's base 0: decimal, 0x, 0o, 0b, and a leading zero for octal. */
    private static long parseInteger(String text) {
        try {
            boolean octal = text.matches("[-+]?0[oO]?[0-7_]+");
            boolean binary = text.matches("[-+]?0[bB][01]+");
            if (binary) {
                return Long.parseLong(text.replaceFirst("0[bB]", ""), 2);
            }
            return octal ? Long.parseLong(text.replaceFirst("0[oO]?", ""), 8) : Long.decode(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("parse error", e);
        }
    }

    private static long parseUnsigned(String text) {
        long value = parseInteger(text);
        if (value < 0) {
            throw new IllegalArgumentException("parse error");
        }
        return value;
    }

    private static List<MemberUrl> parseUrls(String text) {
        List<MemberUrl> urls = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            urls.add(MemberUrl.parse(part.strip()));
        }
        return List.copyOf(urls);
    }

    private static Map<String, List<MemberUrl>> parseCluster(String text) {
        Map<String, List<MemberUrl>> members = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0 || equals == part.length() - 1) {
                throw new IllegalArgumentException("empty URL given for \"" + part + "\"");
            }
            members.computeIfAbsent(part.substring(0, equals).strip(), name -> new ArrayList<>())
                    .add(MemberUrl.parse(part.substring(equals + 1).strip()));
        }
        return members;
    }
}
