package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.statemachine.mvcc.RangeChunks;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;

/** A range that is answered in chunks, each a message of its own. */
final class StreamedRead implements LargeRead {
    private final RangeChunks chunks;
    private final KvResponses responses;
    private final long term;

    StreamedRead(RangeChunks chunks, KvResponses responses, long term) {
        this.chunks = chunks;
        this.responses = responses;
        this.term = term;
    }

    @Override
    public Step step() {
        Result result = chunks.next();
        return switch (result) {
            case Refused refused -> new End(Statuses.of(refused.error()));
            case Damaged damaged -> new End(Statuses.of(EtcdError.CORRUPT));
            default -> {
                byte[] message = responses.encodeChunk((RangeResult) result, chunks.isEnded(), term);
                yield new Chunk(message, chunks.isEnded());
            }
        };
    }

    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public void close() {
        // Between chunks it holds nothing but the index root.
    }
}
