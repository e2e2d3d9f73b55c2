package io.quoin.server.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.node.NodeListener;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alarm of a full disk stands as long as the disk is full. */
class SpaceAlarmTest {
    private static final Alarm OWN = new Alarm(7, Alarm.NO_SPACE);

    private final ReplicatedStore store =
            ReplicatedStore.open(new InMemoryDisk().open(EngineOptions.DEFAULT), StoreOptions.DEFAULT);
    private final SpaceAlarm alarm = new SpaceAlarm(new Nobody(), store, OWN.memberId());
    private final ArrayDeque<Proposal> proposed = new ArrayDeque<>();

    private static final class Nobody implements NodeListener {
        @Override
        public void answersReady() {}

        @Override
        public void statusChanged(RaftStatus status) {}
    }

    @BeforeEach
    void connect() {
        alarm.proposeTo(proposed::addAll);
    }

    private void apply(byte[] data) {
        store.apply(new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, data), false);
        store.publish();
    }

    private void applyProposed() {
        Proposal proposal = proposed.remove();
        apply(proposal.data());
        proposal.waiter().applied(null);
    }

    @Test
    void itIsRaisedOnceAndAgainWhenItIsTakenBackTooEarly() {
        alarm.shortOfSpace();
        alarm.shortOfSpace();
        assertEquals(1, proposed.size());
        applyProposed();
        assertEquals(List.of(OWN), store.state().alarms().all());
        alarm.shortOfSpace();
        assertTrue(proposed.isEmpty());

        apply(Commands.alarm(AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(OWN.memberId())
                .setAlarmValue(OWN.type())
                .build()
                .toByteArray()));
        alarm.shortOfSpace();
        applyProposed();
        assertEquals(List.of(OWN), store.state().alarms().all());
    }

    @Test
    void aLogWithoutRoomIsAskedAgain() {
        alarm.shortOfSpace();
        proposed.remove().waiter().refused(ProposalRefusal.NO_SPACE);
        alarm.shortOfSpace();
        applyProposed();
        assertEquals(List.of(OWN), store.state().alarms().all());
    }

    @Test
    void theReserveIsAPartOfTheVolumeWithinBounds() {
        assertEquals(ReservePlaces.BYTES_MIN, ReservePlaces.bytes(1 << 20));
        assertEquals(20 << 20, ReservePlaces.bytes(160 << 20));
        assertEquals(ReservePlaces.BYTES_MAX, ReservePlaces.bytes(1L << 40));
        assertEquals(0, ReservePlaces.bytes(300_000_007) % 4096);
    }
}
