package io.quoin.server.log;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Collection;
import java.util.Locale;

/**
 * How a line looks. Fields are alternating names and values; a value is text, a number, a boolean, a time, a
 * duration or a collection of text.
 */
public enum LineFormat {
    /** zap's JSON encoder. */
    JSON {
        @Override
        String format(ZonedDateTime at, Level level, String caller, String message, Object[] fields) {
            StringBuilder line = new StringBuilder(160);
            line.append("{\"level\":\"").append(level.text());
            line.append("\",\"ts\":\"").append(TIMESTAMP.format(at)).append("\",\"caller\":");
            appendText(line, caller);
            line.append(",\"msg\":");
            appendText(line, message);
            for (int i = 0; i + 1 < fields.length; i += 2) {
                line.append(',');
                appendText(line, String.valueOf(fields[i]));
                line.append(':');
                appendValue(line, fields[i + 1]);
            }
            return line.append("}\n").toString();
        }
    },
    /** zap's console encoder: tabs between the parts, the fields as one JSON object. */
    CONSOLE {
        @Override
        String format(ZonedDateTime at, Level level, String caller, String message, Object[] fields) {
            StringBuilder line = new StringBuilder(160);
            line.append(TIMESTAMP.format(at)).append('\t').append(level.text());
            line.append('\t').append(caller).append('\t').append(message.replace('\n', ' '));
            for (int i = 0; i + 1 < fields.length; i += 2) {
                line.append(i == 0 ? "\t{" : ", ");
                appendText(line, String.valueOf(fields[i]));
                line.append(": ");
                appendValue(line, fields[i + 1]);
            }
            return line.append(fields.length >= 2 ? "}\n" : "\n").toString();
        }
    };

    /** Go's {@code 2006-01-02T15:04:05.999999Z0700}: no trailing zeros, and no colon in the offset. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendOffset("+HHMM", "Z")
            .toFormatter(Locale.ROOT);

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** The whole line, line feed included. */
    abstract String format(ZonedDateTime at, Level level, String caller, String message, Object[] fields);

    private static void appendValue(StringBuilder line, Object value) {
        switch (value) {
            case null -> line.append("null");
            case Number number when isJson(number) -> line.append(number);
            case Boolean truth -> line.append(truth);
            case Instant at -> appendText(line, TIMESTAMP.format(at.atZone(ZoneId.systemDefault())));
            case Duration duration -> appendText(line, GoDurationText.of(duration));
            case Collection<?> several -> {
                String separator = "[";
                for (Object one : several) {
                    line.append(separator);
                    appendText(line, String.valueOf(one));
                    separator = ",";
                }
                line.append(several.isEmpty() ? "[]" : "]");
            }
            default -> appendText(line, value.toString());
        }
    }

    private static boolean isJson(Number number) {
        return Double.isFinite(number.doubleValue());
    }

    private static void appendText(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> appendCharacter(line, c);
            }
        }
        line.append('"');
    }

    /** Other control characters and the two line separators cannot stand as they are. */
    private static void appendCharacter(StringBuilder line, char c) {
        if (c < ' ' || c == '\u2028' || c == '\u2029' || c == '\u007f') {
            line.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                line.append(HEX[c >> shift & 0xF]);
            }
        } else {
            line.append(c);
        }
    }
}
