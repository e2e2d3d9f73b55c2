package io.quoin.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final ZonedDateTime AT = ZonedDateTime.of(2026, 11, 21, 3, 4, 5, 120_000_000, ZoneOffset.UTC);

    private static String json(String message, Object... fields) {
        return LineFormat.JSON.format(AT, Level.INFO, "server/Server.java:12", message, fields);
    }

    @Test
    void aLineIsOneJsonObjectInZapsOrder() {
        assertEquals(
                "{\"level\":\"info\",\"ts\":\"2026-11-21T03:04:05.12Z\",\"caller\":\"server/Server.java:12\","
                        + "\"msg\":\"hello\",\"n\":3,\"on\":true,\"who\":\"me\",\"none\":null,\"all\":[\"a\",\"b\"]}\n",
                json("hello", "n", 3, "on", true, "who", "me", "none", null, "all", List.of("a", "b")));
    }

    @Test
    void whatCannotStandInAStringIsEscaped() {
        String message = "quote \" backslash \\ line\nfeed \r\t bell \u0007 separator \u2028 ü \uD83D\uDE00";
        String expected = "quote \\\" backslash \\\\ line\\nfeed \\r\\t bell \\u0007 separator \\u2028 ü \uD83D\uDE00";
        assertEquals(
                "{\"level\":\"info\",\"ts\":\"2026-11-21T03:04:05.12Z\",\"caller\":\"server/Server.java:12\",\"msg\":\""
                        + expected + "\"}\n",
                json(message));
    }

    @Test
    void aWholeSecondHasNoFractionAndTheOffsetNoColon() {
        ZonedDateTime whole = AT.withNano(0).withZoneSameInstant(ZoneId.of("Europe/Berlin"));
        String line = LineFormat.JSON.format(whole, Level.WARN, "c", "m", new Object[0]);
        assertEquals("{\"level\":\"warn\",\"ts\":\"2026-11-21T04:04:05+0100\",\"caller\":\"c\",\"msg\":\"m\"}\n", line);
    }

    @Test
    void timesAndDurationsAreWrittenAsZapDoes() {
        String line = json("m", "at", AT.toInstant(), "long", Duration.ofNanos(3_723_500_000_001L));
        String expected = "\"at\":\""
                + DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss")
                        .format(AT.withZoneSameInstant(ZoneId.systemDefault()));
        assertEquals(true, line.contains(expected), line);
        assertEquals(true, line.endsWith("\"long\":\"1h2m3.500000001s\"}\n"), line);
        for (var text : Map.of(
                        0L,
                        "0s",
                        999L,
                        "999ns",
                        710_536L,
                        "710.536\u00b5s",
                        11_957_480L,
                        "11.95748ms",
                        1_000_000L,
                        "1ms",
                        60_000_000_000L,
                        "1m0s",
                        1_500_000_000L,
                        "1.5s",
                        10_000_000_000L,
                        "10s")
                .entrySet()) {
            String one = json("m", "d", Duration.ofNanos(text.getKey()));
            assertEquals(true, one.endsWith("\"d\":\"" + text.getValue() + "\"}\n"), one);
        }
    }

    @Test
    void numbersThatJsonDoesNotKnowAreText() {
        assertEquals(true, json("m", "x", Double.NaN).endsWith("\"x\":\"NaN\"}\n"));
        assertEquals(true, json("m", "x", List.of()).endsWith("\"x\":[]}\n"));
    }

    @Test
    void theConsoleFormatHasTabsAndOneObjectOfFields() {
        String line =
                LineFormat.CONSOLE.format(AT, Level.INFO, "a/B.java:1", "two\nlines", new Object[] {"k", "v", "n", 1});
        assertEquals("2026-11-21T03:04:05.12Z\tinfo\ta/B.java:1\ttwo lines\t{\"k\": \"v\", \"n\": 1}\n", line);
    }
}
