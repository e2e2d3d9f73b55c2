package io.quoin.server.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The parameters of a request's URI, names case-sensitive. Quarkus has refused what cannot be decoded. */
record Query(Map<String, List<String>> parameters) {
    private static final int PARAMETERS_MAX = 1_000;

    static Query of(String uri) {
        return new Query(new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, PARAMETERS_MAX, true).parameters());
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** The first value, empty when there is none. */
    String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.getFirst();
    }
}
