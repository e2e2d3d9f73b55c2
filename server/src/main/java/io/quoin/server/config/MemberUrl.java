package io.quoin.server.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL of a member: a scheme and where to find it, no path.
 *
 * @param scheme http, https, unix or unixs
 * @param host name or address, an IPv6 address without its brackets, maybe empty; for unix and unixs all that follows
 *     the scheme
 * @param port as written, 0 when left out; more than 65535 cannot be listened on
 */
public record MemberUrl(String scheme, String host, int port) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)");
    private static final Pattern AUTHORITY = Pattern.compile("//([^/?#]*)([^?#]*)(.*)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:.*@)?(\\[[^\\]]*]|[^:]*):(\\d*)");

    /**
     * Reads a URL as etcd does.
     *
     * @throws IllegalArgumentException with etcd's reason
     */
    public static MemberUrl parse(String text) {
        Matcher scheme = scheme(text);
        String name = scheme.group(1).toLowerCase(Locale.ROOT);
        String rest = scheme.group(2);
        if (name.equals("unix") || name.equals("unixs")) {
            return new MemberUrl(name, rest.startsWith("//") ? rest.substring(2) : rest, 0);
        }
        Matcher parts = AUTHORITY.matcher(rest);
        boolean hasAuthority = parts.matches();
        String authority = hasAuthority ? parts.group(1) : "";
        checkAuthority(text, authority);
        if (!name.equals("http") && !name.equals("https")) {
            throw new IllegalArgumentException("URL scheme must be http, https, unix, or unixs: " + text);
        }
        Matcher address = HOST_AND_PORT.matcher(authority);
        if (!address.matches()) {
            throw new IllegalArgumentException("URL address does not have the form \"host:port\": " + text);
        }
        if (!parts.group(2).isEmpty()) {
            throw new IllegalArgumentException("URL must not contain a path: " + text);
        }
        String host = address.group(1);
        boolean bracketed = host.startsWith("[");
        String port = address.group(2).isEmpty() ? "0" : address.group(2);
        int number = port.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(port);
        return new MemberUrl(name, bracketed ? host.substring(1, host.length() - 1) : host, number);
    }

    /** Several with commas between them: sorted, each once. */
    static List<MemberUrl> parseAll(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(MemberUrl::parse)
                .distinct()
                .sorted(Comparator.comparing(MemberUrl::toString))
                .toList();
    }

    /** What Go's url.Parse says before etcd looks at the parts. */
    private static Matcher scheme(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            return scheme;
        }
        String parsed = "parse " + GoText.quoted(text) + ": ";
        if (text.startsWith(":")) {
            throw new IllegalArgumentException(parsed + "missing protocol scheme");
        }
        String firstSegment = text.split("/", 2)[0];
        if (firstSegment.indexOf(':') >= 0) {
            throw new IllegalArgumentException(parsed + "first path segment in URL cannot contain colon");
        }
        throw new IllegalArgumentException("URL scheme must be http, https, unix, or unixs: " + text);
    }

    private static void checkAuthority(String text, String authority) {
        String parsed = "parse " + GoText.quoted(text) + ": ";
        String host = authority.substring(authority.indexOf('@') + 1);
        if (host.startsWith("[") && host.indexOf(']') < 0) {
            throw new IllegalArgumentException(parsed + "missing ']' in host");
        }
        if (host.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(parsed + "invalid character \" \" in host name");
        }
        int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
        int last = host.startsWith("[") ? colon : host.lastIndexOf(':');
        if (last >= 0 && !host.substring(last + 1).matches("\\d*")) {
            throw new IllegalArgumentException(
                    parsed + "invalid port " + GoText.quoted(host.substring(last)) + " after host");
        }
    }

    /** Whether it is a file of the system, not a host. */
    boolean isLocalSocket() {
        return scheme.startsWith("unix");
    }

    /** Whether a socket can be bound to it: an address, localhost or a local socket. Other names may move. */
    public boolean isBindable() {
        return isLocalSocket()
                || host.equals("localhost")
                || ADDRESS.matcher(host).matches();
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String address() {
        if (isLocalSocket()) {
            return host;
        }
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + address();
    }
}
