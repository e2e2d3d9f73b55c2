package io.quoin.statemachine.alarm;

/**
 * One raised alarm.
 *
 * @param memberId the member that raised it, unsigned
 * @param type number of {@code etcdserverpb.AlarmType}; unknown numbers are kept as they are
 */
public record Alarm(long memberId, int type) implements Comparable<Alarm> {
    /** Number of the alarm that refuses puts: a member is out of space. */
    public static final int NO_SPACE = 1;

    /** Number of the alarm that refuses everything but alarms: a member's data are damaged. */
    public static final int CORRUPT = 2;

    /** By type, then by member: the order in which alarms are listed. */
    @Override
    public int compareTo(Alarm other) {
        int byType = Integer.compare(type, other.type);
        return byType != 0 ? byType : Long.compareUnsigned(memberId, other.memberId);
    }
}
