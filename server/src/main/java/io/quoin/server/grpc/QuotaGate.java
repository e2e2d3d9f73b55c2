package io.quoin.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Refuses puts, and transactions with a put in them, that would take this member beyond its quota, and raises the alarm
 * NOSPACE for it; before anything else about the request is checked, and at etcd's costs: 256 bytes, key and value of
 * each put, of a transaction the dearer branch. What is in use counts, not what the files occupy: pages in use, looked
 * at every {@value #FIGURES_MILLIS} ms, and what has been applied since. A full disk counts as a quota used up.
 *
 * <p>Any loop. The check is cheap while the quota is far: nothing is decoded then.
 */
final class QuotaGate {
    private static final long FIGURES_MILLIS = 100;
    private static final long PUT_OVERHEAD_BYTES = 256;

    /** A put in a transaction takes at least this many bytes. */
    private static final int OPERATION_BYTES_MIN = 4;

    private final Replica replica;
    private final long quotaBytes;
    private volatile Figures figures;

    /** With a quota; negative for none. */
    QuotaGate(Replica replica, long quotaBytes) {
        this.replica = replica;
        this.quotaBytes = quotaBytes;
        this.figures = new Figures(replica.storage().inUseBytes(), System.nanoTime());
    }

    /** What the engine used at a time. */
    private record Figures(long inUseBytes, long atNanos) {}

    /** The same method behind the gate, if it is one that takes space. */
    Method guard(Method method) {
        if (!(method.handler() instanceof Handler.Unary unary)) {
            return method;
        }
        return switch (method.path()) {
            case "/etcdserverpb.KV/Put" -> guard(method, unary, QuotaGate::costOfPut);
            case "/etcdserverpb.KV/Txn" -> guard(method, unary, QuotaGate::costOfTxn);
            default -> method;
        };
    }

    @FunctionalInterface
    private interface Cost {
        long of(CodedInputStream request) throws IOException;
    }

    private Method guard(Method method, Handler.Unary handler, Cost cost) {
        return Method.unary(method.path(), (request, call) -> {
            if (fits(request, cost)) {
                handler.handle(request, call);
            } else {
                refuse(call);
            }
        });
    }

    private boolean fits(byte[] request, Cost cost) {
        long roomBytes = roomBytes();
        long dearest = PUT_OVERHEAD_BYTES * (1 + request.length / OPERATION_BYTES_MIN) + request.length;
        if (dearest < roomBytes) {
            return true;
        }
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(request).newCodedInput();
            in.enableAliasing(true);
            in.setRecursionLimit(Commands.MESSAGE_DEPTH_MAX);
            long bytes = cost.of(in);
            return bytes == 0 || bytes < roomBytes;
        } catch (InvalidProtocolBufferException e) {
            return true; // no message of that type: the method says so
        } catch (IOException e) {
            throw new UncheckedIOException("reading an array", e);
        }
    }

    private long roomBytes() {
        if (replica.isShortOfSpace()) {
            return 0;
        }
        return quotaBytes < 0 ? Long.MAX_VALUE : quotaBytes - usedBytes();
    }

    private long usedBytes() {
        Figures known = figures;
        long now = System.nanoTime();
        if (now - known.atNanos() > TimeUnit.MILLISECONDS.toNanos(FIGURES_MILLIS)) {
            known = new Figures(replica.storage().inUseBytes(), now);
            figures = known;
        }
        return known.inUseBytes() + replica.pendingBytes();
    }

    private static long costOfPut(CodedInputStream request) throws IOException {
        return cost(PutRequest.parseFrom(request));
    }

    private static long cost(PutRequest put) {
        return PUT_OVERHEAD_BYTES + put.getKey().size() + put.getValue().size();
    }

    private static long costOfTxn(CodedInputStream request) throws IOException {
        return cost(TxnRequest.parseFrom(request));
    }

    private static long cost(TxnRequest txn) {
        return Math.max(cost(txn.getSuccessList()), cost(txn.getFailureList()));
    }

    private static long cost(List<RequestOp> operations) {
        long bytes = 0;
        for (RequestOp operation : operations) {
            bytes += switch (operation.getRequestCase()) {
                case REQUEST_PUT -> cost(operation.getRequestPut());
                case REQUEST_TXN -> cost(operation.getRequestTxn());
                case REQUEST_RANGE, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> 0;
            };
        }
        return bytes;
    }

    /** The refusal waits for the alarm, so that whoever is refused finds it raised. */
    private void refuse(Call call) {
        var own = new Alarm(replica.memberId(), Alarm.NO_SPACE);
        if (replica.state().alarms().contains(own)) {
            call.finish(Statuses.of(EtcdError.NO_SPACE));
            return;
        }
        replica.propose(List.of(new Proposal(Commands.raise(own), new Refusal(call))));
    }

    /** Refuses the call, whatever became of the alarm: the request that it came from was not proposed. */
    private record Refusal(Call call) implements Waiter {
        @Override
        public void applied(Object result) {
            refuse();
        }

        @Override
        public void refused(ProposalRefusal reason) {
            refuse();
        }

        @Override
        public void unknown(UnknownOutcome reason) {
            refuse();
        }

        private void refuse() {
            call.execute(() -> call.finish(Statuses.of(EtcdError.NO_SPACE)));
        }
    }
}
