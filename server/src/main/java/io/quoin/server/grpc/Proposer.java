package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.Waiter;
import io.quoin.server.rpc.Answers;
import io.quoin.server.rpc.Call;
import io.quoin.statemachine.result.Result;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Brings checked requests into the log. On the loop of the call. */
final class Proposer {
    private final ProposalBuffers buffers;
    private final Answers answers;
    private final RequestSize size;
    private final ProposalFailures failures = new ProposalFailures();

    /**
     * For one replica.
     *
     * @param answers collects outcomes on the node thread
     * @param timeoutNanos a call that the log has not decided by then is ended
     */
    Proposer(Replica replica, Answers answers, int requestBytesMax, long timeoutNanos) {
        this.buffers = new ProposalBuffers(replica::propose, loop -> new RequestTimeouts(loop, timeoutNanos, failures));
        this.answers = answers;
        this.size = new RequestSize(replica.memberId(), requestBytesMax);
    }

    /** What became of proposals that failed. Any thread. */
    ProposalFailures failures() {
        return failures;
    }

    /**
     * Proposes a request, unless it is too large. The call is answered when the log has decided.
     *
     * @param command makes entry data of the serialized request
     * @param encoder makes the response of the result, on the node thread
     */
    void propose(Call call, byte[] request, UnaryOperator<byte[]> command, Function<Result, byte[]> encoder) {
        if (admits(call, request)) {
            buffers.addTimed(call, command.apply(request), new LoggedCall(call, answers, encoder, failures));
        }
    }

    /** As above; the waiter answers the call, when it likes, unless it is refused here. */
    void propose(Call call, byte[] request, UnaryOperator<byte[]> command, Waiter waiter) {
        if (admits(call, request)) {
            buffers.add(call, command.apply(request), waiter);
        }
    }

    private boolean admits(Call call, byte[] request) {
        if (size.isTooLarge(request.length)) {
            call.finish(Statuses.of(EtcdError.REQUEST_TOO_LARGE));
            return false;
        }
        return true;
    }
}
