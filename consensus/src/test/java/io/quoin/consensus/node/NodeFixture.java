package io.quoin.consensus.node;

import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.transport.Transport;
import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalIdentity;
import io.quoin.consensus.wal.WalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Everything around the classes of this package: a log in a directory, a state machine, listeners that remember. */
final class NodeFixture {
    static final long MEMBER = 1;
    static final WalOptions SMALL_LOG = new WalOptions(8 * 4096, 2 * 4096, 4096);
    /** Ticks of 10 ms, a patient request timeout, no idle marker in the time of a test. */
    static final NodeOptions OPTIONS =
            new NodeOptions(10, 60_000, 1 << 26, 1 << 16, 1 << 20, 5, 1 << 19, 10_000, 60_000);

    static final String RESERVE = "member/reserve";
    private static final int RESERVE_BYTES = 1 << 16;

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    final EventLog events = new EventLog();
    final FaultyDisk disk;
    final FakeMachine machine;
    final Wal wal;
    final List<Throwable> faults = new CopyOnWriteArrayList<>();
    final List<RaftStatus> statuses = new CopyOnWriteArrayList<>();

    NodeFixture(Path directory) throws IOException {
        this(directory, MEMBER);
    }

    NodeFixture(Path directory, long member) throws IOException {
        this(directory, member, false);
    }

    /** @param reserves whether there is a disk reserve, which the node has still to make */
    NodeFixture(Path directory, long member, boolean reserves) throws IOException {
        disk = new FaultyDisk(directory, events);
        machine = new FakeMachine(events);
        wal = Wal.open(disk, "member", new WalIdentity(1, member), SMALL_LOG, reserve(disk, reserves));
    }

    private static DiskReserve reserve(FaultyDisk disk, boolean reserves) throws IOException {
        return reserves
                ? DiskReserve.open(List.of(new DiskReserve.Part(disk, RESERVE, RESERVE_BYTES)))
                : DiskReserve.NONE;
    }

    /** Nobody else votes. */
    Node start(NodeOptions options) throws IOException {
        return start(options, MEMBER, Set.of(MEMBER), Transport.NONE);
    }

    Node start(NodeOptions options, long member, Set<Long> voters, Transport transport) throws IOException {
        return Node.start(new NodeParts(
                member,
                7,
                Configuration.of(voters),
                RaftOptions.defaults().withTicks(1, 15),
                options,
                wal,
                machine,
                transport,
                listener(),
                (what, cause) -> faults.add(cause),
                new SplittableRandom(member)));
    }

    /** A node that leads already. */
    Node leading(NodeOptions options) throws IOException {
        Node node = start(options);
        await(() -> node.status().locallyConfirmed());
        return node;
    }

    NodeListener listener() {
        return new NodeListener() {
            @Override
            public void answersReady() {
                events.add("ready");
            }

            @Override
            public void statusChanged(RaftStatus status) {
                statuses.add(status);
            }

            @Override
            public void shortOfSpace() {
                events.add("short of space");
            }

            @Override
            public void spaceIsBack() {
                events.add("space is back");
            }
        };
    }

    OneOutcome caller(String name) {
        return new OneOutcome(name, events);
    }

    /** Waits until something holds that another thread brings about. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
