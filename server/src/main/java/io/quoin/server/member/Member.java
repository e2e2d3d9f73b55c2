package io.quoin.server.member;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.FaultHandler;
import io.quoin.consensus.node.Node;
import io.quoin.consensus.node.NodeListener;
import io.quoin.consensus.node.NodeOptions;
import io.quoin.consensus.node.NodeParts;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.raft.RaftStatus;
import io.quoin.consensus.transport.Transport;
import io.quoin.consensus.wal.DiskReserve;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalIdentity;
import io.quoin.consensus.wal.WalObserver;
import io.quoin.consensus.wal.WalOptions;
import io.quoin.server.config.MemberUrl;
import io.quoin.server.config.ServerOptions;
import io.quoin.server.grpc.Replica;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.StoreReader;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A running member: data directory, engine, store, log and node. Any thread. */
public final class Member implements Replica, AutoCloseable {
    /** What an entry holds beyond the request: the envelope and the command's tag. */
    private static final int ENTRY_OVERHEAD_BYTES = 64 << 10;

    private final MemberIds ids;
    private final DataDirectory directory;
    private final StorageEngine engine;
    private final ReplicatedStore store;
    private final HistoryHashing hashing;
    private final Compactions compactions;
    private final MemberDamage damage;
    private final Wal wal;
    private final Node node;

    private Member(
            MemberIds ids,
            DataDirectory directory,
            StorageEngine engine,
            ReplicatedStore store,
            HistoryHashing hashing,
            Compactions compactions,
            MemberDamage damage,
            Wal wal,
            Node node) {
        this.ids = ids;
        this.directory = directory;
        this.engine = engine;
        this.store = store;
        this.hashing = hashing;
        this.compactions = compactions;
        this.damage = damage;
        this.wal = wal;
        this.node = node;
    }

    /** The ids that these options lead to. */
    public static MemberIds idsOf(ServerOptions options) {
        List<String> urls = options.peerUrls().stream().map(MemberUrl::toString).toList();
        return MemberIds.ofSingle(urls, options.clusterToken());
    }

    /**
     * Opens the data directory and starts the node. It leads soon afterwards, which the listener is told.
     *
     * @param engineName which storage engine holds the data
     * @param logObserver told what batches of the log cost
     * @throws StartRefusedException when it cannot start with what it found
     */
    public static Member start(
            ServerOptions options,
            String engineName,
            NodeListener listener,
            WalObserver logObserver,
            FaultHandler faults)
            throws StartRefusedException {
        MemberIds ids = idsOf(options);
        StorageEngineProvider provider = provider(engineName);
        Unwinding opened = new Unwinding();
        try {
            DataDirectory directory = opened.add(DataDirectory.open(options.dataDirectory(), ids));
            StorageEngine engine = opened.add(provider.open(directory.store(engineName), EngineOptions.DEFAULT));
            HistoryHashing hashing = opened.add(new HistoryHashing());
            Compactions compactions = new Compactions(hashing);
            MemberDamage damage = new MemberDamage(ids.memberId(), directory.member());
            ReplicatedStore store = openStore(engine, compactions, damage, directory.store(engineName));
            LogPlace place = LogPlace.of(directory, options.storage());
            DiskReserve reserve = ReservePlaces.open(directory.member(), place);
            Wal wal = opened.add(Wal.open(
                    place.disk(),
                    place.directory(),
                    new WalIdentity(ids.clusterId(), ids.memberId()),
                    WalOptions.DEFAULT,
                    reserve));
            wal.observe(logObserver);
            damage.logEndsAt(wal.lastIndex());
            SpaceAlarm alarm = new SpaceAlarm(listener, store, ids.memberId());
            Node node = Node.start(parts(ids, options, wal, store, alarm, faults));
            alarm.proposeTo(node::propose);
            return new Member(ids, directory, engine, store, hashing, compactions, damage, wal, node);
        } catch (EngineException | IOException e) {
            opened.close();
            throw new StartRefusedException("cannot open the data of this member: " + e.getMessage(), e);
        } catch (StartRefusedException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static ReplicatedStore openStore(
            StorageEngine engine, Compactions compactions, MemberDamage damage, Path directory)
            throws StartRefusedException {
        try {
            return ReplicatedStore.open(engine, StoreOptions.DEFAULT, compactions, damage);
        } catch (DamagedRecordException e) {
            throw new StartRefusedException(
                    "the record of revision " + e.main() + ", place " + e.sub() + ", in " + directory
                            + " is damaged, and with it the key that it belongs to: restore this member from a backup",
                    e);
        }
    }

    private static StorageEngineProvider provider(String engineName) throws StartRefusedException {
        try {
            return StorageEngineProvider.named(engineName);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(e.getMessage(), e);
        }
    }

    private static NodeParts parts(
            MemberIds ids,
            ServerOptions options,
            Wal wal,
            ReplicatedStore store,
            NodeListener listener,
            FaultHandler faults) {
        SecureRandom seeds = new SecureRandom();
        return new NodeParts(
                ids.memberId(),
                seeds.nextLong(),
                Configuration.of(Set.of(ids.memberId())),
                RaftOptions.defaults().withEntryBytesMax(options.requests().bytesMax() + ENTRY_OVERHEAD_BYTES),
                NodeOptions.DEFAULT
                        .withFlushEvery(
                                options.storage().flushIntervalMillis(),
                                options.storage().flushEntries())
                        .withRequestTimeoutMillis(
                                (int) options.requests().timeout().toMillis()),
                wal,
                store,
                Transport.NONE,
                listener,
                faults,
                new SplittableRandom(seeds.nextLong()));
    }

    @Override
    public long clusterId() {
        return ids.clusterId();
    }

    @Override
    public long memberId() {
        return ids.memberId();
    }

    @Override
    public void propose(List<Proposal> proposals) {
        node.propose(proposals);
    }

    @Override
    public RaftStatus status() {
        return node.status();
    }

    @Override
    public AppliedState state() {
        return store.state();
    }

    @Override
    public Alarms alarms() {
        return damage.shown(store.state().alarms());
    }

    @Override
    public EtcdError linearizableRefusal() {
        if (!node.status().locallyConfirmed()) {
            return EtcdError.NO_LEADER;
        }
        return damage.hidesAcknowledged() ? EtcdError.CORRUPT : null;
    }

    @Override
    public StoreReader reader() {
        return store.reader();
    }

    @Override
    public EngineStats storage() {
        return engine.stats();
    }

    @Override
    public long pendingBytes() {
        return store.pendingBytes();
    }

    @Override
    public boolean isShortOfSpace() {
        return wal.reserve().isShort();
    }

    @Override
    public void lookForSpace(Runnable then) {
        node.lookForSpace(then);
    }

    @Override
    public HistoryHashes hashes() {
        return store.hashes();
    }

    @Override
    public void hash(HashRun run, HashListener listener) {
        hashing.submit(run, HistoryHashing.Pace.FULL, listener);
    }

    @Override
    public void whenCompacted(long revision, Runnable task) {
        compactions.whenFinished(revision, task);
    }

    @Override
    public void defragment(Consumer<EtcdError> outcome) {
        if (!node.runAsWriter(new Defragmentation(engine, outcome))) {
            outcome.accept(EtcdError.REQUEST_TOO_MANY_REQUESTS);
        }
    }

    /** How it is now. Any thread. */
    public MemberFigures figures() {
        return new MemberFigures(
                ids.memberId(),
                node.status(),
                store.state(),
                engine.stats(),
                store.operations(),
                store.reader().rangesRead(),
                store.reader().transactionsRead(),
                node.proposalsPending(),
                new MemberFigures.Damage(alarms(), store.damagedRecords()),
                new MemberFigures.Bytes(node.inboxBytes(), store.pendingBytes(), wal.sizeBytes()));
    }

    /**
     * Stops: open proposals get their outcome, what was applied is flushed, the files are closed and the lock
     * released.
     */
    @Override
    public void close() throws IOException {
        node.close();
        hashing.close();
        engine.close();
        directory.close();
    }
}
