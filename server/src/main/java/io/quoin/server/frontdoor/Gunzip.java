package io.quoin.server.frontdoor;

import io.quoin.server.rpc.RpcStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Decompresses a message, never to more than one byte beyond the limit. */
final class Gunzip {
    private static final int BUFFER_BYTES = 8192;

    private Gunzip() {}

    static byte[] decompress(byte[] compressed, int bytesMax) throws RefusedMessage {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER_BYTES)) {
            byte[] message = in.readNBytes(bytesMax + 1);
            if (message.length > bytesMax) {
                throw new RefusedMessage(
                        RpcStatus.RESOURCE_EXHAUSTED,
                        "grpc: received message after decompression larger than max " + bytesMax);
            }
            return message;
        } catch (IOException e) {
            throw new RefusedMessage(RpcStatus.INTERNAL, "grpc: failed to decompress the message: " + e.getMessage());
        }
    }
}
