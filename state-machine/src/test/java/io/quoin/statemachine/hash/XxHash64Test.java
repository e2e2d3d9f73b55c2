package io.quoin.statemachine.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    @Test
    void itIsTheHashOfTheSpecification() {
        assertEquals(0xEF46DB3751D8E999L, hash(""));
        assertEquals(0xD24EC4F1A98C6E5BL, hash("a"));
        assertEquals(0x44BC2CF5AD770999L, hash("abc"));
        assertEquals(0xFBCEA83C8A378BF1L, hash("Nobody inspects the spammish repetition"));
    }

    @Test
    void aPartOfAnArrayHashesAsTheSameBytesAlone() {
        byte[] padded = "..Nobody inspects the spammish repetition..".getBytes(StandardCharsets.US_ASCII);

        assertEquals(hash("Nobody inspects the spammish repetition"), XxHash64.hash(padded, 2, padded.length - 4, 0));
    }

    private static long hash(String text) {
        return XxHash64.hash(text.getBytes(StandardCharsets.US_ASCII), 0);
    }
}
