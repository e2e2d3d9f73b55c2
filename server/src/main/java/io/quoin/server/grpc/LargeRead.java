package io.quoin.server.grpc;

import io.quoin.server.rpc.RpcStatus;
import java.util.List;

/**
 * A read that is worked on in short steps off the event loops, one thread at a time. A step may throw what a read may:
 * {@link LargeReads} turns it into an answer.
 */
interface LargeRead extends AutoCloseable {
    /** Works for about a millisecond, or until there is something to send. */
    Step step();

    /** What it holds in memory between steps, in bytes. */
    long heldBytes();

    /** Lets go of what it holds. Not called while a step runs. */
    @Override
    void close();

    /** What a step came to. */
    sealed interface Step {
        /** What is handed to the call, in bytes. */
        default int bytes() {
            return 0;
        }
    }

    /** There is more to do before anything can be sent. */
    record Again() implements Step {}

    /** The only message begins: it has that many bytes, counts that much, and this is the first part of it. */
    record Begin(long messageBytes, long count, Part first) implements Step {
        @Override
        public int bytes() {
            return first.bytes();
        }
    }

    /** A part of the message, in pieces none of which is empty; the last one ends the call. */
    record Part(List<byte[]> pieces, boolean last) implements Step {
        @Override
        public int bytes() {
            int bytes = 0;
            for (byte[] piece : pieces) {
                bytes += piece.length;
            }
            return bytes;
        }
    }

    /** A whole message of a stream; the last one ends the call. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Chunk(byte[] message, boolean last) implements Step {
        @Override
        public int bytes() {
            return message.length;
        }
    }

    /** The call ends with that status. */
    record End(RpcStatus status) implements Step {}
}
