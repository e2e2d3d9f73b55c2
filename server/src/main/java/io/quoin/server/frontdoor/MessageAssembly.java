package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.quoin.server.rpc.RpcStatus;
import java.util.Arrays;

/**
 * Puts the messages of one call together from DATA frames, however they are cut (gRPC over HTTP/2: compressed flag,
 * four bytes of length, message). Memory: what has arrived, at most twice that, never what a length only promises.
 */
final class MessageAssembly {
    private static final int FIRST_BODY_BYTES = 4096;

    private final int messageBytesMax;
    private final CharSequence encoding;
    private int prefixFilled;
    private int flag;
    private int length;
    private byte[] body;
    private int filled;

    /**
     * An assembly.
     *
     * @param messageBytesMax a longer message is refused, before and after decompression
     * @param encoding the request's {@code grpc-encoding}, null if it has none
     */
    MessageAssembly(int messageBytesMax, CharSequence encoding) {
        this.messageBytesMax = messageBytesMax;
        this.encoding = encoding;
    }

    /**
     * The next whole message, or null when the data ends before.
     *
     * @throws RefusedMessage when the call must end; the assembly is of no use afterwards
     */
    byte[] next(ByteBuf data) throws RefusedMessage {
        if (prefixFilled < FrameBuffer.PREFIX_BYTES && !readPrefix(data)) {
            return null;
        }
        if (!readBody(data)) {
            return null;
        }
        byte[] message = body;
        body = null;
        filled = 0;
        prefixFilled = 0;
        return flag == 0 ? message : Gunzip.decompress(message, messageBytesMax);
    }

    /** Whether part of a message has arrived. */
    boolean isMidMessage() {
        return prefixFilled > 0;
    }

    private boolean readPrefix(ByteBuf data) throws RefusedMessage {
        while (prefixFilled < FrameBuffer.PREFIX_BYTES) {
            if (!data.isReadable()) {
                return false;
            }
            int b = data.readUnsignedByte();
            if (prefixFilled == 0) {
                flag = b;
                length = 0;
            } else {
                length = length << 8 | b;
            }
            prefixFilled++;
        }
        checkPrefix();
        return true;
    }

    private void checkPrefix() throws RefusedMessage {
        long unsignedLength = Integer.toUnsignedLong(length);
        if (unsignedLength > messageBytesMax) {
            throw new RefusedMessage(
                    RpcStatus.RESOURCE_EXHAUSTED,
                    "grpc: received message larger than max (" + unsignedLength + " vs. " + messageBytesMax + ")");
        }
        if (flag > 1) {
            throw new RefusedMessage(RpcStatus.INTERNAL, "grpc: received unexpected payload format " + flag);
        }
        if (flag == 1 && (encoding == null || encoding.isEmpty() || "identity".contentEquals(encoding))) {
            throw new RefusedMessage(RpcStatus.INTERNAL, "grpc: compressed flag set with identity or empty encoding");
        }
    }

    private boolean readBody(ByteBuf data) {
        int available = Math.min(length - filled, data.readableBytes());
        if (body == null) {
            body = new byte[Math.min(length, Math.max(available, FIRST_BODY_BYTES))];
        }
        if (filled + available > body.length) {
            int grown = (int) Math.min(length, Math.max(filled + (long) available, 2L * body.length));
            body = Arrays.copyOf(body, grown);
        }
        data.readBytes(body, filled, available);
        filled += available;
        return filled == length;
    }
}
