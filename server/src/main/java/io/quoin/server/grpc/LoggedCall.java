package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.consensus.node.ProposalRefusal;
import io.quoin.consensus.node.UnknownOutcome;
import io.quoin.consensus.node.Waiter;
import io.quoin.server.rpc.Answers;
import io.quoin.server.rpc.Call;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import java.util.function.Function;

/**
 * A call whose answer the log decides. Outcomes are collected on the node thread and leave with their batch; a
 * refusal can also come on the call's own loop, and takes the way that every thread may take.
 */
final class LoggedCall implements Waiter {
    private final Call call;
    private final Answers answers;
    private final Function<Result, byte[]> encoder;
    private final ProposalFailures failures;

    LoggedCall(Call call, Answers answers, Function<Result, byte[]> encoder, ProposalFailures failures) {
        this.call = call;
        this.answers = answers;
        this.encoder = encoder;
        this.failures = failures;
    }

    @Override
    public void applied(Object result) {
        switch ((Result) result) {
            case Refused refused -> answers.refuse(call, Statuses.of(refused.error()));
            case Damaged damaged -> answers.refuse(call, Statuses.of(EtcdError.CORRUPT));
            case Result done -> {
                byte[] response = encoder.apply(done);
                if (response == null) {
                    answers.refuse(call, Statuses.RESPONSE_TOO_LARGE);
                } else {
                    answers.reply(call, response);
                }
            }
        }
    }

    @Override
    public void refused(ProposalRefusal reason) {
        failures.refused(reason);
        call.execute(() -> call.finish(Statuses.of(reason)));
    }

    @Override
    public void unknown(UnknownOutcome reason) {
        call.execute(() -> {
            if (!call.isEnded()) {
                failures.unknown();
                call.finish(Statuses.of(reason));
            }
        });
    }
}
