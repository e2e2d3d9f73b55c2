package io.quoin.api.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The catalogue against the table of etcd's own package, row by row. */
class EtcdErrorTest {
    private record Row(String name, Code grpcCode, Code wireCode, String text) {}

    @Test
    void everyErrorOfEtcdIsThereWithItsCodesAndText() throws IOException {
        Map<String, EtcdError> catalogue = byNameWithoutUnderscores();
        var differences = new ArrayList<String>();
        for (var row : table()) {
            var error = catalogue.get(row.name().toUpperCase(Locale.ROOT));
            if (error == null
                    || error.grpcCode() != row.grpcCode()
                    || error.wireCode() != row.wireCode()
                    || !error.message().equals(row.text())) {
                differences.add(row + " but the catalogue has " + error);
            }
        }
        assertEquals(List.of(), differences);
    }

    @Test
    void everyPrefixedErrorIsInTheTableOrNamedHere() throws IOException {
        var expected = new HashSet<String>();
        table().forEach(row -> expected.add(row.text()));
        expected.add("etcdserver: request timed out, leader transfer took too long");
        expected.add("etcdserver: unknown method");

        var prefixed = new HashSet<String>();
        for (var error : EtcdError.values()) {
            if (error.message().startsWith("etcdserver: ")) {
                prefixed.add(error.message());
            }
        }
        assertEquals(expected, prefixed);
    }

    @Test
    void noTwoErrorsShareAText() {
        var texts = new HashSet<String>();
        for (var error : EtcdError.values()) {
            assertTrue(texts.add(error.message()), error + " repeats a text");
        }
    }

    @Test
    void theCodeOnTheWireDiffersOnlyByBeingUnknown() {
        for (var error : EtcdError.values()) {
            assertTrue(error.wireCode() == error.grpcCode() || error.wireCode() == Code.UNKNOWN, error::name);
        }
    }

    private static Map<String, EtcdError> byNameWithoutUnderscores() {
        var byName = new HashMap<String, EtcdError>();
        for (var error : EtcdError.values()) {
            byName.put(error.name().replace("_", ""), error);
        }
        assertEquals(EtcdError.values().length, byName.size(), "two names differ by underscores only");
        return byName;
    }

    private static List<Row> table() throws IOException {
        try (var in = EtcdErrorTest.class.getResourceAsStream("rpctypes.txt")) {
            var rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(EtcdErrorTest::row)
                    .toList();
            assertEquals(63, rows.size());
            return rows;
        }
    }

    private static Row row(String line) {
        var cells = line.split(" \\| ", 4);
        return new Row(cells[0], Code.valueOf(cells[1]), Code.valueOf(cells[2]), cells[3]);
    }
}
