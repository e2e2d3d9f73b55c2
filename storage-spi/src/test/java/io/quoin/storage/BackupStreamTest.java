package io.quoin.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupStreamTest {
    private static final Checkpoint CHECKPOINT = new Checkpoint(9, 2, 7, 3, -1, -2);

    /** Remembers what it received, as text. */
    private static final class Received implements BackupReceiver {
        private final List<String> items = new ArrayList<>();

        @Override
        public void begin(Checkpoint checkpoint) {
            items.add(checkpoint.toString());
        }

        @Override
        public void entry(Table table, byte[] key, byte[] value) {
            items.add(table + Arrays.toString(key) + value.length);
        }

        @Override
        public void record(long main, int sub, MemorySegment record) {
            items.add(main + "/" + sub + ":" + Arrays.hashCode(record.toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    @Test
    void aStreamIsReadBackAsItWasWrittenAndNothingBehindItIsRead() throws IOException {
        var stream = new ByteArrayInputStream(concatenated(small(), new byte[] {1, 2, 3}));
        var received = new Received();
        assertEquals(CHECKPOINT, BackupReader.read(BackupSource.from(stream), received));
        assertEquals(
                List.of(
                        CHECKPOINT.toString(),
                        "META[1]2",
                        "ALARM[1, 2]0",
                        "1/0:" + Arrays.hashCode(new byte[0]),
                        "1/3:" + Arrays.hashCode(new byte[] {5, 6}),
                        "7/0:" + Arrays.hashCode(new byte[] {7})),
                received.items);
        assertArrayEquals(new byte[] {1, 2, 3}, stream.readAllBytes());
    }

    @Test
    void everyCutIsRefused() throws IOException {
        var whole = small();
        for (var length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThrows(EngineCorruptException.class, () -> read(cut), "cut at " + length);
        }
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        var whole = small();
        for (var bit = 0; bit < whole.length * 8; bit++) {
            var damaged = whole.clone();
            damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThrows(EngineCorruptException.class, () -> read(damaged), "bit " + bit);
        }
    }

    @Test
    void aMissingOrDoubledBlockIsRefused() throws IOException {
        var blocks = new ArrayList<byte[]>();
        write((bytes, offset, length) -> blocks.add(Arrays.copyOfRange(bytes, offset, offset + length)), 2000);
        assertTrue(blocks.size() > 5, () -> blocks.size() + " blocks");
        for (var at = 0; at < blocks.size(); at++) {
            var missing = new ArrayList<>(blocks);
            missing.remove(at);
            assertThrows(EngineCorruptException.class, () -> read(concatenated(missing.toArray(byte[][]::new))));
            var doubled = new ArrayList<>(blocks);
            doubled.add(at, blocks.get(at));
            if (at < blocks.size() - 1) { // behind the end nothing is read
                assertThrows(EngineCorruptException.class, () -> read(concatenated(doubled.toArray(byte[][]::new))));
            }
        }
    }

    @Test
    void aSourceMayGiveOneByteAtATime() throws IOException {
        var stream = new ByteArrayOutputStream();
        write(BackupSink.to(stream), 1000);
        var from = new ByteArrayInputStream(stream.toByteArray());
        var received = new Received();
        BackupReader.read((bytes, offset, length) -> from.read(bytes, offset, Math.min(length, 1)), received);
        assertEquals(1001, received.items.size());
    }

    @Test
    void theWriterRefusesWhatTheReaderWould() throws IOException {
        var writer = new BackupWriter((_, _, _) -> {}, CHECKPOINT);
        writer.record(3, 4, MemorySegment.NULL);
        assertThrows(IllegalArgumentException.class, () -> writer.record(3, 4, MemorySegment.NULL));
        assertThrows(IllegalArgumentException.class, () -> writer.record(2, 9, MemorySegment.NULL));
        assertThrows(IllegalArgumentException.class, () -> writer.record(8, 0, MemorySegment.NULL));
        assertThrows(IllegalStateException.class, () -> writer.entry(Table.META, new byte[] {1}, new byte[0]));
        writer.finish();
        assertThrows(IllegalStateException.class, writer::finish);
    }

    private static byte[] small() throws IOException {
        var stream = new ByteArrayOutputStream();
        var writer = new BackupWriter(BackupSink.to(stream), CHECKPOINT);
        writer.entry(Table.META, new byte[] {1}, new byte[2]);
        writer.entry(Table.ALARM, new byte[] {1, 2}, new byte[0]);
        writer.record(1, 0, MemorySegment.ofArray(new byte[0]));
        writer.record(1, 3, MemorySegment.ofArray(new byte[] {5, 6}));
        writer.record(7, 0, MemorySegment.ofArray(new byte[] {7}));
        writer.finish();
        return stream.toByteArray();
    }

    /** Records of one revision, of a kilobyte each but for one of a megabyte. */
    private static void write(BackupSink sink, int records) throws IOException {
        var writer = new BackupWriter(sink, CHECKPOINT);
        for (var sub = 0; sub < records; sub++) {
            writer.record(
                    5,
                    sub,
                    MemorySegment.ofArray(new byte[sub == 500 ? 1 << 20 : 1000]).fill((byte) sub));
        }
        writer.finish();
    }

    private static void read(byte[] stream) throws IOException {
        BackupReader.read(BackupSource.from(new ByteArrayInputStream(stream)), new Received());
    }

    private static byte[] concatenated(byte[]... parts) throws IOException {
        var whole = new ByteArrayOutputStream();
        for (var part : parts) {
            whole.write(part);
        }
        return whole.toByteArray();
    }
}
