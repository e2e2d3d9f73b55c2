package io.quoin.server.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.command.Commands;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The key-value service: changes go through the log, ranges are read from the published state. */
final class KvService {
    private static final String SERVICE = "/etcdserverpb.KV/";

    private final Proposer proposer;
    private final Reads reads;
    private final KvResponses responses;
    private final Replica replica;
    private final int txnOpsMax;

    KvService(Replica replica, Proposer proposer, Reads reads, KvResponses responses, int txnOpsMax) {
        this.replica = replica;
        this.proposer = proposer;
        this.reads = reads;
        this.responses = responses;
        this.txnOpsMax = txnOpsMax;
    }

    List<Method> methods() {
        return List.of(
                Method.unary(SERVICE + "Range", this::range),
                Method.serverStream(SERVICE + "RangeStream", call -> new RangeStreamReceiver(call, reads)),
                change("Put", PutRequest.parser(), PutRules::check, Commands::put),
                change("DeleteRange", DeleteRangeRequest.parser(), DeleteRangeRules::check, Commands::deleteRange),
                Method.unary(SERVICE + "Txn", this::txn),
                new CompactMethod(replica, proposer, responses).method());
    }

    private void range(byte[] bytes, Call call) {
        RangeRequest request = RequestDecoder.decode(RangeRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        EtcdError refusal = RangeRules.check(request);
        if (refusal != null) {
            call.finish(Statuses.of(refusal));
            return;
        }
        reads.range(call, request);
    }

    private void txn(byte[] bytes, Call call) {
        TxnRequest request = RequestDecoder.decodeTxn(bytes, call);
        if (request == null) {
            return;
        }
        EtcdError refusal = TxnRules.check(request, txnOpsMax);
        if (refusal != null) {
            call.finish(Statuses.of(refusal));
        } else if (TxnReads.isReadOnly(request)) {
            reads.txn(call, request);
        } else {
            propose(call, bytes, Commands::txn);
        }
    }

    /** A method that changes the state: check, hand over; the answer comes from the log. */
    private <T extends Message> Method change(
            String name, Parser<T> parser, Function<T, EtcdError> rules, UnaryOperator<byte[]> command) {
        Handler.Unary handler = (bytes, call) -> {
            T request = RequestDecoder.decode(parser, bytes, call);
            if (request == null) {
                return;
            }
            EtcdError refusal = rules.apply(request);
            if (refusal != null) {
                call.finish(Statuses.of(refusal));
            } else {
                propose(call, bytes, command);
            }
        };
        return Method.unary(SERVICE + name, handler);
    }

    private void propose(Call call, byte[] request, UnaryOperator<byte[]> command) {
        proposer.propose(
                call,
                request,
                command,
                result -> responses.encode(result, replica.status().term()));
    }
}
