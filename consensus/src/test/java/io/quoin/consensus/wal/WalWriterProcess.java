package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.raft.HardState;
import io.quoin.consensus.raft.PersistBatch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A process that appends until it is killed and prints the index of each entry once it is durable. */
final class WalWriterProcess {
    private static final WalOptions OPTIONS = new WalOptions(64 * 4096, 8 * 4096, 16 * 4096);

    private WalWriterProcess() {}

    static Wal open(Path root) throws IOException {
        return Wal.open(new FileDisk(root), LogModel.DIRECTORY, LogModel.IDENTITY, OPTIONS);
    }

    /** The data that entry has in every run. */
    static byte[] data(long index) {
        SplittableRandom random = new SplittableRandom(index);
        byte[] data = new byte[random.nextInt(3000)];
        random.nextBytes(data);
        return data;
    }

    /** Ends only when its parent kills it. */
    public static void main(String[] arguments) throws IOException {
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
        Wal wal = open(Path.of(arguments[0]));
        long term = wal.recovered().hardState().term() + 1;
        for (long sequence = 1; ; sequence++) {
            long index = wal.lastIndex() + 1;
            HardState hardState = sequence == 1 ? new HardState(term, 7, index - 1) : null;
            Entry entry = new Entry(index, term, EntryType.COMMAND, data(index));
            wal.append(new PersistBatch(sequence, hardState, 0, List.of(entry)));
            if (wal.wantsNextSegment()) {
                wal.prepareNextSegment();
            }
            output.println(index);
        }
    }
}
