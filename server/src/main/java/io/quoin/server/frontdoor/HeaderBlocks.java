package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.quoin.server.rpc.RpcStatus;
import java.nio.charset.StandardCharsets;

/**
 * Writes the header blocks of a connection's answers (HPACK, RFC 7541): there are only a few fields, so this needs no
 * table of its own. The two fields of every good answer are put into the client's dynamic table the first time and are
 * one byte each afterwards; nothing else is ever put there, so their places are known. If the client wants a table
 * smaller than the default one, it is emptied and everything is written out.
 */
final class HeaderBlocks {
    /** No block without a status text is longer. */
    static final int GOOD_BLOCK_BYTES_MAX = 128 + RequestCheck.SUBTYPE_BYTES_MAX;

    private static final int DEFAULT_TABLE_BYTES = 4096;
    private static final int FIRST_DYNAMIC_INDEX = 62;
    private static final int INDEXED = 0x80;
    private static final int WITH_INDEXING = 0x40;
    private static final int TABLE_SIZE_ZERO = 0x20;
    private static final int STATIC_STATUS = 8;
    private static final int STATIC_STATUS_200 = 8;
    private static final int STATIC_CONTENT_TYPE = 31;
    private static final byte[] CONTENT_TYPE = ascii("application/grpc");
    private static final byte[] GRPC_STATUS = ascii("grpc-status");
    private static final byte[] GRPC_MESSAGE = ascii("grpc-message");
    private static final byte[] ZERO = ascii("0");

    private boolean indexing = true;
    private boolean emptyTableFirst;
    private int inserted;
    private int contentTypePlace = -1;
    private int statusPlace = -1;

    /** How long a block with that status can be. */
    static int bytesMax(RpcStatus status) {
        return GOOD_BLOCK_BYTES_MAX + (status.isOk() ? 0 : StatusText.BYTES_MAX);
    }

    /** The client's SETTINGS_HEADER_TABLE_SIZE, in bytes. */
    void tableBytes(long bytes) {
        if (indexing && bytes < DEFAULT_TABLE_BYTES) {
            indexing = false;
            emptyTableFirst = true;
        }
    }

    /** Response headers: status 200 and the content type with that suffix ({@code "+proto"}, empty for none). */
    void writeHeaders(ByteBuf to, String subtype) {
        writeHeaders(to, 200, subtype);
    }

    /** Trailers of a call whose headers were written before. */
    void writeTrailers(ByteBuf to, RpcStatus status) {
        begin(to);
        writeStatus(to, status);
    }

    /** Headers and trailers in one, for a call that has no messages. */
    void writeTrailersOnly(ByteBuf to, int httpStatus, String subtype, RpcStatus status) {
        writeHeaders(to, httpStatus, subtype);
        writeStatus(to, status);
    }

    /** A status of HTTP alone. */
    void writeHttpStatus(ByteBuf to, int httpStatus) {
        begin(to);
        writeStatusLine(to, httpStatus);
    }

    private void writeHeaders(ByteBuf to, int httpStatus, String subtype) {
        begin(to);
        writeStatusLine(to, httpStatus);
        if (!subtype.isEmpty()) {
            writeInteger(to, 0, 4, STATIC_CONTENT_TYPE);
            writeString(to, ascii("application/grpc+" + subtype));
        } else if (contentTypePlace >= 0 && indexing) {
            to.writeByte(INDEXED | dynamicIndex(contentTypePlace));
        } else {
            if (indexing) {
                to.writeByte(WITH_INDEXING | STATIC_CONTENT_TYPE);
                contentTypePlace = inserted++;
            } else {
                writeInteger(to, 0, 4, STATIC_CONTENT_TYPE);
            }
            writeString(to, CONTENT_TYPE);
        }
    }

    private void writeStatus(ByteBuf to, RpcStatus status) {
        if (status.isOk() && statusPlace >= 0 && indexing) {
            to.writeByte(INDEXED | dynamicIndex(statusPlace));
            return;
        }
        if (status.isOk() && indexing) {
            to.writeByte(WITH_INDEXING);
            statusPlace = inserted++;
        } else {
            to.writeByte(0);
        }
        writeString(to, GRPC_STATUS);
        writeString(to, status.isOk() ? ZERO : ascii(Integer.toString(status.code())));
        if (!status.message().isEmpty()) {
            to.writeByte(0);
            writeString(to, GRPC_MESSAGE);
            writeString(to, StatusText.percentEncoded(status.message()));
        }
    }

    private static void writeStatusLine(ByteBuf to, int httpStatus) {
        if (httpStatus == 200) {
            to.writeByte(INDEXED | STATIC_STATUS_200);
        } else {
            writeInteger(to, 0, 4, STATIC_STATUS);
            writeString(to, ascii(Integer.toString(httpStatus)));
        }
    }

    private void begin(ByteBuf to) {
        if (emptyTableFirst) {
            emptyTableFirst = false;
            to.writeByte(TABLE_SIZE_ZERO);
        }
    }

    private int dynamicIndex(int place) {
        return FIRST_DYNAMIC_INDEX + inserted - 1 - place;
    }

    private static void writeString(ByteBuf to, byte[] value) {
        writeInteger(to, 0, 7, value.length);
        to.writeBytes(value);
    }

    /** RFC 7541 section 5.1: an integer with a prefix of that many bits. */
    private static void writeInteger(ByteBuf to, int pattern, int prefixBits, int value) {
        int prefixMax = (1 << prefixBits) - 1;
        if (value < prefixMax) {
            to.writeByte(pattern | value);
            return;
        }
        to.writeByte(pattern | prefixMax);
        int rest = value - prefixMax;
        for (; rest >= 0x80; rest >>>= 7) {
            to.writeByte((rest & 0x7f) | 0x80);
        }
        to.writeByte(rest);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
