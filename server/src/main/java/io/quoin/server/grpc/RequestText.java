package io.quoin.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests as etcd logs them: Go's text of the message, but of puts and comparisons of values, in which the value's
 * length stands for the value; those have an older notation. Cut after {@value #CHARS_MAX} characters. Pure.
 */
final class RequestText {
    static final int CHARS_MAX = 8_192;

    private static final String CUT = "...";

    /** The last of the control characters beyond ASCII. */
    private static final char CONTROL_MAX = 0x9f;

    private final StringBuilder out = new StringBuilder();

    private RequestText() {}

    static String of(Message request) {
        RequestText text = new RequestText();
        switch (request) {
            case PutRequest put -> text.put(put);
            case TxnRequest txn -> text.txn(txn);
            default -> text.fields(request);
        }
        return text.out.length() <= CHARS_MAX ? text.out.toString() : text.out.substring(0, CHARS_MAX) + CUT;
    }

    private boolean isFull() {
        return out.length() > CHARS_MAX;
    }

    // ---- without values

    private void txn(TxnRequest txn) {
        out.append("compare:<");
        String separator = "";
        for (Compare compare : txn.getCompareList()) {
            if (isFull()) {
                return;
            }
            out.append(separator);
            compare(compare);
            separator = " ";
        }
        out.append("> success:<");
        operations(txn.getSuccessList());
        out.append("> failure:<");
        operations(txn.getFailureList());
        out.append('>');
    }

    private void operations(List<RequestOp> operations) {
        String separator = "";
        for (RequestOp operation : operations) {
            if (isFull()) {
                return;
            }
            out.append(separator);
            separator = " ";
            switch (operation.getRequestCase()) {
                case REQUEST_PUT -> {
                    out.append("request_put:<");
                    put(operation.getRequestPut());
                    out.append('>');
                }
                case REQUEST_TXN -> {
                    out.append("request_txn:<");
                    txn(operation.getRequestTxn());
                    out.append('>');
                }
                default -> fields(operation);
            }
        }
    }

    private void put(PutRequest put) {
        bytes("key", put.getKey());
        number("value_size", put.getValue().size());
        number("lease", put.getLease());
        flag("prev_kv", put.getPrevKv());
        flag("ignore_value", put.getIgnoreValue());
        flag("ignore_lease", put.getIgnoreLease());
    }

    private void compare(Compare compare) {
        if (compare.getTargetUnionCase() != Compare.TargetUnionCase.VALUE) {
            fields(compare);
            return;
        }
        if (compare.getResultValue() != 0) {
            out.append("result:")
                    .append(name(compare.getResultValue(), compare.getResult()))
                    .append(' ');
        }
        if (compare.getTargetValue() != 0) {
            out.append("target:")
                    .append(name(compare.getTargetValue(), compare.getTarget()))
                    .append(' ');
        }
        bytes("key", compare.getKey());
        number("value_size", compare.getValue().size());
        bytes("range_end", compare.getRangeEnd());
    }

    private static String name(int number, Enum<?> value) {
        return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
    }

    private void number(String name, long value) {
        if (value != 0) {
            out.append(name).append(':').append(value).append(' ');
        }
    }

    private void flag(String name, boolean value) {
        if (value) {
            out.append(name).append(":true ");
        }
    }

    private void bytes(String name, ByteString value) {
        if (value.isEmpty()) {
            return;
        }
        out.append(name).append(":\"");
        for (int i = 0; i < value.size() && !isFull(); i++) {
            int b = value.byteAt(i) & 0xff;
            if (!escaped(b)) {
                if (b >= ' ' && b < 0x7f) {
                    out.append((char) b);
                } else {
                    out.append('\\').append((char) ('0' + (b >> 6)));
                    out.append((char) ('0' + (b >> 3 & 7))).append((char) ('0' + (b & 7)));
                }
            }
        }
        out.append("\" ");
    }

    private boolean escaped(int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            default -> {
                return false;
            }
        }
        return true;
    }

    // ---- Go's text of a message

    private void fields(Message message) {
        List<Map.Entry<FieldDescriptor, Object>> fields =
                new ArrayList<>(message.getAllFields().entrySet());
        fields.sort((a, b) -> a.getKey().getIndex() - b.getKey().getIndex());
        String separator = "";
        for (Map.Entry<FieldDescriptor, Object> field : fields) {
            List<?> values = field.getValue() instanceof List<?> several ? several : List.of(field.getValue());
            for (Object value : values) {
                if (isFull()) {
                    return;
                }
                out.append(separator).append(field.getKey().getName()).append(':');
                value(value);
                separator = " ";
            }
        }
    }

    private void value(Object value) {
        switch (value) {
            case Message inner -> {
                out.append('{');
                fields(inner);
                out.append('}');
            }
            case ByteString bytes -> text(bytes);
            case EnumValueDescriptor constant ->
                out.append(constant.getIndex() < 0 ? String.valueOf(constant.getNumber()) : constant.getName());
            default -> out.append(value);
        }
    }

    /** UTF-8 as it is; what is none, byte by byte. */
    private void text(ByteString bytes) {
        out.append('"');
        for (int i = 0; i < bytes.size() && !isFull(); ) {
            int length = characterBytes(bytes, i);
            int b = bytes.byteAt(i) & 0xff;
            if (length > 1) {
                character(bytes.substring(i, i + length).toStringUtf8());
            } else if (!escaped(b)) {
                if (b >= ' ' && b < 0x7f) {
                    out.append((char) b);
                } else {
                    out.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
                }
            }
            i += length;
        }
        out.append('"');
    }

    private void character(String text) {
        if (text.charAt(0) <= CONTROL_MAX) {
            out.append("\\u00").append(Integer.toHexString(text.charAt(0)));
        } else {
            out.append(text);
        }
    }

    /** How many bytes the character there has, if it is UTF-8 beyond ASCII; otherwise 1. */
    private static int characterBytes(ByteString bytes, int at) {
        int b = bytes.byteAt(at) & 0xff;
        int length = b < 0xc2 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf5 ? 4 : 1;
        if (length == 1 || at + length > bytes.size()) {
            return 1;
        }
        try {
            ByteBuffer character = bytes.substring(at, at + length).asReadOnlyByteBuffer();
            StandardCharsets.UTF_8.newDecoder().decode(character);
            return length;
        } catch (CharacterCodingException e) {
            return 1;
        }
    }
}
