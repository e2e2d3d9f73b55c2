package io.quoin.server.tools;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** How keys and ids look to people. */
final class Texts {
    private Texts() {}

    /** A key in double quotes: as it is where it is printable UTF-8, else with a backslash escape per byte. */
    static String quoted(byte[] key) {
        StringBuilder text = new StringBuilder(key.length + 2).append('"');
        CharBuffer characters = utf8(key);
        if (characters != null) {
            characters.codePoints().forEach(point -> append(text, point));
        } else {
            for (byte octet : key) {
                if (octet >= 0) {
                    append(text, octet);
                } else {
                    appendHex(text, octet);
                }
            }
        }
        return text.append('"').toString();
    }

    private static CharBuffer utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void append(StringBuilder text, int point) {
        if (point == '"' || point == '\\') {
            text.append('\\').append((char) point);
        } else if (point >= ' ' && point != 0x7f && (point < 0x80 || Character.isLetterOrDigit(point))) {
            text.appendCodePoint(point);
        } else {
            for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                appendHex(text, octet);
            }
        }
    }

    private static void appendHex(StringBuilder text, byte octet) {
        text.append("\\x").append(HexFormat.of().toHexDigits(octet));
    }

    /** An id or a hash: 16 hexadecimal digits. */
    static String id(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    /** A number and its unit, with an s unless there is one. */
    static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
