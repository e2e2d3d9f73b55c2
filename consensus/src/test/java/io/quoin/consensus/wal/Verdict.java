package io.quoin.consensus.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;

/** Opens damaged files and checks that the outcome is the expected one, to the last entry and the last byte. */
final class Verdict {
    private Verdict() {}

    /** The log opens, holds the model, takes another batch, and opens again. */
    static void assertHolds(Map<String, byte[]> files, LogModel expected, boolean tornTailCut, String story)
            throws IOException {
        MemoryDisk disk = MemoryDisk.of(files);
        LogModel model = expected.copy();
        try {
            Wal wal = LogModel.open(disk);
            model.assertHeldBy(wal, story);
            assertEquals(tornTailCut, wal.recovered().tornTailCut(), story);
            var more = model.batch(null, 0, new SplittableRandom(1), 33);
            wal.append(more);
            Wal again = LogModel.open(disk);
            model.accept(more).assertHeldBy(again, story + ", appended");
            assertEquals(false, again.recovered().tornTailCut(), story);
        } catch (WalCorruptException refusal) {
            fail(story + ": refused: " + refusal.getMessage());
        }
    }

    /** The log is refused and not a byte has changed. */
    static WalCorruptException assertRefused(Map<String, byte[]> files, String story) throws IOException {
        MemoryDisk disk = MemoryDisk.of(files);
        try {
            Wal wal = LogModel.open(disk);
            return fail(story + ": accepted: " + wal.recovered());
        } catch (WalCorruptException refusal) {
            Map<String, byte[]> after = disk.files();
            assertEquals(files.keySet(), after.keySet(), story);
            files.forEach((path, bytes) -> assertArrayEquals(bytes, after.get(path), story));
            assertEquals(0, disk.operations, story);
            return refusal;
        }
    }
}
