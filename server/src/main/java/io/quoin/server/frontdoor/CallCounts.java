package io.quoin.server.frontdoor;

import io.quoin.server.frontdoor.CallTotals.ClientTotals;
import io.quoin.server.frontdoor.CallTotals.MethodTotals;
import io.quoin.server.rpc.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Adds up what the loops of a door have counted. Any thread; a count under way is in or not. */
final class CallCounts {
    private final Routes routes;
    private final Collection<LoopCounts> loops;

    CallCounts(Routes routes, Collection<LoopCounts> loops) {
        this.routes = routes;
        this.loops = loops;
    }

    CallTotals totals() {
        return new CallTotals(
                routes.numbered().stream().map(this::ofMethod).toList(),
                clients(),
                sum(LoopCounts::receivedBytes),
                sum(LoopCounts::sentBytes),
                sum(LoopCounts::queuedBytes));
    }

    private MethodTotals ofMethod(Routes.Route route) {
        int number = route.number();
        Method method = route.method();
        return new MethodTotals(
                method,
                sum(loop -> loop.started(number)),
                sum(loop -> loop.received(number)),
                sum(loop -> loop.sent(number)),
                IntStream.range(0, CallTotals.STATUS_CODES)
                        .mapToObj(code -> sum(loop -> loop.handledWith(number, code)))
                        .toList());
    }

    private List<ClientTotals> clients() {
        TreeMap<String, ClientTotals> sums = new TreeMap<>();
        for (LoopCounts loop : loops) {
            for (LoopCounts.ClientCounts client : loop.clients()) {
                var counted = new ClientTotals(client.version(), client.unary(), client.stream());
                sums.merge(client.version(), counted, CallCounts::sum);
            }
        }
        return new ArrayList<>(sums.values());
    }

    private static ClientTotals sum(ClientTotals one, ClientTotals other) {
        return new ClientTotals(one.version(), one.unary() + other.unary(), one.stream() + other.stream());
    }

    private long sum(ToLongFunction<LoopCounts> count) {
        return loops.stream().mapToLong(count).sum();
    }
}
