package io.quoin.consensus.wal;

import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A log of a few batches, with the place of each batch worked out by the documented rules and not by asking the log: 80
 * bytes of header, 24 of hard state, 13 and the data for each entry, whole blocks, 7 blocks a segment.
 */
final class SmallLog {
    /** Where a batch lies, what the log holds with it, and the files as they were once it was durable. */
    record Placed(String file, int offset, int bytes, LogModel model, Map<String, byte[]> files) {
        int end() {
            return offset + bytes;
        }
    }

    static final String FIRST_SEGMENT = "member/wal/0000000000000001-0000000000000001.wal";
    private static final int BLOCK = 4096;
    private static final int SEGMENT = 7 * BLOCK;

    final MemoryDisk disk = new MemoryDisk();
    final LogModel model = new LogModel();
    final List<Placed> batches = new ArrayList<>();
    final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    final Wal wal;
    private String file = FIRST_SEGMENT;
    private int position = BLOCK;

    SmallLog() throws IOException {
        wal = LogModel.open(disk);
    }

    /** Six batches in two segments: a vote, puts of one and two blocks, a new term that truncates, a lone put. */
    static SmallLog ofTwoSegments() throws IOException {
        SmallLog log = new SmallLog();
        log.append(log.model.batch(new HardState(1, 7, 0), 0, log.random, 0, 10, 40));
        log.append(log.model.put(log.random, 200));
        log.append(log.model.put(log.random, 5000));
        log.wal.prepareNextSegment();
        log.append(log.model.batch(new HardState(2, 0, 1), 4, log.random, 30, 30));
        log.append(log.model.put(log.random, 4500));
        log.append(log.model.put(log.random, 20));
        return log;
    }

    /** A batch, then a batch of one entry with these data. */
    static SmallLog endingWith(byte[] data) throws IOException {
        SmallLog log = new SmallLog();
        log.append(log.model.batch(new HardState(1, 7, 0), 0, log.random, 10));
        PersistBatch random = log.model.put(log.random, data.length);
        System.arraycopy(data, 0, random.entries().getFirst().data(), 0, data.length);
        log.append(random);
        return log;
    }

    void append(PersistBatch batch) throws IOException {
        int data = batch.entries().stream()
                .mapToInt(entry -> 13 + entry.data().length)
                .sum();
        int bytes = blocks(80 + (batch.hardState() != null || position == BLOCK ? 24 : 0) + data);
        if (position + bytes > SEGMENT) {
            file = String.format("member/wal/%016x-%016x.wal", batch.sequence(), model.lastIndex() + 1);
            position = BLOCK;
            bytes = blocks(80 + 24 + data);
        }
        wal.append(batch);
        batches.add(new Placed(file, position, bytes, model.accept(batch).copy(), disk.files()));
        position += bytes;
    }

    private static int blocks(int bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }

    Placed last() {
        return batches.getLast();
    }

    /** What the log held before its last batch. */
    LogModel beforeLast() {
        return batches.get(batches.size() - 2).model;
    }

    static Map<String, byte[]> copy(Map<String, byte[]> files) {
        Map<String, byte[]> copy = new TreeMap<>();
        files.forEach((path, bytes) -> copy.put(path, bytes.clone()));
        return copy;
    }
}
