package io.quoin.server.config;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Numbers and booleans as Go's strconv reads them with base 0: decimal, 0x, 0o, 0b, a leading zero for octal, and
 * underscores between digits when the base is given by a prefix.
 */
final class GoNumbers {
    static final String SYNTAX = "parse error";
    static final String RANGE = "value out of range";

    private static final Pattern UNDERSCORES = Pattern.compile("0[xXoObB]?(_?[0-9a-fA-F])+");
    private static final BigInteger UNSIGNED_MAX =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private GoNumbers() {}

    /**
     * A signed number of 64 bits.
     *
     * @throws IllegalArgumentException with the reason in Go's words
     */
    static long signed(String text) {
        boolean negative = text.startsWith("-");
        BigInteger size = digits(negative || text.startsWith("+") ? text.substring(1) : text);
        try {
            return (negative ? size.negate() : size).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(RANGE, e);
        }
    }

    /**
     * An unsigned number of 64 bits; what does not fit a long becomes its largest, which means as much.
     *
     * @throws IllegalArgumentException with the reason in Go's words
     */
    static long unsigned(String text) {
        BigInteger value = digits(text);
        if (value.compareTo(UNSIGNED_MAX) > 0) {
            throw new IllegalArgumentException(RANGE);
        }
        return value.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    /** Whether the text means true. */
    static boolean truth(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException(SYNTAX);
        };
    }

    private static BigInteger digits(String text) {
        boolean underscored = text.indexOf('_') >= 0;
        if (text.startsWith("-") || text.startsWith("+")) {
            throw new IllegalArgumentException(SYNTAX);
        }
        if (underscored && !UNDERSCORES.matcher(text).matches()) {
            throw new IllegalArgumentException(SYNTAX);
        }
        String plain = text.replace("_", "");
        try {
            int base = base(plain);
            return new BigInteger(base == 10 ? plain : plain.substring(base == 8 && !isLetter(plain) ? 1 : 2), base);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SYNTAX, e);
        }
    }

    private static boolean isLetter(String text) {
        return Character.isLetter(text.charAt(1));
    }

    private static int base(String text) {
        if (text.length() < 2 || text.charAt(0) != '0') {
            return 10;
        }
        return switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
        };
    }
}
