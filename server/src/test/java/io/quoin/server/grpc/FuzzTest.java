package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.quoin.api.etcdserverpb.ClusterProto;
import io.quoin.api.etcdserverpb.KvProto;
import io.quoin.api.etcdserverpb.LeaseProto;
import io.quoin.api.etcdserverpb.MaintenanceProto;
import io.quoin.server.fuzz.FuzzRun;
import io.quoin.server.rpc.BatchedAnswers;
import io.quoin.server.rpc.Handler;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.RpcStatus;
import io.quoin.server.rpc.SlowCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Any bytes as the request of any unary method, through the checks into a real store: every call is answered, no
 * exception escapes, nothing that is proposed cannot be applied. See {@link FuzzRun} for how to repeat one, and for the
 * long form; the store is a new one every so many inputs.
 */
class FuzzTest {
    private static final int INPUTS_OF_A_STORE = 100;

    private final List<Target> targets = new ArrayList<>();
    private TestReplica replica;
    private BatchedAnswers answers;
    private TestLoop loop;
    private Services services;
    private int inputs;

    private record Target(String path, Descriptor type) {}

    @AfterEach
    void close() {
        if (services != null) {
            services.close();
        }
    }

    @Test
    void anyRequestIsAnsweredAndHarmsNobody() {
        FuzzRun.run("messages", 5_000, INPUTS_OF_A_STORE, this::feed);
    }

    private void feed(SplittableRandom random) throws Exception {
        if (inputs++ % INPUTS_OF_A_STORE == 0) {
            newStore(random);
        }
        Target target = targets.get(random.nextInt(targets.size()));
        byte[] request = new MessageMutations(random).request(target.type());
        TestCall call = new TestCall(loop);
        Method method = services.methods().find(target.path());
        ((Handler.Unary) method.handler()).handle(request, call);
        for (int turns = 0; call.status == null && turns < 20; turns++) {
            turn();
            if (call.status == null && turns > 2) {
                loop.awaitTask();
            }
        }
        assertNotNull(call.status, () -> target + " is not answered");
        assertFalse(
                call.status.code() == RpcStatus.UNKNOWN
                        && !call.status.message().startsWith("etcdserver: "),
                () -> target + " is answered with " + call.status);
        byte[] message = call.messages.isEmpty() ? null : call.messages.getFirst();
        long bytes = message == null ? 0 : message.length;
        RequestStats.statsOf(target.path(), request, new SlowCalls.Answer(message, bytes, 0));
    }

    private void turn() {
        loop.turn();
        replica.commit();
        answers.handOver();
        replica.whenCompacted.values().forEach(Runnable::run);
        replica.whenCompacted.clear();
        loop.turn();
    }

    private void newStore(SplittableRandom random) {
        close();
        replica = new TestReplica();
        answers = new BatchedAnswers();
        loop = new TestLoop();
        services = new Services(
                replica,
                answers,
                new Services.Limits(100_000, 128, 1 << 20, Duration.ofSeconds(7)),
                new Services.Self("me", List.of("http://p:1"), List.of("http://c:1")));
        replica.leads = random.nextInt(10) > 0;
        if (targets.isEmpty()) {
            for (FileDescriptor file : List.of(
                    KvProto.getDescriptor(),
                    MaintenanceProto.getDescriptor(),
                    ClusterProto.getDescriptor(),
                    LeaseProto.getDescriptor())) {
                file.getServices().forEach(service -> service.getMethods().forEach(this::addTarget));
            }
        }
    }

    /** Half of the inputs go to the key-value service. */
    private void addTarget(MethodDescriptor method) {
        String path = '/' + method.getService().getFullName() + '/' + method.getName();
        Method served = services.methods().find(path);
        if (served != null && served.handler() instanceof Handler.Unary) {
            int weight = path.contains(".KV/") ? 4 : 1;
            for (int i = 0; i < weight; i++) {
                targets.add(new Target(path, method.getInputType()));
            }
        }
    }
}
