package io.quoin.server.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quoin.server.frontdoor.CallTotals.ClientTotals;
import io.quoin.server.frontdoor.CallTotals.MethodTotals;
import io.quoin.server.rpc.Method.Shape;
import io.quoin.server.rpc.MethodTable;
import io.quoin.server.rpc.RpcStatus;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the door counts, and that clients cannot make it count without bound. */
class CallCountsTest {
    private final TestMethods methods = new TestMethods();

    private static MethodTotals totals(Wire wire, String name) {
        return wire.calls().methods().stream()
                .filter(totals -> totals.method().path().endsWith('/' + name))
                .findAny()
                .orElseThrow();
    }

    private static void assertHandled(MethodTotals totals, int statusCode, long times) {
        assertEquals(times, totals.handled().get(statusCode));
        assertEquals(times, totals.handled().stream().mapToLong(Long::longValue).sum());
    }

    private static void call(Wire wire, int stream, String name, int bytes, String... headers) {
        wire.send(Frame.call(stream, false, "/test.Echo/" + name, headers));
        wire.send(Frame.data(stream, true, Frame.message(new byte[bytes])));
    }

    @Test
    void anAnsweredCallIsAMessageEachWay() {
        try (Wire wire = Wire.open(methods)) {
            call(wire, 1, "Unary", 5);
            call(wire, 3, "Unary", 7);

            MethodTotals unary = totals(wire, "Unary");
            assertEquals(List.of(2L, 2L, 2L), List.of(unary.started(), unary.received(), unary.sent()));
            assertHandled(unary, RpcStatus.OK.code(), 2);
            assertEquals(12, wire.calls().receivedBytes());
            assertEquals(12, wire.calls().sentBytes());
        }
    }

    @Test
    void aRefusalIsCountedAsAMessageWithoutBytes() {
        try (Wire wire = Wire.open(methods)) {
            call(wire, 1, "Refuse", 3);

            MethodTotals refuse = totals(wire, "Refuse");
            assertEquals(1, refuse.sent());
            assertHandled(refuse, RpcStatus.FAILED_PRECONDITION, 1);
            assertEquals(0, wire.calls().sentBytes());
        }
    }

    @Test
    void aCallThatIsResetIsCancelledAndOneWithoutAMessageHasNotStarted() {
        try (Wire wire = Wire.open(methods)) {
            call(wire, 1, "Hold", 1);
            wire.send(Frame.rst(1, 8));
            wire.send(Frame.call(3, false, "/test.Echo/Hold"));
            wire.send(Frame.rst(3, 8));

            MethodTotals hold = totals(wire, "Hold");
            assertEquals(1, hold.started());
            assertHandled(hold, RpcStatus.CANCELLED, 1);
        }
    }

    @Test
    void anOpenStreamIsStartedAndNotHandled() {
        try (Wire wire = Wire.open(methods)) {
            wire.send(Frame.call(1, false, "/test.Echo/Stream"));
            wire.send(Frame.data(1, false, Frame.message(new byte[4])));

            MethodTotals stream = totals(wire, "Stream");
            assertEquals(List.of(1L, 1L, 1L), List.of(stream.started(), stream.received(), stream.sent()));
            assertEquals(Collections.nCopies(CallTotals.STATUS_CODES, 0L), stream.handled());
        }
    }

    @Test
    void requestsAreCountedByTheVersionOfTheirClient() {
        try (Wire wire = Wire.open(methods)) {
            call(wire, 1, "Unary", 1, "client-api-version", "3.6");
            call(wire, 3, "Unary", 1, "client-api-version", "3.7");
            call(wire, 5, "Unary", 1, "client-api-version", "3.6");
            call(wire, 7, "Unary", 1);
            call(wire, 9, "Stream", 1, "client-api-version", "3.7");

            assertEquals(
                    List.of(
                            new ClientTotals("3.6", 2, 0),
                            new ClientTotals("3.7", 1, 1),
                            new ClientTotals("unknown", 1, 0)),
                    wire.calls().clients());
        }
    }

    @Test
    void versionsThatClientsMakeUpAreBounded() {
        LoopCounts counts = new LoopCounts(1);
        for (int i = 0; i < 1_000; i++) {
            counts.started(0, Shape.UNARY, "version " + i);
        }
        counts.started(0, Shape.UNARY, "x".repeat(10_000));

        List<ClientTotals> clients = new CallCounts(new Routes(MethodTable.of(List.of())), List.of(counts))
                .totals()
                .clients();
        assertEquals(LoopCounts.CLIENT_VERSIONS_MAX + 1, clients.size());
        assertEquals(1_001, clients.stream().mapToLong(ClientTotals::unary).sum());
    }
}
