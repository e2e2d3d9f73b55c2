package io.quoin.server.frontdoor;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Puts the parts of a connection together. Netty's guards against floods of resets, empty frames and control frames
 * are on.
 */
final class GrpcConnectionBuilder extends AbstractHttp2ConnectionHandlerBuilder<GrpcConnection, GrpcConnectionBuilder> {
    private static final int RESET_WINDOW_SECONDS = 30;
    private static final float WINDOW_UPDATE_RATIO = 0.5f;

    private final GrpcSettings settings;
    private final TurnLoop loop;
    private final String peer;
    private final FrameBuffer frames;
    private final Http2Connection.PropertyKey servedKey;
    private final SendWindows windows;

    private GrpcConnectionBuilder(GrpcSettings settings, TurnLoop loop, SocketAddress remote) {
        this.settings = settings;
        this.loop = loop;
        FrontDoorOptions.Bounds bounds = settings.options().bounds();
        peer = remote instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : String.valueOf(remote);
        frames = new FrameBuffer(loop);
        DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
        servedKey = connection.newKey();
        windows = new SendWindows(connection, servedKey);
        connection.remote().flowController(windows);
        connection.local().flowController(new DefaultHttp2LocalFlowController(connection, WINDOW_UPDATE_RATIO, true));
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                ServedStream served = stream.removeProperty(servedKey);
                if (served != null) {
                    served.streamClosed();
                }
            }
        });
        connection(connection);
        initialSettings(new Http2Settings()
                .maxConcurrentStreams(settings.options().maxConcurrentStreams())
                .initialWindowSize(bounds.streamWindowBytes())
                .maxHeaderListSize(bounds.headerListBytesMax()));
        encoderEnforceMaxRstFramesPerWindow(bounds.resetsPerWindowMax(), RESET_WINDOW_SECONDS);
        gracefulShutdownTimeoutMillis(settings.options().timing().grace().toMillis());
    }

    /** Makes the channel, whose client has sent the HTTP/2 preface, an HTTP/2 connection. */
    static GrpcConnection install(GrpcSettings settings, TurnLoop loop, Channel channel) {
        GrpcConnectionBuilder builder = new GrpcConnectionBuilder(settings, loop, channel.remoteAddress());
        GrpcConnection connection = builder.build();
        channel.pipeline().addLast(builder.frames, connection);
        KeepAlive.watch(connection, channel, settings.options().timing());
        return connection;
    }

    @Override
    protected GrpcConnection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initialSettings) {
        return new WithOurHeadersDecoder(encoder).build();
    }

    /**
     * Netty takes a decoder of headers only as part of a whole codec, and then leaves out its guards of what is sent.
     * So the encoder is the guarded one of the builder around this, whose decoder is dropped; around ours this puts
     * the guards of what is received.
     */
    private final class WithOurHeadersDecoder
            extends AbstractHttp2ConnectionHandlerBuilder<GrpcConnection, WithOurHeadersDecoder> {
        WithOurHeadersDecoder(Http2ConnectionEncoder encoder) {
            FrontDoorOptions.Bounds bounds = settings.options().bounds();
            decoderEnforceMaxRstFramesPerWindow(bounds.resetsPerWindowMax(), RESET_WINDOW_SECONDS);
            initialSettings(GrpcConnectionBuilder.this.initialSettings());
            Http2FrameReader reader = new DefaultHttp2FrameReader(
                    new RequestHeadersDecoder(bounds.headerListBytesMax()), decoderEnforceMaxSmallContinuationFrames());
            boolean acknowledgeSettings = true;
            boolean acknowledgePings = true;
            boolean validateHeaders = true;
            boolean validateRequiredPseudoHeaders = true;
            codec(
                    new DefaultHttp2ConnectionDecoder(
                            encoder.connection(),
                            encoder,
                            reader,
                            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
                            acknowledgeSettings,
                            acknowledgePings,
                            validateHeaders,
                            validateRequiredPseudoHeaders),
                    encoder);
        }

        @Override
        protected GrpcConnection build() { // for the builder around this to call
            return super.build();
        }

        @Override
        protected GrpcConnection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings initialSettings) {
            GrpcConnection connection =
                    new GrpcConnection(decoder, encoder, initialSettings, GrpcConnectionBuilder.this);
            decoder.frameListener(new RequestReader(settings.routes(), connection, servedKey));
            return connection;
        }
    }

    GrpcSettings settings() {
        return settings;
    }

    TurnLoop loop() {
        return loop;
    }

    FrameBuffer frames() {
        return frames;
    }

    SendWindows windows() {
        return windows;
    }

    String peer() {
        return peer;
    }
}
