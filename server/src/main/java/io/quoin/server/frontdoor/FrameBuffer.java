package io.quoin.server.frontdoor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;

/**
 * The frames a connection writes in a turn: answers are encoded into one pooled buffer, without an object per frame,
 * and go to the socket with one flush at the end of the turn. Frames that Netty writes (SETTINGS, WINDOW_UPDATE, PING,
 * RST_STREAM, GOAWAY) pass through here, so that the order of all frames is the order of writing.
 *
 * <p>Bound: a full buffer ({@link #SPILL_BYTES}) is passed on to the channel, whose write-buffer watermark makes it
 * unwritable; {@link SendWindows} then lets no more DATA out.
 */
final class FrameBuffer extends ChannelOutboundHandlerAdapter {
    /** A buffer that holds this much is passed on. */
    static final int SPILL_BYTES = 64 << 10;

    private static final int FIRST_CAPACITY_BYTES = 512;
    private static final byte DATA = 0;
    private static final byte HEADERS = 1;
    private static final byte END_STREAM = 1;
    private static final byte END_HEADERS = 4;
    static final int FRAME_HEADER_BYTES = 9;

    /** What precedes a message: the compressed flag and the length. */
    static final int PREFIX_BYTES = 5;

    private final TurnLoop loop;
    private ChannelHandlerContext context;
    private ByteBuf out;
    private int capacityHint = FIRST_CAPACITY_BYTES;
    private boolean flushAwaited;
    private boolean answersWritten;

    FrameBuffer(TurnLoop loop) {
        this.loop = loop;
    }

    /** Whether an answer was written since this was last asked: grpc-go then forgives pings. */
    boolean takeAnswersWritten() {
        boolean result = answersWritten;
        answersWritten = false;
        return result;
    }

    /** Begins a HEADERS frame; the block is written to the buffer returned and then {@link #endHeaders} called. */
    ByteBuf beginHeaders(int streamId, boolean endStream, int blockBytesMax) {
        ByteBuf buffer = room(FRAME_HEADER_BYTES + blockBytesMax);
        writeFrameHeader(buffer, 0, HEADERS, endStream ? END_HEADERS | END_STREAM : END_HEADERS, streamId);
        return buffer;
    }

    /** Ends the HEADERS frame that begins at that position of the buffer. */
    static void endHeaders(ByteBuf buffer, int start) {
        buffer.setMedium(start, buffer.writerIndex() - start - FRAME_HEADER_BYTES);
    }

    /**
     * Writes a DATA frame with a part of a message.
     *
     * @param from position within prefix and message together
     * @param size of the part, at most 16,384
     */
    void data(int streamId, byte[] message, long from, int size) {
        ByteBuf buffer = room(FRAME_HEADER_BYTES + size);
        writeFrameHeader(buffer, size, DATA, 0, streamId);
        long position = from;
        int left = size;
        if (position == 0 && left >= PREFIX_BYTES) {
            buffer.writeByte(0);
            buffer.writeInt(message.length);
            position = PREFIX_BYTES;
            left -= PREFIX_BYTES;
        }
        for (; position < PREFIX_BYTES && left > 0; position++, left--) {
            buffer.writeByte(position == 0 ? 0 : message.length >>> (8 * (PREFIX_BYTES - 1 - (int) position)));
        }
        if (left > 0) {
            buffer.writeBytes(message, (int) (position - PREFIX_BYTES), left);
        }
    }

    /** What precedes a message of that length. */
    static byte[] prefix(long messageBytes) {
        return ByteBuffer.allocate(PREFIX_BYTES)
                .put((byte) 0)
                .putInt((int) messageBytes)
                .array();
    }

    private static void writeFrameHeader(ByteBuf buffer, int length, byte type, int flags, int streamId) {
        buffer.writeMedium(length);
        buffer.writeByte(type);
        buffer.writeByte(flags);
        buffer.writeInt(streamId);
    }

    private ByteBuf room(int bytes) {
        if (out != null && out.readableBytes() + bytes > SPILL_BYTES) {
            spill();
        }
        if (out == null) {
            out = context.alloc().directBuffer(Math.max(capacityHint, bytes));
        }
        answersWritten = true;
        awaitFlush();
        return out;
    }

    private void awaitFlush() {
        if (!flushAwaited) {
            flushAwaited = true;
            loop.flushAtEndOfTurn(this);
        }
    }

    private void spill() {
        if (out != null) {
            ByteBuf full = out;
            out = null;
            capacityHint =
                    Math.clamp(Integer.highestOneBit(full.readableBytes()) << 1, FIRST_CAPACITY_BYTES, SPILL_BYTES);
            context.write(full, context.voidPromise());
        }
    }

    /** Passes on what is gathered and flushes the channel. */
    void flushNow() {
        flushAwaited = false;
        if (!context.isRemoved()) {
            spill();
            context.flush();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        spill();
        awaitFlush();
        ctx.write(msg, promise);
    }

    /** Left to the end of the turn: whoever wrote something has asked for that already. */
    @Override
    public void flush(ChannelHandlerContext ctx) {}

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushNow();
        ctx.close(promise);
    }
}
