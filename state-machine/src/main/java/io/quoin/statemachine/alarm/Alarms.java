package io.quoin.statemachine.alarm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The set of raised alarms, ordered and immutable: a change makes a new set. There are at most a few per member. An
 * alarm lies in the engine's alarm table under type (4 bytes) and member (8 bytes), both big endian, with an empty
 * value.
 */
public final class Alarms {
    /** No alarm. */
    public static final Alarms NONE = new Alarms(List.of());

    private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;
    private static final int TYPE_OF_ALL = 0;

    private final List<Alarm> sorted;

    private Alarms(List<Alarm> sorted) {
        this.sorted = sorted;
    }

    /** All alarms, by type and member. */
    public List<Alarm> all() {
        return sorted;
    }

    /** Alarms of a type; type 0 means all (etcd's GET). */
    public List<Alarm> ofType(int type) {
        return type == TYPE_OF_ALL
                ? sorted
                : sorted.stream().filter(alarm -> alarm.type() == type).toList();
    }

    /** Whether any member raised an alarm of this type. */
    public boolean isRaised(int type) {
        for (Alarm alarm : sorted) {
            if (alarm.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether exactly this alarm is raised. */
    public boolean contains(Alarm alarm) {
        return Collections.binarySearch(sorted, alarm) >= 0;
    }

    /** The set with this alarm in it. */
    public Alarms with(Alarm alarm) {
        int position = Collections.binarySearch(sorted, alarm);
        if (position >= 0) {
            return this;
        }
        var changed = new ArrayList<>(sorted);
        changed.add(-position - 1, alarm);
        return new Alarms(List.copyOf(changed));
    }

    /** The set without this alarm. */
    public Alarms without(Alarm alarm) {
        int position = Collections.binarySearch(sorted, alarm);
        if (position < 0) {
            return this;
        }
        var changed = new ArrayList<>(sorted);
        changed.remove(position);
        return new Alarms(List.copyOf(changed));
    }

    /** The key under which an alarm lies in the engine. */
    public static byte[] encode(Alarm alarm) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putInt(alarm.type())
                .putLong(alarm.memberId())
                .array();
    }

    /**
     * Reads such a key.
     *
     * @throws IllegalArgumentException when it has another length
     */
    public static Alarm decode(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an alarm key of " + key.length + " bytes");
        }
        var buffer = ByteBuffer.wrap(key);
        int type = buffer.getInt();
        return new Alarm(buffer.getLong(), type);
    }
}
