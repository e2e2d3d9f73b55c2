package io.quoin.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * A URL of a member: a scheme and where to find it, no path.
 *
 * @param scheme http, https, unix or unixs
 * @param host name or address, an IPv6 address without its brackets; for unix the host part of {@code unix://host:port}
 * @param port 0 to 65535
 */
public record MemberUrl(String scheme, String host, int port) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");

    /**
     * Reads a URL as etcd does.
     *
     * @throws IllegalArgumentException with etcd's reason
     */
    public static MemberUrl parse(String text) {
        URI uri = uri(text);
        String scheme = uri.getScheme();
        if (scheme == null || !scheme.matches("https?|unixs?")) {
            throw new IllegalArgumentException("URL scheme must be http, https, unix, or unixs: " + text);
        }
        if (uri.getHost() == null || uri.getPort() < 0 || uri.getPort() > 0xFFFF) {
            throw new IllegalArgumentException("URL address does not have the form \"host:port\": " + text);
        }
        if (!uri.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("URL must not contain a path: " + text);
        }
        String host = uri.getHost();
        boolean bracketed = host.startsWith("[");
        return new MemberUrl(scheme, bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("parse \"" + text + "\": " + e.getReason(), e);
        }
    }

    /** Whether a socket can be bound to it: an address, or localhost. Other names may move. */
    public boolean isBindable() {
        return host.equals("localhost") || ADDRESS.matcher(host).matches();
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String address() {
        return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + address();
    }
}
