package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.CompactResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;

/**
 * Compaction. A logical one is answered when it is applied; a physical one when its records are deleted for good and
 * its hash is known. A physical one that is refused because the revision is compacted already waits for the running
 * compaction before it says so, as in etcd.
 */
final class CompactMethod {
    private final Replica replica;
    private final Proposer proposer;
    private final KvResponses responses;

    CompactMethod(Replica replica, Proposer proposer, KvResponses responses) {
        this.replica = replica;
        this.proposer = proposer;
        this.responses = responses;
    }

    Method method() {
        return Method.unary("/etcdserverpb.KV/Compact", this::compact);
    }

    private void compact(byte[] bytes, Call call) {
        CompactionRequest request = RequestDecoder.decode(CompactionRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        if (request.getPhysical()) {
            proposer.propose(call, bytes, Commands::compaction, new Physical(call, request.getRevision()));
        } else {
            proposer.propose(call, bytes, Commands::compaction, this::encode);
        }
    }

    private byte[] encode(Result result) {
        return responses.encode(result, replica.status().term());
    }

    /** A call that waits for the end of a compaction. Answered on its loop, from whichever thread ends it. */
    private final class Physical implements Waiter {
        private final Call call;
        private final long revision;

        Physical(Call call, long revision) {
            this.call = call;
            this.revision = revision;
        }

        @Override
        public void applied(Object result) {
            switch ((Result) result) {
                case CompactResult done -> {
                    byte[] response = encode(done);
                    replica.whenCompacted(revision, () -> call.execute(() -> call.reply(response)));
                }
                case Refused refused
                when refused.error() == EtcdError.COMPACTED ->
                    replica.whenCompacted(
                            replica.state().compactedRevision(), () -> finish(Statuses.of(refused.error())));
                case Refused refused -> finish(Statuses.of(refused.error()));
                case Result other -> throw new IllegalArgumentException("a compaction came to " + other.getClass());
            }
        }

        @Override
        public void refused(ProposalRefusal reason) {
            finish(Statuses.of(reason));
        }

        @Override
        public void unknown(UnknownOutcome reason) {
            finish(Statuses.of(reason));
        }

        private void finish(RpcStatus status) {
            call.execute(() -> call.finish(status));
        }
    }
}
