package io.quoin.server.frontdoor;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.netty.util.AsciiString;
import io.quoin.api.etcdserverpb.AuthProto;
import io.quoin.api.etcdserverpb.ClusterProto;
import io.quoin.api.etcdserverpb.KvProto;
import io.quoin.api.etcdserverpb.LeaseProto;
import io.quoin.api.etcdserverpb.MaintenanceProto;
import io.quoin.api.etcdserverpb.WatchProto;
import io.quoin.server.rpc.Method;
import io.quoin.server.rpc.MethodTable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of {@code :path} to the method, among all of etcd's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutesBenchmark {
    private static final byte[] PUT = AsciiString.cached("/etcdserverpb.KV/Put").toByteArray();

    private final AsciiString indexed = new AsciiString(PUT);
    private final Routes routes = new Routes(MethodTable.of(methods()));

    private static List<Method> methods() {
        return Stream.of(
                        KvProto.getDescriptor(),
                        WatchProto.getDescriptor(),
                        LeaseProto.getDescriptor(),
                        ClusterProto.getDescriptor(),
                        MaintenanceProto.getDescriptor(),
                        AuthProto.getDescriptor())
                .map(FileDescriptor::getServices)
                .flatMap(List::stream)
                .flatMap(service -> service.getMethods().stream())
                .map(method -> "/" + method.getService().getFullName() + "/" + method.getName())
                .map(path -> Method.unary(path, (request, call) -> {}))
                .toList();
    }

    /** A path that HPACK has in its table: the same object for each call, its hash known. */
    @Benchmark
    public Object indexedPath() {
        return routes.find(indexed);
    }

    /** A path that was written out. */
    @Benchmark
    public Object freshPath() {
        return routes.find(new AsciiString(PUT));
    }
}
