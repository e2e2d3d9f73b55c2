package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.statemachine.mvcc.PinnedRead;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.OpenRange;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.TxnResult;
import java.util.List;
import java.util.function.Supplier;

/** A large range, or transaction of ranges, that is answered with one message: chosen, measured, then sent in parts. */
final class UnaryRead implements LargeRead {
    private final Supplier<PinnedRead> opening;
    private final KvResponses responses;
    private final long term;
    private PinnedRead read;
    private ReplyParts parts;
    private boolean measured;
    private boolean begun;

    UnaryRead(Supplier<PinnedRead> opening, KvResponses responses, long term) {
        this.opening = opening;
        this.responses = responses;
        this.term = term;
    }

    @Override
    public Step step() {
        if (read == null) {
            return open();
        }
        try {
            if (!measured) {
                measured = parts.measure();
                return new Again();
            }
            if (!begun) {
                begun = true;
                return parts.bytes() > KvResponses.RESPONSE_BYTES_MAX
                        ? new End(Statuses.RESPONSE_TOO_LARGE)
                        : new Begin(parts.bytes(), count(), nextPart());
            }
            return nextPart();
        } finally {
            read.session().close();
        }
    }

    private long count() {
        return switch (read.result()) {
            case OpenRange range -> range.count();
            case TxnResult txn -> txn.succeeded() ? 1 : 0;
            default -> 0;
        };
    }

    private Part nextPart() {
        List<byte[]> pieces = parts.nextPart();
        return new Part(pieces, parts.isEnded());
    }

    private Step open() {
        read = opening.get();
        read.session().close();
        return switch (read.result()) {
            case Refused refused -> new End(Statuses.of(refused.error()));
            case Damaged damaged -> new End(Statuses.of(EtcdError.CORRUPT));
            default -> {
                parts = responses.inParts(read, term);
                yield new Again();
            }
        };
    }

    @Override
    public long heldBytes() {
        return parts == null ? 0 : parts.heldBytes();
    }

    @Override
    public void close() {
        if (read != null) {
            read.close();
        }
    }
}
