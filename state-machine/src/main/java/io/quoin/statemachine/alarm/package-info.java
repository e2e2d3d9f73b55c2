/**
 * Replicated alarms: which member raised what. A side table of the state machine; what an alarm refuses is decided
 * where commands are applied.
 */
package io.quoin.statemachine.alarm;
