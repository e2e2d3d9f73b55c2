package io.quoin.server.member;

import io.quoin.consensus.node.NodeListener;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.server.log.Log;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import java.util.List;
import java.util.function.Consumer;

/**
 * Raises the alarm NOSPACE for this member while its disk is full, also when nobody puts anything and when an operator
 * takes it back too early. What else happens it passes on. Node thread, unless said otherwise.
 */
final class SpaceAlarm implements NodeListener, Waiter {
    private final NodeListener listener;
    private final ReplicatedStore store;
    private final Alarm own;
    private volatile Consumer<List<Proposal>> node = proposals -> {};
    private volatile boolean isTold;
    private volatile boolean isRaising;

    /** For a member; it has nobody to propose to yet. */
    SpaceAlarm(NodeListener listener, ReplicatedStore store, long memberId) {
        this.listener = listener;
        this.store = store;
        this.own = new Alarm(memberId, Alarm.NO_SPACE);
    }

    /** Where to propose from now on. */
    void proposeTo(Consumer<List<Proposal>> newNode) {
        node = newNode;
    }

    @Override
    public void shortOfSpace() {
        if (!isTold) {
            isTold = true;
            Log.warn("the disk is full: what takes space is refused until there is room and the alarm is disarmed");
        }
        if (!isRaising && !store.state().alarms().contains(own)) {
            isRaising = true;
            node.accept(List.of(new Proposal(Commands.raise(own), this)));
        }
    }

    @Override
    public void spaceIsBack() {
        isTold = false;
        Log.info("the disk has room again");
    }

    @Override
    public void applied(Object result) {
        isRaising = false;
    }

    @Override
    public void refused(ProposalRefusal reason) {
        isRaising = false; // the next tick asks again
    }

    @Override
    public void unknown(UnknownOutcome reason) {
        isRaising = false;
    }

    @Override
    public void answersReady() {
        listener.answersReady();
    }

    @Override
    public void statusChanged(RaftStatus status) {
        listener.statusChanged(status);
    }

    @Override
    public void flushed(long nanos) {
        listener.flushed(nanos);
    }
}
