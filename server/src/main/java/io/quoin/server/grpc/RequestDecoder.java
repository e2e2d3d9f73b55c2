package io.quoin.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.quoin.server.rpc.Call;
import io.quoin.statemachine.command.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Decodes requests without copying their byte strings. Stateless; any thread. */
final class RequestDecoder {
    /** A command puts two levels around a request; so what is accepted here can be applied. */
    private static final int DEPTH_MAX = Commands.MESSAGE_DEPTH_MAX - 2;

    private RequestDecoder() {}

    /**
     * The message, or null: then the call has been refused.
     *
     * @param bytes shared with the message: not to be changed any more
     */
    static <T> T decode(Parser<T> parser, byte[] bytes, Call call) {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        in.setRecursionLimit(DEPTH_MAX);
        try {
            T message = parser.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            call.finish(Statuses.MALFORMED);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array", e);
        }
    }
}
