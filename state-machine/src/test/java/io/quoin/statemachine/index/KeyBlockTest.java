package io.quoin.statemachine.index;

import static io.quoin.statemachine.index.GeneratedKeys.ascii;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyBlockTest {
    @ParameterizedTest
    @EnumSource
    void aSearchFindsWhatABinarySearchOverTheBytesFinds(GeneratedKeys kind) {
        var random = new SplittableRandom(21);
        for (int round = 0; round < 400; round++) {
            byte[][] keys = sortedKeys(kind, random, 1 + random.nextInt(40));
            KeyBlock block = KeyBlock.of(keys);
            for (int i = 0; i < 60; i++) {
                byte[] key = i < keys.length ? keys[i].clone() : kind.next(random);
                int expected = Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
                assertEquals(expected, block.find(key), kind + " round " + round);
                assertEquals(Math.max(expected, -1), Math.max(block.findPresent(key), -1), kind + " round " + round);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockWithAKeyMoreOrLessEqualsOneMadeOfThoseKeys(GeneratedKeys kind) {
        var random = new SplittableRandom(22);
        for (int round = 0; round < 400; round++) {
            byte[][] keys = sortedKeys(kind, random, 2 + random.nextInt(20));
            int position = random.nextInt(keys.length);
            byte[][] others = new byte[keys.length - 1][];
            System.arraycopy(keys, 0, others, 0, position);
            System.arraycopy(keys, position + 1, others, position, others.length - position);
            assertSameBlock(KeyBlock.of(keys), KeyBlock.of(others).with(position, keys[position]));
            assertSameBlock(KeyBlock.of(others), KeyBlock.of(keys).without(position));
        }
    }

    @Test
    void keysThatArePrefixesOfEachOtherShareAWordAndAreStillFound() {
        KeyBlock block = KeyBlock.of(ascii("k"), ascii("k\0"), ascii("k\0\0"), ascii("k\0\0\0\0\0\0\0\0"));
        assertEquals(block.word(0), block.word(3));
        assertEquals(2, block.find(ascii("k\0\0")));
        assertEquals(-4, block.find(ascii("k\0\0\0")));
    }

    @Test
    void aKeyWithAnotherPrefixStandsBeforeOrBehindAll() {
        KeyBlock block = KeyBlock.of(ascii("abc1"), ascii("abc2"));
        assertEquals(-1, block.find(ascii("ab")));
        assertEquals(-1, block.find(ascii("abb9")));
        assertEquals(-3, block.find(ascii("abd")));
        assertEquals(-3, block.find(new byte[] {(byte) 0xFF}));
        assertTrue(block.findPresent(ascii("xxx1")) < 0);
    }

    private static byte[][] sortedKeys(GeneratedKeys kind, SplittableRandom random, int size) {
        var keys = new TreeSet<byte[]>(Arrays::compareUnsigned);
        while (keys.size() < size) {
            keys.add(kind.next(random));
        }
        return keys.toArray(byte[][]::new);
    }

    private static void assertSameBlock(KeyBlock expected, KeyBlock actual) {
        assertEquals(expected.size(), actual.size());
        assertEquals(expected.prefixLength(), actual.prefixLength());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.key(i), actual.key(i));
            assertEquals(expected.word(i), actual.word(i));
        }
    }
}
