package io.quoin.statemachine.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quoin.consensus.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingRecordsTest {
    private static final int RECORDS_PER_CHUNK = 16;

    private final PendingRecords pending = new PendingRecords(RECORDS_PER_CHUNK);

    @Test
    void aRecordIsSeenByOthersOncePublished() {
        byte[] record = {1};
        pending.append(2, 0, record);

        assertNull(pending.find(2, 0));
        assertSame(record, pending.findAppended(2, 0));

        pending.publish();

        assertSame(record, pending.find(2, 0));
        assertNull(pending.find(2, 1));
        assertNull(pending.find(1, 0));
    }

    @Test
    void recordsOfManyChunksAreFoundInOrderAndLetGoOnceFlushed() {
        int revisions = 100 * RECORDS_PER_CHUNK;
        for (int main = 1; main <= revisions; main++) {
            pending.append(main, 0, new byte[] {(byte) main});
            pending.append(main, 3, new byte[] {(byte) -main});
        }
        pending.publish();
        long bytesBefore = pending.bytes();

        List<Long> flushed = new ArrayList<>();
        pending.forEach(10, 700, (main, sub, record) -> flushed.add(main * 10 + sub));
        assertEquals(2 * 690, flushed.size());
        assertEquals(flushed.stream().sorted().toList(), flushed);

        pending.release(0, 700);
        assertEquals(bytesBefore * (revisions - 700) / revisions, pending.bytes());
        assertNull(pending.find(1, 0));
        for (int main = 701; main <= revisions; main++) {
            assertEquals((byte) main, pending.find(main, 0)[0]);
            assertEquals((byte) -main, pending.find(main, 3)[0]);
        }

        pending.release(700, revisions);
        assertEquals(0, pending.bytes());
    }

    @Test
    void recordsMustAscend() {
        pending.append(2, 1, new byte[0]);

        assertThrows(InvariantViolation.class, () -> pending.append(2, 1, new byte[0]));
        assertThrows(InvariantViolation.class, () -> pending.append(1, 5, new byte[0]));
    }
}
