package io.quoin.server.member;

import io.quoin.consensus.raft.RaftStatus;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.mvcc.OperationTotals;
import io.quoin.storage.EngineStats;

/**
 * A member at one moment, for those who watch it.
 *
 * @param memberId its id
 * @param raft term, leader, positions
 * @param state newest published state
 * @param storage what the engine holds
 * @param operations what was applied since the process started
 * @param rangesRead ranges answered without the log
 * @param transactionsRead transactions of several ranges, answered without the log
 * @param proposalsPending callers that wait for an outcome
 * @param damage what is wrong with its data
 * @param bytes what waits, and the length of the log
 */
public record MemberFigures(
        long memberId,
        RaftStatus raft,
        AppliedState state,
        EngineStats storage,
        OperationTotals operations,
        long rangesRead,
        long transactionsRead,
        int proposalsPending,
        Damage damage,
        Bytes bytes) {
    /**
     * Alarms and damage.
     *
     * @param alarms as this member shows them
     * @param records damaged records met since the process started
     */
    public record Damage(Alarms alarms, int records) {}

    /**
     * Lengths in bytes.
     *
     * @param inbox proposals that wait for the node thread
     * @param pending applied records that the engine does not have yet
     * @param log segments of the log
     */
    public record Bytes(long inbox, long pending, long log) {}
}
