package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.quoin.server.rpc.MethodTable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A connection without a socket: bytes in, frames out, on the test's thread. */
final class Wire implements AutoCloseable {
    /** More than the longest status text. */
    private static final int HEADER_BYTES_MAX = 1 << 20;

    final EmbeddedChannel channel;
    private final CallCounts calls;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, HEADER_BYTES_MAX);
    private final ByteBuf received = Unpooled.buffer();
    private final List<Frame> frames = new ArrayList<>();

    Wire(FrontDoorOptions options, MethodTable methods, NonHttp2Handler other) {
        channel = new EmbeddedChannel();
        Routes routes = new Routes(methods);
        GrpcSettings settings = new GrpcSettings(options, routes);
        LoopCounts counts = new LoopCounts(routes.numbered().size());
        calls = new CallCounts(routes, List.of(counts));
        TurnLoop loop = new TurnLoop(channel.eventLoop(), counts);
        channel.pipeline().addLast(new ProtocolSniffer(settings, loop, other));
    }

    /** A connection to the methods of {@link TestMethods} whose settings are exchanged. */
    static Wire open(TestMethods methods, int... settings) {
        Wire wire = new Wire(TestMethods.options(), methods.table(), NonHttp2Handler.CLOSE);
        wire.send(Frame.PREFACE, Frame.settings(settings), Frame.of(Frame.SETTINGS, 1, 0, new byte[0]));
        wire.frames();
        return wire;
    }

    /** Sends the parts at once, in one read of the server. */
    Wire send(byte[]... parts) {
        channel.writeInbound(Unpooled.wrappedBuffer(Frame.join(parts)));
        return this;
    }

    /** The frames received since the last time. */
    List<Frame> frames() {
        channel.runPendingTasks();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            received.writeBytes(out);
            out.release();
        }
        frames.addAll(Frame.parse(received, decoder));
        received.discardReadBytes();
        List<Frame> result = List.copyOf(frames);
        frames.clear();
        return result;
    }

    /** What came for that stream since the last time. */
    Answer answer(int stream) {
        return Answer.of(frames(), stream);
    }

    /** What the door has counted. */
    CallTotals calls() {
        return calls.totals();
    }

    /** The connection breaks. */
    @Override
    public void close() {
        frames();
        channel.unsafe().close(channel.voidPromise());
        channel.finishAndReleaseAll();
    }

    /** The frames of one stream as a call's answer: first headers, data, last headers, reset code or -1. */
    record Answer(Frame headers, byte[] data, Frame trailers, int reset) {
        static Answer of(List<Frame> frames, int stream) {
            Frame first = null;
            Frame last = null;
            int reset = -1;
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (Frame frame : frames) {
                if (frame.stream() != stream) {
                    continue;
                }
                switch (frame.type()) {
                    case Frame.HEADERS -> {
                        first = first == null ? frame : first;
                        last = frame.endsStream() ? frame : last;
                    }
                    case Frame.DATA -> data.writeBytes(frame.payload());
                    case Frame.RST_STREAM -> reset = frame.intPayload(0);
                    default -> {}
                }
            }
            return new Answer(first, data.toByteArray(), last, reset);
        }

        /** "status code: text", or "open" while there are no trailers. */
        String status() {
            if (trailers == null) {
                return "open";
            }
            String text = trailers.header("grpc-message");
            return trailers.header("grpc-status") + (text == null ? "" : ": " + text);
        }
    }
}
