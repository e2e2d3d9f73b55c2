package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import io.quoin.consensus.Invariant;
import io.quoin.consensus.raft.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A member in memory: the core, its disk, and the writes that are on their way there. Applies at once. A crash loses
 * the core and the writes; what the disk and the state machine hold stays.
 */
final class TestMember {
    /** A batch on its way to the disk, with the messages that wait for it. */
    record Write(PersistBatch batch, List<Message> messages) {}

    final long id;
    final MemoryDisk disk = new MemoryDisk();
    final ArrayDeque<Write> writes = new ArrayDeque<>();
    final List<Entry> applied = new ArrayList<>();
    private final Configuration configuration;
    private final RaftOptions options;
    private final Consumer<Message> network;
    private List<Entry> log = new ArrayList<>();
    private RaftCore core;
    private long seed;

    TestMember(long id, Configuration configuration, RaftOptions options, long seed, Consumer<Message> network) {
        this.id = id;
        this.configuration = configuration;
        this.options = options;
        this.seed = seed;
        this.network = network;
        start(0);
    }

    private void start(long appliedIndex) {
        core = new RaftCore(
                options, disk.bootstrap(id, configuration, appliedIndex), disk, new SplittableRandom(seed++));
    }

    boolean isUp() {
        return core != null;
    }

    RaftStatus status() {
        return core.status();
    }

    /** The log as the core had it at its last drain: what is durable and what is on its way there. */
    List<Entry> log() {
        return log;
    }

    void step(Input input) {
        core.step(input);
    }

    boolean hasEffects() {
        return core.hasEffects();
    }

    /** Drains once, sends, queues the write, applies; returns what was drained. */
    Effects drain() {
        Effects effects = core.drain();
        effects.sendNow().forEach(network);
        if (effects.persist() != null) {
            writes.addLast(new Write(effects.persist(), effects.whenDurable()));
            MemoryDisk.write(log, effects.persist());
        }
        Invariant.check(effects.persist() != null || effects.whenDurable().isEmpty(), "messages wait for no batch");
        if (effects.apply() != null) {
            List<Entry> entries = effects.apply().entries();
            for (Entry entry : entries) {
                apply(entry);
            }
            core.step(new Input.Applied(entries.getLast().index()));
        }
        return effects;
    }

    private void apply(Entry entry) {
        Invariant.check(disk.holds(entry), "entry %d is applied before it is durable", entry.index());
        if (entry.index() <= applied.size()) {
            Entry before = applied.get((int) entry.index() - 1);
            Invariant.check(before.id().equals(entry.id()), "replay differs at %d", entry.index());
        } else {
            Invariant.check(entry.index() == applied.size() + 1, "applies %d after %d", entry.index(), applied.size());
            applied.add(entry);
        }
    }

    /** The oldest write becomes durable: its messages leave, the core is told. */
    Write persistOldest() {
        Write write = writes.removeFirst();
        disk.write(write.batch());
        write.messages().forEach(network);
        core.step(new Input.Persisted(write.batch().sequence()));
        return write;
    }

    void crash() {
        core = null;
        writes.clear();
    }

    /** Starts again; the state machine recovers to a checkpoint at or below what it had applied. */
    void restart(long appliedIndex) {
        log = new ArrayList<>(disk.all());
        start(appliedIndex);
    }
}
