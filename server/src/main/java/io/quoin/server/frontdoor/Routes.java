package io.quoin.server.frontdoor;

import io.netty.util.AsciiString;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.MethodTable;
import io.quoin.server.rpc.RpcStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * The method table keyed by what HPACK delivers, so that no path is decoded to find its method. Immutable; any thread.
 */
final class Routes {
    private final MethodTable table;
    private final Map<AsciiString, Method> methods = new HashMap<>();

    Routes(MethodTable table) {
        this.table = table;
        for (Method method : table.methods()) {
            methods.put(AsciiString.cached(method.path()), method);
        }
    }

    /** The method of that path, or null. */
    Method find(CharSequence path) {
        return methods.get(AsciiString.of(path));
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
