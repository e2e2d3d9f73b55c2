package io.quoin.server.rpc;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The methods that are served, by path. Immutable; any thread. */
public final class MethodTable {
    private final Map<String, Method> methods;
    private final Set<String> services;

    private MethodTable(Map<String, Method> methods, Set<String> services) {
        this.methods = methods;
        this.services = services;
    }

    /**
     * Builds a table.
     *
     * @throws IllegalArgumentException if two methods share a path
     */
    public static MethodTable of(Collection<Method> methods) {
        Map<String, Method> byPath = new HashMap<>();
        Set<String> services = new HashSet<>();
        for (Method method : methods) {
            if (byPath.put(method.path(), method) != null) {
                throw new IllegalArgumentException("two methods for " + method.path());
            }
            services.add(method.service());
        }
        return new MethodTable(Map.copyOf(byPath), Set.copyOf(services));
    }

    /** The method of that path, or null. */
    public Method find(String path) {
        return methods.get(path);
    }

    /** Whether any method of that service ({@code package.Service}) is served. */
    public boolean hasService(String service) {
        return services.contains(service);
    }

    /** All methods, in no particular order. */
    public Collection<Method> methods() {
        return methods.values();
    }
}
