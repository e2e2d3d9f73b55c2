package io.quoin.server.member;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose data a directory holds: the contents of its file {@code identity}, three lines of text for people as well.
 *
 * @param format version of the directory's layout
 * @param clusterId of the cluster
 * @param memberId of the member
 */
record Identity(int format, long clusterId, long memberId) {
    /** The layout that this server writes. */
    static final int FORMAT = 2;

    private static final Pattern TEXT = Pattern.compile(
            "format (?<format>\\d{1,9})\ncluster (?<cluster>\\p{XDigit}{16})\nmember (?<member>\\p{XDigit}{16})\n");

    static Identity of(MemberIds ids) {
        return new Identity(FORMAT, ids.clusterId(), ids.memberId());
    }

    String text() {
        return "format " + format + "\ncluster " + hex(clusterId) + "\nmember " + hex(memberId) + '\n';
    }

    /** Reads the file's contents; empty when they are none of ours. */
    static Optional<Identity> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Identity(
                        Integer.parseInt(matcher.group("format")),
                        Long.parseUnsignedLong(matcher.group("cluster"), 16),
                        Long.parseUnsignedLong(matcher.group("member"), 16)))
                : Optional.empty();
    }

    static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }
}
