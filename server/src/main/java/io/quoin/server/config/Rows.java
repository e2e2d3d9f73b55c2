package io.quoin.server.config;

import io.quoin.server.config.Flag.Effect;
import io.quoin.server.config.Flag.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes down the rows of one group. */
final class Rows {
    private final Group group;
    private final List<Flag<?>> rows = new ArrayList<>();

    Rows(Group group) {
        this.group = group;
    }

    /** A flag that does what it says. */
    <T> Rows now(String name, FlagType<T> type, String value, BiConsumer<OptionsBuilder, T> setter, String help) {
        rows.add(new Flag<>(group, name, type, value, Effect.NOW, setter, help));
        return this;
    }

    /** A flag that is only checked so far, together with others. */
    <T> Rows later(String name, FlagType<T> type, String value, BiConsumer<OptionsBuilder, T> setter, String help) {
        rows.add(new Flag<>(group, name, type, value, Effect.NOT_YET, setter, help));
        return this;
    }

    /** A flag that is only checked so far, on its own. */
    Rows later(String name, FlagType<?> type, String value, String help) {
        return later(name, type, value, (options, read) -> {}, help);
    }

    /** A flag that etcd accepts and ignores. */
    Rows never(String name, FlagType<?> type, String value, String help) {
        rows.add(unread(name, type, value, help));
        return this;
    }

    private <T> Flag<T> unread(String name, FlagType<T> type, String value, String help) {
        return new Flag<>(group, name, type, value, Effect.NEVER, (options, read) -> {}, help);
    }

    List<Flag<?>> list() {
        return List.copyOf(rows);
    }
}
