package io.quoin.server.tools;

import io.quoin.api.etcdserverpb.AlarmType;

/** Names of alarms. */
final class AlarmNames {
    private AlarmNames() {}

    /** The name of a type; its number when this version knows none. */
    static String of(int type) {
        AlarmType known = AlarmType.forNumber(type);
        return known != null ? known.name() : Integer.toString(type);
    }
}
