package io.quoin.consensus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    @Test
    void whatIsStampedIsReadAndTheCommandStaysUntouched() {
        byte[] command = {1, 2, 3};
        byte[] data = Envelope.newEntryData("jörg", 7, command.length);
        System.arraycopy(command, 0, data, Envelope.commandOffset(data), command.length);

        Envelope.stamp(data, -5, Long.MAX_VALUE, 42);

        assertEquals(new Envelope(-5, Long.MAX_VALUE, 42, 7, "jörg"), Envelope.read(data));
        assertArrayEquals(command, Arrays.copyOfRange(data, Envelope.commandOffset(data), data.length));
        assertEquals(-5, Envelope.originOf(data));
        assertEquals(Long.MAX_VALUE, Envelope.incarnationOf(data));
        assertEquals(42, Envelope.requestIdOf(data));
    }

    @Test
    void aUserNameOfTheGreatestLengthFits() {
        String name = "x".repeat(0xFFFF);

        byte[] data = Envelope.newEntryData(name, 0, 0);

        assertEquals(name, Envelope.read(data).userName());
        assertEquals(data.length, Envelope.commandOffset(data));
        assertThrows(InvariantViolation.class, () -> Envelope.newEntryData(name + "x", 0, 0));
    }

    @Test
    void bytesThatAreNoEnvelopeAreNeverRead() {
        assertThrows(InvariantViolation.class, () -> Envelope.read(new byte[100]));
        assertThrows(InvariantViolation.class, () -> Envelope.read(new byte[] {1}));
    }
}
