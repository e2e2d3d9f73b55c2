package io.quoin.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.InvariantViolation;
import io.quoin.consensus.raft.message.AppendRequest;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One core alone: the contract of step and drain. */
class RaftCoreTest {
    private final MemoryDisk disk = new MemoryDisk();
    private final RaftCore core = new RaftCore(
            RaftOptions.defaults(), disk.bootstrap(1, Configuration.of(Set.of(1L)), 0), disk, new SplittableRandom(1));

    @Test
    void nothingIsAskedBeforeAnInput() {
        assertFalse(core.hasEffects());
        assertEquals(Effects.NONE, core.drain());
    }

    @Test
    void allProposalsOfATurnShareOneBatch() {
        lead();
        for (int i = 0; i < 1_000; i++) {
            core.step(new Input.Propose(i, new byte[10]));
        }
        Effects effects = core.drain();
        assertEquals(1_000, effects.persist().entries().size());
        assertNull(effects.apply());
        assertNull(core.drain().persist());
    }

    @Test
    void theNextApplyBatchWaitsUntilTheLastIsApplied() {
        lead();
        propose(700_000);
        propose(700_000);
        persist(core.drain());
        Effects first = core.drain();
        assertEquals(List.of(2L), indexes(first));
        assertFalse(core.hasEffects());
        core.step(new Input.Applied(2));
        assertTrue(core.hasEffects());
        assertEquals(List.of(3L), indexes(core.drain()));
    }

    @Test
    void theCommitIndexAloneIsNoReasonToWrite() {
        lead();
        propose(1);
        persist(core.drain());
        Effects afterCommit = core.drain();
        assertNotNull(afterCommit.apply());
        assertNull(afterCommit.persist());
        propose(1);
        assertEquals(2, core.drain().persist().hardState().commit());
    }

    @Test
    void effectsCannotBeChanged() {
        lead();
        propose(1);
        Effects effects = core.drain();
        assertThrows(
                UnsupportedOperationException.class,
                () -> effects.persist().entries().clear());
        assertThrows(
                UnsupportedOperationException.class, () -> effects.sendNow().add(null));
    }

    @Test
    void entriesFromBeforeTheStartAreReadFromTheDisk() {
        lead();
        propose(5);
        persist(core.drain());
        RaftCore next = new RaftCore(
                RaftOptions.defaults(),
                disk.bootstrap(1, Configuration.of(Set.of(1L)), 0),
                disk,
                new SplittableRandom(1));
        next.step(Input.TICK);
        Effects first = next.drain();
        assertEquals(List.of(1L), indexes(first), "what the commit index on disk says");
        next.step(new Input.Applied(1));
        persist(next, first);
        persist(next, next.drain());
        assertEquals(List.of(2L), indexes(next.drain()));
        next.step(new Input.Applied(2));
        assertEquals(List.of(3L), indexes(next.drain()));
    }

    @Test
    void aMessageForAnotherMemberBreaksAnInvariant() {
        AppendRequest stray = new AppendRequest(2, 3, 1, 0, 0, List.of(), 0);
        assertThrows(InvariantViolation.class, () -> core.step(new Input.Receive(stray)));
    }

    @Test
    void aStateMachineAheadOfTheLogIsRefused() {
        assertThrows(InvariantViolation.class, () -> disk.bootstrap(1, Configuration.of(Set.of(1L)), 1));
    }

    /** To where the no-op is applied. */
    private void lead() {
        core.step(Input.TICK);
        persist(core.drain());
        persist(core.drain());
        assertEquals(List.of(1L), indexes(core.drain()));
        core.step(new Input.Applied(1));
        assertTrue(core.status().locallyConfirmed());
    }

    private void propose(int bytes) {
        core.step(new Input.Propose(1, new byte[bytes]));
    }

    private void persist(Effects effects) {
        persist(core, effects);
    }

    private void persist(RaftCore target, Effects effects) {
        disk.write(effects.persist());
        target.step(new Input.Persisted(effects.persist().sequence()));
    }

    private static List<Long> indexes(Effects effects) {
        return effects.apply().entries().stream().map(entry -> entry.index()).toList();
    }
}
