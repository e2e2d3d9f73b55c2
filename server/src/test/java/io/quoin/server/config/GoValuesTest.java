package io.quoin.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "-7, -7",
        "+7, 7",
        "0x1F, 31",
        "-0x10, -16",
        "017, 15",
        "0o17, 15",
        "0b101, 5",
        "1_0, -",
        "0x_ff, 255",
        "0_7, 7",
        "'', -",
        "08, -",
        "0x, -",
        "1e3, -",
        "--1, -",
        "+-1, -",
        "' 1', -",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808"
    })
    void aNumberHasGosPrefixesAndUnderscores(String text, String expected) {
        if (expected.equals("-")) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> GoNumbers.signed(text));
            assertEquals("parse error", refusal.getMessage());
        } else {
            assertEquals(Long.parseLong(expected), GoNumbers.signed(text));
        }
    }

    @Test
    void aNumberHasARange() {
        for (String text : new String[] {"9223372036854775808", "-9223372036854775809", "1" + "0".repeat(40)}) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> GoNumbers.signed(text));
            assertEquals("value out of range", refusal.getMessage());
        }
        assertEquals(Long.MAX_VALUE, GoNumbers.unsigned("18446744073709551615"));
        assertThrows(IllegalArgumentException.class, () -> GoNumbers.unsigned("18446744073709551616"));
        assertThrows(IllegalArgumentException.class, () -> GoNumbers.unsigned("+1"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1ns, 1",
        "1us, 1000",
        "1µs, 1000",
        "1μs, 1000",
        "1ms, 1000000",
        "1.5s, 1500000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "1h1m, 3660000000000",
        "-1s, -1000000000",
        "+1s, 1000000000",
        "0.1ns, 0",
        "1m0.5s, 60500000000"
    })
    void aDurationIsASumOfNumbersWithUnits(String text, long nanos) {
        assertEquals(nanos, GoDuration.parse(text).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1d", "1 s", "-", ".s", "1s2", "1s-1s", "99999999h", "1,5s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
    }
}
