package io.quoin.statemachine.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.consensus.InvariantViolation;
import io.quoin.statemachine.hash.StateHash;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final long SEED = 20_261;

    @Test
    void aRecordIsWhatProtobufMarshalsAndReadsBack() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 20_000; i++) {
            KeyValue pair = randomPair(random);

            byte[] record = RecordCodec.encode(
                    pair.getKey().toByteArray(),
                    pair.getCreateRevision(),
                    pair.getModRevision(),
                    pair.getVersion(),
                    pair.getValue().asReadOnlyByteBuffer(),
                    pair.getLease());

            assertArrayEquals(pair.toByteArray(), record, pair::toString);
            RecordFields fields = RecordCodec.parse(record);
            assertArrayEquals(pair.getKey().toByteArray(), RecordCodec.key(record, fields));
            assertEquals(pair.getValue(), ByteString.copyFrom(RecordCodec.value(record, fields)));
            assertEquals(pair.getCreateRevision(), fields.createRevision());
            assertEquals(pair.getModRevision(), fields.modRevision());
            assertEquals(pair.getVersion(), fields.version());
            assertEquals(pair.getLease(), fields.lease());
            assertArrayEquals(pair.toBuilder().clearValue().build().toByteArray(), RecordCodec.withoutValue(record));
        }
    }

    @Test
    void aTombstoneHasOnlyItsKey() {
        byte[] record = RecordCodec.encodeTombstone(new byte[] {'k'});

        assertArrayEquals(
                KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .build()
                        .toByteArray(),
                record);
        assertTrue(RecordCodec.parse(record).isTombstone());
    }

    @Test
    void bytesThatAreNoRecordAreABrokenInvariant() {
        assertThrows(InvariantViolation.class, () -> RecordCodec.parse(new byte[] {0x0A, 5, 'a'}));
        assertThrows(InvariantViolation.class, () -> RecordCodec.parse(new byte[] {0x10, (byte) 0x80}));
        assertThrows(InvariantViolation.class, () -> RecordCodec.parse(new byte[] {0x7F}));
    }

    @Test
    void everyFlippedBitOfAStoredRecordIsNoticedAndSoIsAnotherPlace() {
        var form = new StoredForm();
        byte[] record = RecordCodec.encode(new byte[] {'a'}, 2, 3, 2, ByteBuffer.wrap(new byte[] {'x'}), 77);
        byte[] stored = form.encode(3, 1, record).toArray(ValueLayout.JAVA_BYTE);

        assertArrayEquals(record, form.decode(3, 1, MemorySegment.ofArray(stored)));
        assertEquals(record.length, form.verifiedBytes(3, 1, MemorySegment.ofArray(stored)));
        RecordHead head = form.soundHead(3, 1, MemorySegment.ofArray(stored));
        assertEquals(RecordHead.of(record).fields(), head.fields());
        assertEquals(RecordHead.of(record).contentHash(), head.contentHash());
        assertArrayEquals(new byte[] {'a'}, head.key());
        assertNull(form.decode(3, 2, MemorySegment.ofArray(stored)));
        assertNull(form.decode(4, 1, MemorySegment.ofArray(stored)));
        assertNull(form.decode(3, 1, MemorySegment.ofArray(new byte[3])));
        for (int bit = 0; bit < stored.length * Byte.SIZE; bit++) {
            MemorySegment flipped = flipped(stored, bit);
            // The hash and the checksum of the head speak for a record only when its own checksum does not.
            boolean isSpare = bit / Byte.SIZE >= record.length && bit / Byte.SIZE < stored.length - Integer.BYTES;
            byte[] decoded = form.decode(3, 1, flipped);
            if (isSpare) {
                assertArrayEquals(record, decoded, "bit " + bit);
            } else {
                assertNull(decoded, "bit " + bit);
                assertNull(form.soundHead(3, 1, flipped), "bit " + bit);
                assertEquals(-1, form.verifiedBytes(3, 1, flipped), "bit " + bit);
            }
        }
    }

    @Test
    void theHeadIsKnownWhateverBecameOfTheValueAndOnlyThen() {
        var form = new StoredForm();
        byte[] record = RecordCodec.encode(new byte[] {'a'}, 2, 3, 2, ByteBuffer.wrap(new byte[] {'x'}), 77);
        RecordFields fields = RecordCodec.parse(record);
        byte[] stored = form.encode(3, 1, record).toArray(ValueLayout.JAVA_BYTE);
        for (int bit = 0; bit < stored.length * Byte.SIZE; bit++) {
            int at = bit / Byte.SIZE;
            RecordHead head = form.head(3, 1, flipped(stored, bit));
            if (at == fields.valueOffset() || at >= stored.length - Integer.BYTES) {
                assertArrayEquals(new byte[] {'a'}, head.key(), "bit " + bit);
                assertEquals(fields, head.fields(), "bit " + bit);
                assertEquals(StateHash.ofContent(record), head.contentHash(), "bit " + bit);
            } else {
                assertNull(head, "bit " + bit);
            }
        }
        assertNull(form.head(3, 2, MemorySegment.ofArray(stored)));
        assertNull(form.head(3, 1, MemorySegment.ofArray(new byte[3])));
        byte[] tombstone =
                form.encode(3, 1, RecordCodec.encodeTombstone(new byte[] {'a'})).toArray(ValueLayout.JAVA_BYTE);
        assertEquals(0, form.head(3, 1, MemorySegment.ofArray(tombstone)).contentHash());
    }

    private static MemorySegment flipped(byte[] stored, int bit) {
        byte[] flipped = stored.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return MemorySegment.ofArray(flipped);
    }

    private static KeyValue randomPair(SplittableRandom random) {
        return KeyValue.newBuilder()
                .setKey(randomBytes(random, 200))
                .setCreateRevision(randomNumber(random))
                .setModRevision(randomNumber(random))
                .setVersion(randomNumber(random))
                .setValue(randomBytes(random, 300))
                .setLease(randomNumber(random))
                .build();
    }

    private static ByteString randomBytes(SplittableRandom random, int lengthMax) {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(lengthMax)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static long randomNumber(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 0 : random.nextLong() >> random.nextInt(64);
    }
}
