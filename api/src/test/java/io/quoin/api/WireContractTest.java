package io.quoin.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.quoin.api.authpb.AuthStoreProto;
import io.quoin.api.etcdserverpb.AuthProto;
import io.quoin.api.etcdserverpb.ClusterProto;
import io.quoin.api.etcdserverpb.HeaderProto;
import io.quoin.api.etcdserverpb.KvProto;
import io.quoin.api.etcdserverpb.LeaseProto;
import io.quoin.api.etcdserverpb.MaintenanceProto;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.WatchProto;
import io.quoin.api.grpc.health.v1.HealthProto;
import io.quoin.api.mvccpb.MvccProto;
import io.quoin.api.v3electionpb.ElectionProto;
import io.quoin.api.v3lockpb.LockProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our proto files say what etcd's say: names, numbers, types, methods. The table beside this test is etcd's. */
class WireContractTest {
    private static final List<FileDescriptor> FILES = List.of(
            HeaderProto.getDescriptor(),
            KvProto.getDescriptor(),
            WatchProto.getDescriptor(),
            LeaseProto.getDescriptor(),
            ClusterProto.getDescriptor(),
            MaintenanceProto.getDescriptor(),
            AuthProto.getDescriptor(),
            MvccProto.getDescriptor(),
            AuthStoreProto.getDescriptor(),
            LockProto.getDescriptor(),
            ElectionProto.getDescriptor(),
            HealthProto.getDescriptor());

    @Test
    void everyMessageEnumAndMethodIsAsEtcdHasIt() throws IOException {
        var described = new ArrayList<String>();
        for (var file : FILES) {
            file.getMessageTypes().forEach(message -> describe(message, described));
            file.getEnumTypes().forEach(type -> described.add(line(type)));
            file.getServices().forEach(service -> service.getMethods().forEach(method -> described.add(line(method))));
        }

        var expected = String.join("\n", new TreeSet<>(table()));
        assertEquals(expected, String.join("\n", new TreeSet<>(described)));
    }

    @Test
    void anUnknownEnumValueAndAnUnknownFieldSurviveARoundTrip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        out.writeEnum(RangeRequest.SORT_ORDER_FIELD_NUMBER, 77);
        out.writeInt64(1000, 5);
        out.flush();

        var request = RangeRequest.parseFrom(bytes.toByteArray());

        assertEquals(RangeRequest.SortOrder.UNRECOGNIZED, request.getSortOrder());
        assertEquals(77, request.getSortOrderValue());
        assertArrayEquals(bytes.toByteArray(), request.toByteArray());
    }

    private static List<String> table() throws IOException {
        try (var in = WireContractTest.class.getResourceAsStream("wire.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static void describe(Descriptor message, List<String> lines) {
        var line = new StringBuilder("message ").append(message.getFullName());
        message.getFields().forEach(field -> line.append(' ').append(field(field)));
        lines.add(line.toString());
        message.getEnumTypes().forEach(type -> lines.add(line(type)));
        message.getNestedTypes().forEach(nested -> describe(nested, lines));
    }

    private static String field(FieldDescriptor field) {
        var type = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default ->
                field.toProto().getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
        };
        var oneof = field.getRealContainingOneof();
        return field.getName() + "=" + field.getNumber() + ":" + type + (field.isRepeated() ? "[]" : "")
                + (oneof == null ? "" : "|" + oneof.getName());
    }

    private static String line(EnumDescriptor type) {
        var line = new StringBuilder("enum ").append(type.getFullName());
        type.getValues()
                .forEach(value ->
                        line.append(' ').append(value.getName()).append('=').append(value.getNumber()));
        return line.toString();
    }

    private static String line(MethodDescriptor method) {
        return "method /" + method.getService().getFullName() + "/" + method.getName() + " "
                + (method.isClientStreaming() ? "stream " : "")
                + method.getInputType().getFullName() + " -> "
                + (method.isServerStreaming() ? "stream " : "")
                + method.getOutputType().getFullName();
    }
}
