package io.quoin.server.grpc;

import io.quoin.api.error.EtcdError;
import io.quoin.api.etcdserverpb.HashKVRequest;
import io.quoin.api.etcdserverpb.HashKVResponse;
import io.quoin.api.etcdserverpb.HashRequest;
import io.quoin.api.etcdserverpb.HashResponse;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Method;
import io.quoin.statemachine.HashRun;
import io.quoin.statemachine.HistoryHashes;
import io.quoin.statemachine.hash.KeyValueHash;
import io.quoin.storage.EngineBusyException;
import java.util.List;
import java.util.function.Function;

/**
 * Hashes of this member's contents. HashKV is etcd's, number for number, for the same history. Hash is Quoin's own: the
 * same on members of Quoin that hold the same, and comparable with nothing else, as etcd's depends on its files.
 */
final class HashService {
    private static final String SERVICE = "/etcdserverpb.Maintenance/";

    private final Replica replica;

    HashService(Replica replica) {
        this.replica = replica;
    }

    List<Method> methods() {
        return List.of(Method.unary(SERVICE + "Hash", this::hash), Method.unary(SERVICE + "HashKV", this::hashKv));
    }

    private void hash(byte[] bytes, Call call) {
        if (RequestDecoder.decode(HashRequest.parser(), bytes, call) == null) {
            return;
        }
        try {
            hash(
                    call,
                    replica.hashes().beginContents(),
                    run -> HashResponse.newBuilder()
                            .setHeader(ResponseHeaders.at(replica, run.state().revision()))
                            .setHash(HistoryHashes.contents(run))
                            .build()
                            .toByteArray());
        } catch (EngineBusyException e) {
            call.finish(Statuses.of(EtcdError.REQUEST_TOO_MANY_REQUESTS));
        }
    }

    private void hashKv(byte[] bytes, Call call) {
        HashKVRequest request = RequestDecoder.decode(HashKVRequest.parser(), bytes, call);
        if (request == null) {
            return;
        }
        try {
            switch (replica.hashes().begin(request.getRevision())) {
                case HistoryHashes.Begun.Refused refused -> call.finish(Statuses.of(refused.error()));
                case HistoryHashes.Begun.Known known ->
                    call.reply(response(replica.state().revision(), known.hash()));
                case HistoryHashes.Begun.Running running ->
                    hash(call, running.run(), run -> response(run.state().revision(), run.result()));
            }
        } catch (EngineBusyException e) {
            call.finish(Statuses.of(EtcdError.REQUEST_TOO_MANY_REQUESTS));
        }
    }

    private void hash(Call call, HashRun run, Function<HashRun, byte[]> response) {
        replica.hash(run, new Replica.HashListener() {
            @Override
            public void hashed(HashRun finished) {
                byte[] encoded = response.apply(finished);
                call.execute(() -> call.reply(encoded));
            }

            @Override
            public void failed(EtcdError error) {
                call.execute(() -> call.finish(Statuses.of(error)));
            }
        });
    }

    private byte[] response(long revision, KeyValueHash hash) {
        return HashKVResponse.newBuilder()
                .setHeader(ResponseHeaders.at(replica, revision))
                .setHash(hash.hash())
                .setCompactRevision(hash.compactRevision())
                .setHashRevision(hash.revision())
                .build()
                .toByteArray();
    }
}
