package io.quoin.statemachine.testing;

import com.google.protobuf.ByteString;
import io.quoin.api.mvccpb.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * etcd's key index, backend and HashKV, written down line for line from {@code key_index.go}, {@code hash.go} and
 * {@code kvstore_compaction.go} (3.7.3), with compactions that finish at once. The naive twin of the store's hashes.
 */
public final class EtcdHashes {
    /** A revision of the backend. */
    private record Revision(long main, int sub) implements Comparable<Revision> {
        @Override
        public int compareTo(Revision other) {
            int byMain = Long.compare(main, other.main);
            return byMain != 0 ? byMain : Integer.compare(sub, other.sub);
        }
    }

    private record Stored(byte[] bytes, boolean isTombstone) {}

    /** What HashKV answers. */
    public record Answer(int hash, long compactRevision) {}

    private final TreeMap<String, List<List<Revision>>> index = new TreeMap<>();
    private final TreeMap<Revision, Stored> backend = new TreeMap<>();
    private final Map<String, KeyValue> live = new TreeMap<>();
    private long compactRevision = -1;

    /** Puts a key. */
    public void put(String key, String value, long main, int sub) {
        KeyValue before = live.get(key);
        KeyValue now = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setCreateRevision(before == null ? main : before.getCreateRevision())
                .setModRevision(main)
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        live.put(key, now);
        generations(key).getLast().add(new Revision(main, sub));
        backend.put(new Revision(main, sub), new Stored(now.toByteArray(), false));
    }

    /** Deletes a key; false when it does not exist. */
    public boolean delete(String key, long main, int sub) {
        if (live.remove(key) == null) {
            return false;
        }
        generations(key).getLast().add(new Revision(main, sub));
        generations(key).add(new ArrayList<>());
        byte[] bytes = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .build()
                .toByteArray();
        backend.put(new Revision(main, sub), new Stored(bytes, true));
        return true;
    }

    /** Compacts, and returns the hash that etcd keeps of it. */
    public Answer compact(long revision) {
        Set<Revision> kept = new HashSet<>();
        index.values().forEach(generations -> compact(generations, revision, kept));
        index.values()
                .removeIf(generations ->
                        generations.size() == 1 && generations.getFirst().isEmpty());
        Answer answer = hash(revision, kept);
        backend.keySet().removeIf(each -> each.main() <= revision && !kept.contains(each));
        compactRevision = revision;
        return answer;
    }

    /** The hash up to a revision that is not below the compacted one. */
    public Answer hash(long revision) {
        Set<Revision> kept = new HashSet<>();
        index.values().forEach(generations -> keep(generations, revision, kept));
        return hash(revision, kept);
    }

    private List<List<Revision>> generations(String key) {
        return index.computeIfAbsent(key, absent -> new ArrayList<>(List.of(new ArrayList<>())));
    }

    private static void compact(List<List<Revision>> generations, long at, Set<Revision> available) {
        int number = generationOf(generations, at);
        List<Revision> generation = generations.get(number);
        int position = walk(generation, at, available);
        if (position > 0) {
            generation.subList(0, position).clear();
        }
        generations.subList(0, number).clear();
    }

    private static void keep(List<List<Revision>> generations, long at, Set<Revision> available) {
        int number = generationOf(generations, at);
        List<Revision> generation = generations.get(number);
        int position = walk(generation, at, available);
        boolean isTombstone = position == generation.size() - 1 && number != generations.size() - 1;
        if (!generation.isEmpty() && isTombstone) {
            available.remove(generation.get(position));
        }
    }

    private static int generationOf(List<List<Revision>> generations, long at) {
        int number = 0;
        while (number < generations.size() - 1
                && generations.get(number).getLast().main() < at) {
            number++;
        }
        return number;
    }

    private static int walk(List<Revision> generation, long at, Set<Revision> available) {
        for (int i = generation.size() - 1; i >= 0; i--) {
            if (generation.get(i).main() <= at) {
                available.add(generation.get(i));
                return i;
            }
        }
        return -1;
    }

    private Answer hash(long revision, Set<Revision> kept) {
        var crc = new CRC32C();
        crc.update(new byte[] {'k', 'e', 'y'});
        backend.forEach((at, stored) -> {
            boolean isCompacted = at.main() <= compactRevision && !kept.isEmpty() && !kept.contains(at);
            boolean isLastTombstone = at.main() == compactRevision && stored.isTombstone();
            if (at.main() <= revision && !isCompacted && !isLastTombstone) {
                var key = ByteBuffer.allocate(stored.isTombstone() ? 18 : 17);
                key.putLong(at.main()).put((byte) '_').putLong(at.sub());
                if (stored.isTombstone()) {
                    key.put((byte) 't');
                }
                crc.update(key.array());
                crc.update(stored.bytes());
            }
        });
        return new Answer((int) crc.getValue(), compactRevision);
    }
}
