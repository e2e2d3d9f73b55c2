package io.quoin.consensus.wal;

import io.quoin.consensus.Entry;
import io.quoin.consensus.raft.LogView;
import io.quoin.consensus.raft.PersistBatch;
import java.io.IOException;
import java.util.List;

/** The write-ahead log of one member. Signatures only in this first commit. */
public final class Wal implements AutoCloseable, LogView {
    private final WalRecovery recovered;

    private Wal(WalRecovery recovered) {
        this.recovered = recovered;
    }

    public static Wal open(Disk disk, String directory, WalIdentity identity, WalOptions options) throws IOException {
        throw new IOException("not built yet");
    }

    public WalRecovery recovered() {
        return recovered;
    }

    public void append(PersistBatch batch) throws IOException {
        throw new IOException("not built yet");
    }

    public void appendIdleMarker() throws IOException {}

    public boolean wantsNextSegment() {
        return false;
    }

    public void prepareNextSegment() throws IOException {}

    public void cutBelow(long index) throws IOException {}

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return 0;
    }

    @Override
    public long term(long index) {
        return 0;
    }

    @Override
    public List<Entry> entries(long from, long to, long bytesMax) {
        return List.of();
    }

    @Override
    public void close() throws IOException {}
}
