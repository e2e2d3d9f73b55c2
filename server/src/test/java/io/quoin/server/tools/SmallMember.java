package io.quoin.server.tools;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import io.quoin.consensus.wal.FileDisk;
import io.quoin.consensus.wal.Wal;
import io.quoin.consensus.wal.WalIdentity;
import io.quoin.consensus.wal.WalOptions;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.command.Commands;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.StorageEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A data directory made by log, store and engine themselves, without a node, so that it is always the same. */
final class SmallMember {
    static final String FIRST_SEGMENT = "member/wal/0000000000000001-0000000000000001.wal";

    /** A block for the header, then three batches of one block each. */
    private static final WalOptions OPTIONS = new WalOptions(4 * 4096, 4096, 4096);

    private static final long MEMBER = 7;
    private static final WalIdentity IDENTITY = new WalIdentity(0xC1, MEMBER);

    private final Path root;
    private final Wal wal;
    private final StorageEngine engine;
    private final ReplicatedStore store;
    private long index;

    private SmallMember(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("member/store/lmdb"));
        Files.writeString(root.resolve("identity"), "format 2\ncluster 00000000000000c1\nmember 0000000000000007\n");
        Files.writeString(root.resolve("LOCK"), "");
        wal = Wal.open(new FileDisk(root), "member", IDENTITY, OPTIONS);
        engine = StorageEngineProvider.named("lmdb").open(root.resolve("member/store/lmdb"), EngineOptions.DEFAULT);
        store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);
    }

    /** A no-op, three puts, a deletion and a compaction, one batch each; all but the last in the engine. */
    static Path make(Path root) throws IOException {
        SmallMember member = new SmallMember(root);
        member.append(new HardState(1, MEMBER, 0), EntryType.NO_OP, new byte[0]);
        member.append(null, EntryType.COMMAND, put("foo", "bar"));
        member.append(null, EntryType.COMMAND, put("k\u00fc\"", "0123456789"));
        member.append(null, EntryType.COMMAND, put("foo", "x"));
        byte[] delete = DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("foo"))
                .build()
                .toByteArray();
        member.append(new HardState(2, MEMBER, 4), EntryType.COMMAND, Commands.deleteRange(delete));
        member.store.flush();
        byte[] compaction =
                CompactionRequest.newBuilder().setRevision(3).build().toByteArray();
        member.append(null, EntryType.COMMAND, Commands.compaction(compaction));
        member.engine.close();
        member.wal.close();
        return member.root;
    }

    private static byte[] put(String key, String value) {
        return Commands.put(PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build()
                .toByteArray());
    }

    private void append(HardState hardState, EntryType type, byte[] data) throws IOException {
        index++;
        if (type == EntryType.COMMAND) {
            Envelope.stamp(data, MEMBER, 0xABC, index);
        }
        Entry entry = new Entry(index, index < 5 ? 1 : 2, type, data);
        wal.append(new PersistBatch(index, hardState, 0, List.of(entry)));
        store.apply(entry, false);
        store.publish();
    }

    /** Every path below the directory with the time of its last change, its size and its contents. */
    static List<String> remember(Path root) throws IOException {
        List<String> paths = new ArrayList<>();
        try (var tree = Files.walk(root)) {
            for (Path path : tree.sorted().toList()) {
                byte[] contents = Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path);
                paths.add(path + " " + Files.getLastModifiedTime(path) + " " + contents.length + " "
                        + Arrays.hashCode(contents));
            }
        }
        return paths;
    }
}
