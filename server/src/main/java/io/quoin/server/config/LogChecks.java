package io.quoin.server.config;

import io.quoin.server.log.LogRotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.error.YAMLException;

/** What etcd checks, and makes of, the flags of the log. */
final class LogChecks {
    private static final String DEFAULT = "default";
    private static final String STANDARD_ERROR = "stderr";
    private static final String JOURNAL = "systemd/journal";
    private static final Set<String> NO_FILES = Set.of(DEFAULT, STANDARD_ERROR, "stdout");
    private static final String ONE_FILE =
            "--log-outputs requires a single file path when --log-rotate-config-json is defined";

    private final OptionsBuilder options;

    LogChecks(OptionsBuilder options) {
        this.options = options;
    }

    /** Returns how to rotate the log's file, if so. */
    Optional<LogRotation> check() throws ConfigurationException {
        Checks.that(!options.logger.equals("capnslog"), "--logger=capnslog is removed in v3.5");
        Checks.that(options.logger.equals("zap"), "unknown logger option " + GoText.quoted(options.logger));
        List<String> outputs = new ArrayList<>(new TreeSet<>(options.logOutputs));
        if (outputs.isEmpty()) {
            outputs.add(DEFAULT);
        }
        Checks.that(
                outputs.size() == 1 || !outputs.contains(DEFAULT),
                "multi logoutput for \"default\" is not supported yet");
        Optional<LogRotation> rotation = options.logRotation ? Optional.of(rotation(outputs)) : Optional.empty();
        switch (options.logFormat) {
            case "" -> options.logFormat = "json";
            case "json", "console" -> {}
            default ->
                throw new ConfigurationException(
                        "unknown log format: " + options.logFormat + ", supported values json, console");
        }
        outputs.replaceAll(output -> output.equals(DEFAULT) ? STANDARD_ERROR : output);
        if (outputs.remove(JOURNAL)) {
            outputs.add(STANDARD_ERROR);
            options.warn("the journal is not written to directly; using standard error", "log-outputs", JOURNAL);
        }
        options.logOutputs = List.copyOf(outputs);
        return rotation;
    }

    private LogRotation rotation(List<String> outputs) throws ConfigurationException {
        long files =
                outputs.stream().filter(output -> !NO_FILES.contains(output)).count();
        Checks.that(files == 1 || (files == 0 && outputs.size() > 1), ONE_FILE);
        Object content;
        try {
            content = ConfigFile.load(options.logRotationJson);
        } catch (YAMLException e) {
            throw new ConfigurationException("improperly formatted log rotation config: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
        if (!(content instanceof Map<?, ?> settings)) {
            throw new ConfigurationException("invalid log rotation config: it is no JSON object");
        }
        return new LogRotation(
                megabytes(number(settings, "maxsize")),
                number(settings, "maxage"),
                number(settings, "maxbackups"),
                truth(settings, "localtime"),
                truth(settings, "compress"));
    }

    /** 0 means the default of the library that etcd uses. */
    private static int megabytes(int given) {
        return given <= 0 ? 100 : given;
    }

    private static int number(Map<?, ?> settings, String key) throws ConfigurationException {
        return switch (settings.get(key)) {
            case null -> 0;
            case Integer number -> number;
            default -> throw new ConfigurationException("invalid log rotation config: " + key + " must be a number");
        };
    }

    private static boolean truth(Map<?, ?> settings, String key) throws ConfigurationException {
        return switch (settings.get(key)) {
            case null -> false;
            case Boolean truth -> truth;
            default -> throw new ConfigurationException("invalid log rotation config: " + key + " must be a bool");
        };
    }
}
