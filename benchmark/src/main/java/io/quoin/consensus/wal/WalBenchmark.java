package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of puts of 256-byte values: made ready to be written, and made durable below the working directory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WalBenchmark {
    private static final int ENTRY_BYTES = 320;

    /** Puts in a batch: a lone client's, and those of a turn under load. */
    @Param({"1", "100"})
    public int entries;

    private final byte[] data = new byte[ENTRY_BYTES];
    private final BatchEncoder encoder = new BatchEncoder(WalOptions.DEFAULT.bufferBytes());
    private Path directory;
    private Wal wal;
    private long nextSequence = 1;

    /** Opens a log. */
    @Setup
    public void open() throws IOException {
        ThreadLocalRandom.current().nextBytes(data);
        directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "wal");
        wal = Wal.open(new FileDisk(directory), "member", new WalIdentity(1, 1), WalOptions.DEFAULT);
    }

    /** Prepares the next segment, as another thread does in the server, and keeps the directory small. */
    @Setup(Level.Iteration)
    public void tend() throws IOException {
        wal.prepareNextSegment();
        wal.cutBelow(wal.lastIndex() + 1);
    }

    /** Closes and deletes the log. */
    @TearDown
    public void close() throws IOException {
        wal.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<Entry> nextEntries() {
        List<Entry> batch = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            batch.add(new Entry(wal.lastIndex() + 1 + i, 1, EntryType.COMMAND, data));
        }
        return batch;
    }

    @Benchmark
    public Object encodeOnly() {
        var content = new BatchEncoder.Content(BatchKind.RECORDS, null, 0, nextEntries());
        return encoder.encode(content, nextSequence, wal.lastIndex() + 1, 1, 1);
    }

    @Benchmark
    public void appendDurably() throws IOException {
        wal.append(new PersistBatch(nextSequence++, null, 0, nextEntries()));
    }
}
