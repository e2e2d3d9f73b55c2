package io.quoin.statemachine.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Kinds of keys that are awkward for a tree which looks at prefixes and words. */
enum GeneratedKeys {
    /** Few distinct short keys over the extreme bytes, the empty key among them. */
    SHORT_EXTREMES {
        @Override
        byte[] next(SplittableRandom random) {
            byte[] key = new byte[random.nextInt(7)];
            for (int i = 0; i < key.length; i++) {
                key[i] = EXTREMES[random.nextInt(EXTREMES.length)];
            }
            return key;
        }
    },
    /** One long prefix; suffixes empty, short, or behind an equal word. */
    COMMON_PREFIX {
        @Override
        byte[] next(SplittableRandom random) {
            String suffix = random.nextInt(3) == 0 ? "-same-word-" : "";
            return ascii(
                    "/registry/leases/kube-node-lease/" + suffix + random.nextInt(random.nextInt(2) == 0 ? 9 : 4000));
        }
    },
    /** Prefixes of each other: zero bytes behind a stem, so that padded words are equal. */
    ZERO_TAILS {
        @Override
        byte[] next(SplittableRandom random) {
            byte[] stem = ascii("k" + random.nextInt(150));
            return Arrays.copyOf(stem, stem.length + random.nextInt(20));
        }
    },
    /** Keys above 1 KiB that differ only at the end, beside short ones. */
    LONG {
        @Override
        byte[] next(SplittableRandom random) {
            byte[] key = new byte[random.nextInt(8) == 0 ? 10 : 1024 + random.nextInt(200)];
            Arrays.fill(key, (byte) 'x');
            key[key.length - 1] = (byte) random.nextInt(256);
            key[key.length - 2] = (byte) random.nextInt(4);
            return key;
        }
    },
    /** Random bytes of random length. */
    RANDOM {
        @Override
        byte[] next(SplittableRandom random) {
            byte[] key = new byte[1 + random.nextInt(12)];
            random.nextBytes(key);
            return key;
        }
    };

    private static final byte[] EXTREMES = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF};

    abstract byte[] next(SplittableRandom random);

    static byte[] ascii(String key) {
        return key.getBytes(StandardCharsets.US_ASCII);
    }
}
