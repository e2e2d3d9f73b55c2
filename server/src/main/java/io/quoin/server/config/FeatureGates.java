package io.quoin.server.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The feature gates of etcd 3.7 and how they are set.
 *
 * @param chosen what the operator has set; the others have their default
 */
record FeatureGates(Map<FeatureGates.Gate, Boolean> chosen) {
    /** How far a feature is. */
    private enum Stage {
        ALPHA,
        BETA
    }

    /** A gate by etcd's name. */
    enum Gate {
        CompactHashCheck(Stage.ALPHA),
        FastLeaseKeepAlive(Stage.BETA),
        InitialCorruptCheck(Stage.ALPHA),
        LeaseCheckpoint(Stage.ALPHA),
        LeaseCheckpointPersist(Stage.ALPHA),
        PriorityRequest(Stage.ALPHA),
        SetMemberLocalAddr(Stage.ALPHA),
        StopGRPCServiceOnDefrag(Stage.ALPHA),
        TxnModeWriteWithSharedBuffer(Stage.BETA);

        private final Stage stage;

        Gate(Stage stage) {
            this.stage = stage;
        }

        /** Features in beta are on. */
        private boolean isOnByDefault() {
            return stage == Stage.BETA;
        }
    }

    static final FeatureGates NONE = new FeatureGates(Map.of());

    /**
     * Reads {@code Name=true,...}; {@code AllAlpha} and {@code AllBeta} set the gates of a stage that are not named.
     *
     * @throws IllegalArgumentException with etcd's reason
     */
    static FeatureGates parse(String text) {
        Map<Gate, Boolean> chosen = new EnumMap<>(Gate.class);
        Map<Stage, Boolean> stages = new EnumMap<>(Stage.class);
        for (String setting : text.split(",")) {
            if (setting.isEmpty()) {
                continue;
            }
            int equals = setting.indexOf('=');
            String name = (equals < 0 ? setting : setting.substring(0, equals)).strip();
            if (equals < 0) {
                throw new IllegalArgumentException("missing bool value for " + name);
            }
            boolean on = truth(name, setting.substring(equals + 1).strip());
            switch (name) {
                case "AllAlpha" -> stages.put(Stage.ALPHA, on);
                case "AllBeta" -> stages.put(Stage.BETA, on);
                default -> chosen.put(gate(name), on);
            }
        }
        for (Gate gate : Gate.values()) {
            if (stages.containsKey(gate.stage)) {
                chosen.putIfAbsent(gate, stages.get(gate.stage));
            }
        }
        return new FeatureGates(Map.copyOf(chosen));
    }

    boolean isOn(Gate gate) {
        return chosen.getOrDefault(gate, gate.isOnByDefault());
    }

    /** These, and where they say nothing the others. */
    FeatureGates over(FeatureGates others) {
        Map<Gate, Boolean> both = new EnumMap<>(Gate.class);
        both.putAll(others.chosen);
        both.putAll(chosen);
        return new FeatureGates(Map.copyOf(both));
    }

    /** A line for each gate, for the usage. */
    static String known() {
        return Arrays.stream(Gate.values())
                .map(gate -> gate + "=true|false (" + gate.stage.name().toUpperCase(Locale.ROOT) + " - default="
                        + gate.isOnByDefault() + ')')
                .collect(Collectors.joining(
                        "\n    ",
                        "AllAlpha=true|false (ALPHA - default=false)\n    "
                                + "AllBeta=true|false (BETA - default=false)\n    ",
                        ""));
    }

    private static boolean truth(String name, String text) {
        try {
            return GoNumbers.truth(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid value of " + name + "=" + text + ", err: strconv.ParseBool: parsing " + GoText.quoted(text)
                            + ": invalid syntax",
                    e);
        }
    }

    private static Gate gate(String name) {
        try {
            return Gate.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unrecognized feature gate: " + name, e);
        }
    }
}
