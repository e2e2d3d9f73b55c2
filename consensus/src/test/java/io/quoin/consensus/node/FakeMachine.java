package io.quoin.consensus.node;

import io.quoin.consensus.ApplyStoppedException;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryId;
import io.quoin.consensus.EntryType;
import io.quoin.consensus.Envelope;
import io.quoin.consensus.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A state machine that keeps the commands it applied, in memory, and an engine that is as durable as its last flush.
 */
final class FakeMachine implements StateMachine {
    private final EventLog events;
    private final List<String> commands = new ArrayList<>();
    private EntryId applied;
    private EntryId published;
    private EntryId durable;
    private long stopsAt = Long.MAX_VALUE;
    private long pendingBytes;
    private boolean engineFull;
    private int slices;
    private int flushes;

    FakeMachine(EventLog events) {
        this(events, EntryId.NONE);
    }

    FakeMachine(EventLog events, EntryId recovered) {
        this.events = events;
        applied = recovered;
        published = recovered;
        durable = recovered;
    }

    /** The entry data of a command. */
    static byte[] command(String text) {
        byte[] data = Envelope.newEntryData("", 0, text.length());
        int at = Envelope.commandOffset(data);
        for (int i = 0; i < text.length(); i++) {
            data[at + i] = (byte) text.charAt(i);
        }
        return data;
    }

    static String text(byte[] data) {
        return new String(
                Arrays.copyOfRange(data, Envelope.commandOffset(data), data.length), StandardCharsets.US_ASCII);
    }

    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    synchronized EntryId published() {
        return published;
    }

    /** From this index on a record that apply needs is damaged. */
    synchronized void stopAt(long index) {
        stopsAt = index;
    }

    synchronized void pendingBytes(long bytes) {
        pendingBytes = bytes;
    }

    synchronized void engineFull(boolean full) {
        engineFull = full;
    }

    synchronized void slices(int count) {
        slices = count;
    }

    /** How many flushes were tried. */
    synchronized int flushes() {
        return flushes;
    }

    @Override
    public synchronized EntryId applied() {
        return applied;
    }

    @Override
    public synchronized Object apply(Entry entry, boolean resultWanted) {
        if (entry.index() >= stopsAt) {
            throw new ApplyStoppedException("damaged at " + entry.index());
        }
        applied = entry.id();
        if (entry.type() != EntryType.COMMAND) {
            return null;
        }
        String text = text(entry.data());
        commands.add(text);
        events.add("apply " + text);
        return resultWanted ? "done " + text : null;
    }

    @Override
    public synchronized void publish() {
        published = applied;
        events.add("publish");
    }

    @Override
    public synchronized boolean runSlice() {
        if (slices == 0) {
            return false;
        }
        slices--;
        return true;
    }

    @Override
    public synchronized long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public synchronized void flush() {
        flushes++;
        if (!engineFull) {
            durable = published;
            pendingBytes = 0;
        }
    }

    @Override
    public synchronized boolean isFull() {
        return engineFull && flushes > 0;
    }

    @Override
    public synchronized EntryId durable() {
        return durable;
    }
}
