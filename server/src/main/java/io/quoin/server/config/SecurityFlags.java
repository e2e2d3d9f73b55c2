package io.quoin.server.config;

import static io.quoin.server.config.FlagType.BOOLEAN;
import static io.quoin.server.config.FlagType.ORIGINS;
import static io.quoin.server.config.FlagType.TEXT;
import static io.quoin.server.config.FlagType.UNSIGNED;
import static io.quoin.server.config.FlagType.WORDS;

import io.quoin.server.config.Flag.Group;
import java.util.ArrayList;
import java.util.List;

/** The rows of the table that concern TLS, and users and their tokens. */
final class SecurityFlags {
    private SecurityFlags() {}

    static List<Flag<?>> rows() {
        Rows security = new Rows(Group.SECURITY);
        clients(security);
        peers(security);
        both(security);
        Rows auth = new Rows(Group.AUTH);
        auth.later("auth-token", TEXT, "simple", "What tokens are: simple, or jwt with its options.")
                .later("bcrypt-cost", UNSIGNED, "10", "Cost of hashing a password, 4 to 31.")
                .later("auth-token-ttl", UNSIGNED, "300", "Seconds that a token lives.");
        List<Flag<?>> rows = new ArrayList<>(security.list());
        rows.addAll(auth.list());
        return rows;
    }

    private static void clients(Rows rows) {
        rows.later("cert-file", TEXT, "", "Clients: certificate of the server.")
                .later("key-file", TEXT, "", "Clients: its key.")
                .later("client-cert-auth", BOOLEAN, "false", "Clients: ask for a certificate.")
                .later("client-cert-file", TEXT, "", "Clients: certificate for the server's calls to itself.")
                .later("client-key-file", TEXT, "", "Clients: key for the server's calls to itself.")
                .later("client-crl-file", TEXT, "", "Clients: revoked certificates.")
                .later("client-cert-allowed-hostname", WORDS, "", "Clients: names one of which is required.")
                .later("trusted-ca-file", TEXT, "", "Clients: certificates to trust.")
                .later("auto-tls", BOOLEAN, "false", "Clients: make a certificate.");
    }

    private static void peers(Rows rows) {
        rows.later("peer-cert-file", TEXT, "", "Peers: certificate of the server.")
                .later("peer-key-file", TEXT, "", "Peers: its key.")
                .later("peer-client-cert-auth", BOOLEAN, "false", "Peers: ask for a certificate.")
                .later("peer-client-cert-file", TEXT, "", "Peers: certificate of the calling side.")
                .later("peer-client-key-file", TEXT, "", "Peers: key of the calling side.")
                .later("peer-trusted-ca-file", TEXT, "", "Peers: certificates to trust.")
                .later("peer-cert-allowed-cn", WORDS, "", "Peers: common names one of which is required.")
                .later("peer-cert-allowed-hostname", WORDS, "", "Peers: names one of which is required.")
                .later("peer-auto-tls", BOOLEAN, "false", "Peers: make a certificate.")
                .later("peer-crl-file", TEXT, "", "Peers: revoked certificates.");
    }

    private static void both(Rows rows) {
        rows.later("self-signed-cert-validity", UNSIGNED, "1", "Years that a certificate we make is valid.")
                .later("cipher-suites", WORDS, "", (o, v) -> o.cipherSuites = v, "Cipher suites that are allowed.")
                .later("cors", ORIGINS, "*", "Origins that browsers may come from; * for all.")
                .later("host-whitelist", WORDS, "*", "Host names that HTTP clients may use without TLS; * for all.")
                .later(
                        "tls-min-version",
                        TEXT,
                        "TLS1.2",
                        (o, v) -> o.tlsMinVersion = v,
                        "Oldest TLS: TLS1.2 or TLS1.3.")
                .later("tls-max-version", TEXT, "", (o, v) -> o.tlsMaxVersion = v, "Newest TLS; empty for the newest.");
    }
}
