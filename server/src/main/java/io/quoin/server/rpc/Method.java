package io.quoin.server.rpc;

/**
 * A method that is served.
 *
 * @param path {@code /package.Service/Method}, as in the HTTP/2 request
 * @param shape how many messages go each way
 * @param handler {@link Handler.Unary} if and only if the shape is {@link Shape#UNARY}
 */
public record Method(String path, Shape shape, Handler handler) {
    /** How many messages a call carries. */
    public enum Shape {
        /** One in, one out. */
        UNARY,
        /** One in, any number out. */
        SERVER_STREAM,
        /** Any number in, any number out. */
        BIDIRECTIONAL
    }

    public Method {
        if (path.length() < 4 || path.charAt(0) != '/' || path.lastIndexOf('/') < 2 || path.endsWith("/")) {
            throw new IllegalArgumentException("not a method path: " + path);
        }
        if ((shape == Shape.UNARY) != (handler instanceof Handler.Unary)) {
            throw new IllegalArgumentException(path + ": shape " + shape + " does not fit its handler");
        }
    }

    /** A unary method. */
    public static Method unary(String path, Handler.Unary handler) {
        return new Method(path, Shape.UNARY, handler);
    }

    /** A method with one request and a stream of answers. */
    public static Method serverStream(String path, Handler.Streaming handler) {
        return new Method(path, Shape.SERVER_STREAM, handler);
    }

    /** A method with streams both ways. */
    public static Method bidirectional(String path, Handler.Streaming handler) {
        return new Method(path, Shape.BIDIRECTIONAL, handler);
    }

    /** The full name of the service: {@code package.Service}. */
    public String service() {
        return path.substring(1, path.lastIndexOf('/'));
    }
}
