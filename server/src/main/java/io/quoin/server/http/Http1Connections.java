package io.quoin.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quoin.server.frontdoor.NonHttp2Handler;
import io.quoin.server.log.Log;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Gives connections that are not HTTP/2 to Quarkus, on the event loop they are on: HTTP/1.1 is decoded here, and
 * requests go to Quarkus' root handler, the way its own virtual server does it. So remote address, back-pressure and
 * routes are Quarkus' own, and there is no second hop. Uses Vert.x' internal classes; a test of the packaged server
 * holds it.
 */
public final class Http1Connections implements NonHttp2Handler {
    /** A connection without a byte for so long is closed (etcd's limit for reading headers). */
    private static final int IDLE_SECONDS = 300;

    private static final String SERVER_ORIGIN = "localhost";

    private final VertxInternal vertx;
    private final HttpServerOptions options = new HttpServerOptions();

    public Http1Connections(VertxInternal vertx) {
        this.vertx = vertx;
    }

    @Override
    public void accept(Channel channel) {
        ContextInternal context = vertx.createEventLoopContext(
                channel.eventLoop(), null, Thread.currentThread().getContextClassLoader());
        channel.pipeline()
                .addLast(
                        "codec",
                        new HttpServerCodec(
                                options.getMaxInitialLineLength(),
                                options.getMaxHeaderSize(),
                                options.getMaxChunkSize()))
                .addLast("idle", new IdleStateHandler(0, 0, IDLE_SECONDS))
                .addLast("handler", VertxHandler.create(handlerContext -> connection(context, handlerContext)));
    }

    private Http1xServerConnection connection(ContextInternal context, ChannelHandlerContext handlerContext) {
        Http1xServerConnection connection = new Http1xServerConnection(
                () -> requestContext(context), null, options, handlerContext, context, SERVER_ORIGIN, null);
        connection.handler(VertxHttpRecorder.getRootHandler());
        connection.invalidRequestHandler(Http1Connections::refuse);
        connection.exceptionHandler(error -> Log.debug("a connection failed", "error", error));
        return connection;
    }

    /** What is no HTTP/1.1 request is told so, and its connection ends. */
    private static void refuse(HttpServerRequest request) {
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Connection", "close")
                .end("400 Bad Request")
                .onComplete(sent -> request.connection().close());
    }

    private static ContextInternal requestContext(ContextInternal context) {
        ContextInternal request = (ContextInternal) VertxContext.getOrCreateDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(request, true);
        return request;
    }
}
