package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class KeyIntervalsTest {
    private static final int KEYS = 40;

    private static ByteString key(int number) {
        return ByteString.copyFrom(new byte[] {(byte) (number + 110)});
    }

    @Test
    void itHoldsTheSameKeysAsASetOfBits() {
        for (long seed = 1; seed <= 2_000; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            KeyIntervals intervals = new KeyIntervals();
            BitSet model = new BitSet(KEYS);
            for (int i = random.nextInt(12); i >= 0; i--) {
                int from = random.nextInt(KEYS);
                int to = random.nextInt(KEYS);
                intervals.add(key(from), key(to));
                if (from < to) {
                    model.set(from, to);
                }
            }
            for (int number = 0; number < KEYS; number++) {
                assertEquals(model.get(number), intervals.contains(key(number)), "seed " + seed + ", key " + number);
            }
        }
    }
}
