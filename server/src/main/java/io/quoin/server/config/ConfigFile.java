package io.quoin.server.config;

import io.quoin.server.config.FlagType.Kind;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * etcd's configuration file: YAML whose keys are the flags' names, except that those of TLS, sockets and discovery
 * stand in sections. Durations are whole nanoseconds, lists are sequences. What is read becomes the text that the same
 * flag would have, so that there is one place that knows what is allowed.
 */
final class ConfigFile {
    private static final String DECODING = "error unmarshaling JSON: while decoding JSON: ";

    /** The sections, and which flag a key in them is. */
    private static final Map<String, Map<String, String>> SECTIONS = Map.of(
            "client-transport-security",
            Map.of(
                    "cert-file", "cert-file",
                    "key-file", "key-file",
                    "client-cert-file", "client-cert-file",
                    "client-key-file", "client-key-file",
                    "client-cert-auth", "client-cert-auth",
                    "trusted-ca-file", "trusted-ca-file",
                    "auto-tls", "auto-tls",
                    "allowed-hostname", "client-cert-allowed-hostname"),
            "peer-transport-security",
            Map.of(
                    "cert-file", "peer-cert-file",
                    "key-file", "peer-key-file",
                    "client-cert-file", "peer-client-cert-file",
                    "client-key-file", "peer-client-key-file",
                    "client-cert-auth", "peer-client-cert-auth",
                    "trusted-ca-file", "peer-trusted-ca-file",
                    "auto-tls", "peer-auto-tls",
                    "allowed-cn", "peer-cert-allowed-cn",
                    "allowed-hostname", "peer-cert-allowed-hostname",
                    "skip-client-san-verification", "peer-skip-client-san-verification"),
            "socket-options",
            Map.of("reuse-port", "socket-reuse-port", "reuse-address", "socket-reuse-address"),
            "discovery-config",
            Map.of("token", "discovery-token"),
            "discovery-config.client",
            Map.of(
                    "endpoints", "discovery-endpoints",
                    "dial-timeout", "discovery-dial-timeout",
                    "request-timeout", "discovery-request-timeout",
                    "keepalive-time", "discovery-keepalive-time",
                    "keepalive-timeout", "discovery-keepalive-timeout"),
            "discovery-config.client.secure",
            Map.of(
                    "cert", "discovery-cert",
                    "key", "discovery-key",
                    "cacert", "discovery-cacert",
                    "insecure-transport", "discovery-insecure-transport",
                    "insecure-skip-tls-verify", "discovery-insecure-skip-tls-verify"),
            "discovery-config.client.auth",
            Map.of("username", "discovery-user", "password", "discovery-password"));

    /** Flags that are no keys: those of the sections, and some that etcd reads on the command line only. */
    private static final Set<String> NO_KEYS = SECTIONS.values().stream()
            .flatMap(section -> section.values().stream())
            .collect(Collectors.toCollection(() -> new HashSet<>(Set.of(
                    "config-file",
                    "discovery-fallback",
                    "raft-read-timeout",
                    "raft-write-timeout",
                    "client-crl-file",
                    "peer-crl-file"))));

    private final List<Notice> notices;
    private final Map<String, String> values = new LinkedHashMap<>();

    private ConfigFile(List<Notice> notices) {
        this.notices = notices;
    }

    /**
     * The text of each flag that the file gives.
     *
     * @param notices takes warnings about keys that mean nothing, which etcd passes over in silence
     * @throws ConfigurationException when it is not YAML, or a value is not of the kind that its key wants
     */
    static Map<String, String> parse(String yaml, List<Notice> notices) throws ConfigurationException {
        ConfigFile file = new ConfigFile(notices);
        Object content;
        try {
            content = load(yaml);
        } catch (YAMLException e) {
            throw new ConfigurationException("error converting YAML to JSON: yaml: "
                    + e.getMessage().lines().map(String::strip).collect(Collectors.joining(" ")));
        }
        if (content != null) {
            file.readSection("", content);
        }
        return file.values;
    }

    /** The content of a YAML or JSON text: maps, lists and scalars only. */
    static Object load(String yaml) {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(limits)).load(yaml);
    }

    /** How etcd words that a value is impossible. */
    static String refusal(Flag<?> flag, IllegalArgumentException why) {
        boolean urls = flag.type() == FlagType.URLS;
        if (urls) {
            return "unexpected error setting up " + flag.name() + ": " + why.getMessage();
        }
        boolean plain = flag.type() == FlagType.GATES;
        return plain ? why.getMessage() : DECODING + flag.name() + ": " + why.getMessage();
    }

    private void readSection(String path, Object content) throws ConfigurationException {
        if (!(content instanceof Map<?, ?> section)) {
            throw new ConfigurationException(
                    DECODING + "json: cannot unmarshal " + kindOf(content) + (path.isEmpty() ? "" : " into " + path));
        }
        for (var entry : section.entrySet()) {
            String key = String.valueOf(entry.getKey());
            String inner = path.isEmpty() ? key : path + '.' + key;
            Flag<?> flag = path.isEmpty()
                    ? topLevel(key)
                    : FlagTable.find(SECTIONS.get(path).getOrDefault(key, ""));
            if (entry.getValue() == null) {
                continue;
            }
            if (SECTIONS.containsKey(inner)) {
                readSection(inner, entry.getValue());
            } else if (flag == null) {
                notices.add(Notice.warn("unrecognized key in the configuration file", "key", inner));
            } else {
                values.put(flag.name(), text(flag, inner, entry.getValue()));
            }
        }
    }

    private static Flag<?> topLevel(String key) {
        Flag<?> flag = FlagTable.find(key);
        return flag == null || flag.group() == Flag.Group.REMOVED || NO_KEYS.contains(key) ? null : flag;
    }

    private static String text(Flag<?> flag, String key, Object value) throws ConfigurationException {
        Kind kind = flag.type().kind();
        boolean list = value instanceof List<?> && kind == Kind.LIST && !key.equals("host-whitelist");
        if (list) {
            return ((List<?>) value).stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        boolean whole = value instanceof Integer || value instanceof Long || value instanceof BigInteger;
        boolean fits = switch (kind) {
            case BOOLEAN -> value instanceof Boolean;
            case NUMBER, DURATION -> whole;
            case LIST -> key.equals("host-whitelist") && value instanceof String;
            default -> !(value instanceof Map) && !(value instanceof List);
        };
        if (!fits) {
            throw new ConfigurationException(DECODING + "json: cannot unmarshal " + kindOf(value)
                    + " into Go struct field configYAML.Config." + key + " of type " + typeOf(kind));
        }
        return kind == Kind.DURATION ? value + "ns" : value.toString();
    }

    private static String typeOf(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> "bool";
            case NUMBER -> "int";
            case DURATION -> "time.Duration";
            case LIST -> "[]string";
            default -> "string";
        };
    }

    private static String kindOf(Object value) {
        return switch (value) {
            case Map<?, ?> map -> "object";
            case List<?> list -> "array";
            case Number number -> "number";
            case Boolean truth -> "bool";
            default -> "string";
        };
    }
}
