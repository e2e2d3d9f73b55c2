package io.quoin.statemachine.result;

import io.quoin.statemachine.alarm.Alarm;
import java.util.List;

/**
 * Alarms were read or changed.
 *
 * @param revision the newest revision of the store
 * @param alarms those read; or the one activated or deactivated, none when there was nothing to do
 */
public record AlarmResult(long revision, List<Alarm> alarms) implements Result {}
