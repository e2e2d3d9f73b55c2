package io.quoin.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Requests that clients do not send: any field with any value, then bytes that are no message at all. */
final class MessageMutations {
    private static final long[] EXTREMES = {
        0, 1, 2, 3, 5, 127, 128, 129, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final String[] KEYS = {"", "\u0000", "a", "b", "c", "a/b", "z", "\u00ff\u00ff", "k1", "k2"};
    private static final int DEPTH_MAX = 6;

    /** Fields 4 and 2, length-delimited: a transaction as an operation of a transaction. */
    private static final byte[] NESTING_TAGS = {4 << 3 | 2, 2 << 3 | 2};

    private final SplittableRandom random;

    MessageMutations(SplittableRandom random) {
        this.random = random;
    }

    /** Bytes for a method that takes messages of that type. */
    byte[] request(Descriptor type) {
        byte[] bytes = message(type, 0).toByteArray();
        if (type.getName().equals("TxnRequest") && random.nextInt(200) == 0) {
            bytes = nested(bytes, 1 << random.nextInt(15));
        }
        return random.nextInt(3) == 0 ? mutated(bytes) : bytes;
    }

    private Message message(Descriptor type, int depth) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (random.nextInt(3) == 0
                    || depth > DEPTH_MAX && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(random.nextInt(100) == 0 && depth == 0 ? 200 : 4); i > 0; i--) {
                    builder.addRepeatedField(field, value(field, depth));
                }
            } else {
                builder.setField(field, value(field, depth));
            }
        }
        if (random.nextInt(20) == 0) {
            builder.setUnknownFields(unknown());
        }
        return builder.build();
    }

    private UnknownFieldSet unknown() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1 + random.nextInt(random.nextBoolean() ? 20 : 1 << 29 - 1),
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(extreme())
                                .addFixed32((int) extreme())
                                .addLengthDelimited(ByteString.copyFromUtf8(key()))
                                .build())
                .build();
    }

    private long extreme() {
        return EXTREMES[random.nextInt(EXTREMES.length)];
    }

    private String key() {
        return KEYS[random.nextInt(KEYS.length)];
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) extreme();
            case LONG -> random.nextBoolean() ? extreme() : random.nextInt(30);
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(enumNumber());
            case STRING -> key();
            case BYTE_STRING -> bytes();
            case MESSAGE -> message(field.getMessageType(), depth + 1);
            case FLOAT, DOUBLE -> throw new IllegalArgumentException("etcd has none: " + field);
        };
    }

    private int enumNumber() {
        return random.nextInt(8) == 0 ? (int) extreme() : random.nextInt(4);
    }

    private ByteString bytes() {
        return random.nextInt(100) == 0
                ? ByteString.copyFrom(new byte[random.nextInt(20_000)])
                : ByteString.copyFrom(key(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** The transaction in so many others. */
    private static byte[] nested(byte[] txn, int levels) {
        List<byte[]> heads = new java.util.ArrayList<>();
        int length = txn.length;
        for (int i = 0; i < levels; i++) {
            for (byte tag : NESTING_TAGS) {
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                head.write(tag);
                for (int rest = length; ; rest >>>= 7) {
                    head.write(rest < 0x80 ? rest : rest & 0x7f | 0x80);
                    if (rest < 0x80) {
                        break;
                    }
                }
                heads.add(head.toByteArray());
                length += head.size();
            }
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(length);
        heads.reversed().forEach(all::writeBytes);
        all.writeBytes(txn);
        return all.toByteArray();
    }

    private byte[] mutated(byte[] valid) {
        byte[] result = valid.length == 0 ? new byte[1] : valid.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(result.length);
            switch (random.nextInt(6)) {
                case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> result[at] = (byte) random.nextInt(256);
                case 2 -> result = Arrays.copyOf(result, Math.max(1, at));
                case 3 -> result = joined(Arrays.copyOf(result, at), tail(result, Math.max(0, at - 10)));
                case 4 -> {
                    byte[] endless = new byte[random.nextInt(12)];
                    Arrays.fill(endless, (byte) 0xff);
                    result = joined(joined(Arrays.copyOf(result, at), endless), tail(result, at));
                }
                default -> Arrays.fill(result, at, Math.min(result.length, at + 5), (byte) random.nextInt(256));
            }
        }
        return result;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
