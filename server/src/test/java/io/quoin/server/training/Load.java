package io.quoin.server.training;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.HashKVRequest;
import io.quoin.api.etcdserverpb.KVGrpc;
import io.quoin.api.etcdserverpb.MaintenanceGrpc;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.StatusRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** What clients ask a server for, most of all puts and gets. A request that fails ends the load. */
final class Load implements AutoCloseable {
    private static final int KEYS = 20_000;
    private static final int OPERATIONS_PER_TXN = 100;
    private static final int CONNECTIONS = 8;
    private static final int REQUESTS_OPEN_MAX = 200;
    private static final int REQUESTS_PER_ROUND = 2_000;
    private static final ByteString VALUE = ByteString.copyFrom(new byte[256]);
    private static final ByteString END = ByteString.copyFromUtf8("key0");

    private final SplittableRandom random = new SplittableRandom(1);
    private final Semaphore room = new Semaphore(REQUESTS_OPEN_MAX);
    private final int port;
    private final List<ManagedChannel> channels;
    private final List<KVGrpc.KVFutureStub> clients;
    private volatile Throwable failure;

    Load(int port) {
        this.port = port;
        channels = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> (ManagedChannel) NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .directExecutor()
                        .usePlaintext()
                        .build())
                .toList();
        clients = channels.stream().map(KVGrpc::newFutureStub).toList();
    }

    /** Writes all keys, many with one request. */
    void fill() throws ExecutionException, InterruptedException {
        for (int i = 0; i < KEYS; i += OPERATIONS_PER_TXN) {
            TxnRequest.Builder txn = TxnRequest.newBuilder();
            for (int j = i; j < i + OPERATIONS_PER_TXN; j++) {
                txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(j)));
            }
            send(clients.getFirst().txn(txn.build()));
        }
        awaitAnswers();
    }

    /** Many small requests, then one of each rarer kind. */
    void round() throws ExecutionException, InterruptedException, IOException {
        for (int i = 0; i < REQUESTS_PER_ROUND; i++) {
            KVGrpc.KVFutureStub client = clients.get(i % CONNECTIONS);
            switch (random.nextInt(20)) {
                case 0 -> send(client.range(range().setLimit(10).build()));
                case 1 -> send(client.range(range().setCountOnly(true).build()));
                case 2 -> send(client.txn(compareAndPut()));
                case 3 ->
                    send(client.deleteRange(
                            DeleteRangeRequest.newBuilder().setKey(someKey()).build()));
                case 4, 5, 6, 7, 8 ->
                    send(client.range(
                            RangeRequest.newBuilder().setKey(someKey()).build()));
                default -> send(client.put(put(random.nextInt(KEYS))));
            }
        }
        awaitAnswers();
        rarer();
    }

    private void rarer() throws ExecutionException, InterruptedException, IOException {
        KVGrpc.KVFutureStub client = clients.getFirst();
        send(client.range(
                range().setKey(ByteString.copyFromUtf8("key/")).setLimit(2_000).build()));
        send(client.range(range().setKeysOnly(true).setLimit(500).build()));
        long revision = client.put(put(0)).get().getHeader().getRevision();
        send(client.compact(CompactionRequest.newBuilder()
                .setRevision(revision - REQUESTS_PER_ROUND / 4)
                .build()));
        var maintenance = MaintenanceGrpc.newFutureStub(channels.getFirst());
        send(maintenance.status(StatusRequest.getDefaultInstance()));
        send(maintenance.hashKV(HashKVRequest.getDefaultInstance()));
        awaitAnswers();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path : List.of("/health", "/metrics", "/version")) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
                http.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private <T> void send(ListenableFuture<T> answer) throws InterruptedException {
        room.acquire();
        answer.addListener(
                () -> {
                    try {
                        answer.get();
                    } catch (ExecutionException | InterruptedException e) {
                        failure = e;
                    }
                    room.release();
                },
                Runnable::run);
    }

    private void awaitAnswers() throws ExecutionException, InterruptedException {
        room.acquire(REQUESTS_OPEN_MAX);
        room.release(REQUESTS_OPEN_MAX);
        if (failure != null) {
            throw new ExecutionException(failure);
        }
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8(String.format(Locale.ROOT, "key/%012d", number));
    }

    private ByteString someKey() {
        return key(random.nextInt(KEYS));
    }

    private static PutRequest put(int number) {
        return PutRequest.newBuilder().setKey(key(number)).setValue(VALUE).build();
    }

    private RangeRequest.Builder range() {
        return RangeRequest.newBuilder().setKey(someKey()).setRangeEnd(END);
    }

    private TxnRequest compareAndPut() {
        int number = random.nextInt(KEYS);
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key(number))
                        .setTarget(Compare.CompareTarget.VERSION)
                        .setResult(Compare.CompareResult.GREATER)
                        .setVersion(random.nextInt(3)))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(number)))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key(number))))
                .build();
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
