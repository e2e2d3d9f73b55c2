package io.quoin.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.server.rpc.Call;
import io.quoin.statemachine.command.Commands;

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
        try {
            return parse(parser, bytes);
        } catch (InvalidProtocolBufferException e) {
            call.finish(Statuses.MALFORMED);
            return null;
        }
    }

    /**
     * As {@link #decode}, for a transaction. One that nests deeper than {@link #DEPTH_MAX} comes without its innermost
     * parts: it can be checked, and is refused, but must not be proposed.
     */
    static TxnRequest decodeTxn(byte[] bytes, Call call) {
        try {
            return parse(TxnRequest.parser(), bytes);
        } catch (InvalidProtocolBufferException e) {
            TxnNesting.Result nesting = TxnNesting.of(bytes);
            return switch (nesting.finding()) {
                case CUT -> decode(TxnRequest.parser(), nesting.shallow(), call);
                case TOO_DEEP -> {
                    call.finish(Statuses.TOO_DEEP);
                    yield null;
                }
                case NOT_DEEP, MALFORMED -> {
                    call.finish(Statuses.MALFORMED);
                    yield null;
                }
            };
        }
    }

    /**
     * The message.
     *
     * @throws InvalidProtocolBufferException when the bytes are none, or nest deeper than {@link #DEPTH_MAX}
     */
    static <T> T parse(Parser<T> parser, byte[] bytes) throws InvalidProtocolBufferException {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        in.setRecursionLimit(DEPTH_MAX);
        T message = parser.parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }
}
