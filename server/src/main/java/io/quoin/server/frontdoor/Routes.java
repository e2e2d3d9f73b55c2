package io.quoin.server.frontdoor;

import io.netty.util.AsciiString;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.MethodTable;
import io.quoin.server.rpc.RpcStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The method table keyed by what HPACK delivers, so that no path is decoded to find its method. Immutable; any thread.
 */
final class Routes {
    private final MethodTable table;
    private final Map<AsciiString, Route> routes = new HashMap<>();
    private final List<Route> numbered = new ArrayList<>();

    /** A method, and its number: 0, 1, ... in no particular order. */
    record Route(int number, Method method) {}

    Routes(MethodTable table) {
        this.table = table;
        for (Method method : table.methods()) {
            Route route = new Route(numbered.size(), method);
            numbered.add(route);
            routes.put(AsciiString.cached(method.path()), route);
        }
    }

    /** The method of that path, or null. */
    Route find(CharSequence path) {
        return routes.get(AsciiString.of(path));
    }

    /** All methods, each at the place of its number. */
    List<Route> numbered() {
        return numbered;
    }

    /** Why there is no method of that path, in grpc-go's words. */
    RpcStatus unknown(CharSequence requested) {
        String path = requested.toString();
        int slash = path.lastIndexOf('/');
        String text;
        if (slash < 1 || path.charAt(0) != '/') {
            text = "malformed method name: " + GoText.quoted(path);
        } else if (table.hasService(path.substring(1, slash))) {
            text = "unknown method " + path.substring(slash + 1) + " for service " + path.substring(1, slash);
        } else {
            text = "unknown service " + path.substring(1, slash);
        }
        return new RpcStatus(RpcStatus.UNIMPLEMENTED, text);
    }
}
