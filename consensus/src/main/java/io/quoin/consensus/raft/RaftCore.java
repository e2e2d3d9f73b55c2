package io.quoin.consensus.raft;

import java.util.random.RandomGenerator;

/**
 * One member's Raft: takes inputs, gives effects, and does nothing else. One thread at a time; no input blocks or
 * fails, except by an {@link io.quoin.consensus.InvariantViolation}, after which the process must halt.
 *
 * <p>A turn of the driver: {@link #step} for everything that waits, {@link #drain} once, carry out the effects, and
 * bring back {@link Input.Persisted} and {@link Input.Applied} when they are. All proposals of a turn then share one
 * batch on disk and one message to each follower. Nothing in here is undone by a crash: a member that comes back is a
 * new core, made from what its disk held.
 *
 * <p>Where to read on: {@link Roles} for the changes of role, {@link MessageDispatcher} for messages and terms,
 * {@link Effects} for what waits for the disk, {@link RaftLog} for the positions in the log.
 */
public final class RaftCore {
    private final CoreState core;
    private final Roles roles;
    private final Elections elections;
    private final Replication replication;
    private final MessageDispatcher messages;
    private final ProposeHandler proposals;
    private final TickHandler ticks;
    private final PersistedHandler persisted;

    /**
     * @param bootstrap what the stable storage held
     * @param durableLog the entries below those in memory; read on the thread of this core
     * @param random draws the election timeouts; the same seed and inputs give the same effects
     */
    public RaftCore(RaftOptions options, Bootstrap bootstrap, LogView durableLog, RandomGenerator random) {
        core = new CoreState(options, bootstrap, durableLog);
        roles = new Roles(core, random);
        elections = new Elections(core, roles);
        replication = new Replication(core);
        messages = new MessageDispatcher(core, roles, elections, replication);
        proposals = new ProposeHandler(core, roles);
        ticks = new TickHandler(core, roles, elections, replication);
        persisted = new PersistedHandler(core, roles, elections, replication);
    }

    /** Takes one input; its effects wait for {@link #drain()}. */
    public void step(Input input) {
        switch (input) {
            case Input.Propose propose -> proposals.handle(propose);
            case Input.Receive receive -> messages.dispatch(receive.message());
            case Input.Persisted batch -> persisted.handle(batch.sequence());
            case Input.Applied upTo -> core.log().applied(upTo.index());
            case Input.Tick _ -> ticks.handle();
            case Input.Campaign _ -> elections.campaign();
            case Input.DiskStalled _ -> diskStalled();
        }
    }

    private void diskStalled() {
        core.log().durability().stalled();
        if (core.log().durability().isStalled() && !(roles.current() instanceof FollowerState)) {
            roles.becomeFollower(0);
        }
    }

    /** Whether {@link #drain()} may return anything; false is certain. */
    public boolean hasEffects() {
        LeaderState leading = roles.leading();
        return !core.outbox().isEmpty()
                || core.log().hasUnwritten()
                || core.ballot().isChanged()
                || core.log().hasApplicable()
                || roles.hasChange()
                || (leading != null && leading.isSendWanted());
    }

    /** What the inputs since the last drain ask of the world, once. */
    public Effects drain() {
        LeaderState leading = roles.leading();
        if (leading != null) {
            replication.send(leading);
        }
        PersistBatch batch = takeBatch();
        ApplyBatch apply =
                core.log().hasApplicable() ? core.log().apply(core.options().applyBatchBytesMax()) : null;
        core.log().evict();
        Outbox outbox = core.outbox();
        return new Effects(
                outbox.takeSendNow(),
                batch,
                outbox.takeWhenDurable(),
                apply,
                outbox.takeRefusals(),
                roles.takeChange());
    }

    private PersistBatch takeBatch() {
        if (core.ballot().isChanged() || core.log().hasUnwritten()) {
            return core.persist();
        }
        if (core.log().durability().isBehind()) {
            core.outbox().hold(core.log().durability().handedOutSequence());
        } else {
            core.outbox().sendAllNow();
        }
        return null;
    }

    /** The member as it is now. */
    public RaftStatus status() {
        RaftLog log = core.log();
        return new RaftStatus(
                roles.current().role(),
                core.term(),
                core.ballot().vote(),
                roles.leader(),
                log.commit(),
                log.applied(),
                log.lastIndex(),
                isLocallyConfirmed());
    }

    private boolean isLocallyConfirmed() {
        LeaderState leading = roles.leading();
        return leading != null && core.log().commit() >= leading.noOpIndex() && core.selfIsQuorum();
    }
}
