package io.quoin.storage.testing;

import io.quoin.storage.BackupSink;
import io.quoin.storage.BackupWriter;
import io.quoin.storage.Batch;
import io.quoin.storage.BatchRules;
import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineIoException;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.EngineStats;
import io.quoin.storage.OpenViews;
import io.quoin.storage.StorageEngine;
import io.quoin.storage.Table;
import io.quoin.storage.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reference engine: sorted maps over an {@link InMemoryDisk}, deterministic and without threads of its own. It
 * gives the weakest that the contract allows, so that nobody relies on more: a view sees newer commits too, segments
 * are overwritten after the sink returns, and the last commits are durable late.
 */
public final class InMemoryEngine implements StorageEngine {
    private record Grave(byte[] record, long deletedAt) {}

    private final InMemoryDisk disk;
    private final EngineOptions options;
    private final OpenViews openViews;
    private final Checkpoint recovered;

    /** Records that were deleted while views were open that must not lose them. */
    private final TreeMap<RecordPosition, Grave> graves = new TreeMap<>();

    /** Per open view the commit number at which it opened. */
    private final IdentityHashMap<InMemoryView, Long> openedAt = new IdentityHashMap<>();

    private long commits;
    private long graveBytes;
    private long allocatedBytes;
    private EngineIoException failure;
    private InMemoryBatch batch;
    private boolean closed;

    InMemoryEngine(InMemoryDisk disk, EngineOptions options) {
        this.disk = disk;
        this.options = options;
        openViews = new OpenViews(options.viewsMax());
        recovered = disk.durable();
        allocatedBytes = disk.current().bytes();
    }

    @Override
    public Checkpoint recovered() {
        return recovered;
    }

    @Override
    public Batch begin() {
        synchronized (disk) {
            checkIdle();
            batch = new InMemoryBatch(this, new BatchRules(disk.current().checkpoint(), disk.durable()));
            return batch;
        }
    }

    @Override
    public void sync() {
        synchronized (disk) {
            checkIdle();
            failing(disk::sync);
        }
    }

    @Override
    public Checkpoint durable() {
        synchronized (disk) {
            checkUsable();
            return disk.durable();
        }
    }

    @Override
    public View view() {
        synchronized (disk) {
            checkUsable();
            var view = new InMemoryView(this, openViews.take());
            openedAt.put(view, commits);
            return view;
        }
    }

    @Override
    public EngineStats stats() {
        synchronized (disk) {
            checkUsable();
            return new EngineStats(
                    allocatedBytes,
                    disk.current().bytes() + graveBytes,
                    disk.current().records().size(),
                    openViews.count(),
                    openViews.oldestAgeNanos());
        }
    }

    @Override
    public void backup(BackupSink sink) throws IOException {
        Contents contents;
        synchronized (disk) {
            checkUsable();
            contents = disk.contents();
        }
        var writer = new BackupWriter(sink, contents.checkpoint());
        for (var table : Table.values()) {
            for (var entry : contents.table(table).entrySet()) {
                writer.entry(table, entry.getKey(), entry.getValue());
            }
        }
        for (var entry : contents.records().entrySet()) {
            var position = entry.getKey();
            writer.record(position.main(), position.sub(), MemorySegment.ofArray(entry.getValue()));
        }
        writer.finish();
    }

    @Override
    public void maintain(long budgetNanos) {
        synchronized (disk) {
            checkIdle();
        }
    }

    @Override
    public void defragment() {
        synchronized (disk) {
            checkIdle();
            allocatedBytes = disk.current().bytes() + graveBytes;
        }
    }

    @Override
    public void close() {
        synchronized (disk) {
            if (closed) {
                return;
            }
            if (batch != null && disk.isOpenFor(this)) {
                throw new IllegalStateException("a batch is open");
            }
        }
        openViews.shut(options.closeWaitMillis()); // without the lock: views need it to close
        synchronized (disk) {
            closed = true;
            try {
                if (failure == null && disk.isOpenFor(this)) {
                    disk.sync();
                }
            } finally {
                disk.close(this);
            }
        }
    }

    /** Whether so many bytes more than now fit. */
    void checkFits(long moreBytes) {
        synchronized (disk) {
            var capacity = Math.min(options.capacityBytes(), disk.capacityBytes());
            if (disk.current().bytes() + graveBytes + moreBytes > capacity) {
                throw new EngineFullException(moreBytes + " bytes more do not fit into " + capacity, null);
            }
        }
    }

    void commit(InMemoryBatch committed) {
        synchronized (disk) {
            checkUsable();
            commits++;
            committed.deleted().forEach(this::bury);
            failing(() -> disk.commit(committed::applyTo));
            allocatedBytes = Math.max(allocatedBytes, disk.current().bytes() + graveBytes);
        }
    }

    private void bury(RecordPosition position) {
        var record = disk.current().records().get(position);
        if (record != null && !openedAt.isEmpty() && graves.put(position, new Grave(record, commits)) == null) {
            graveBytes += Contents.size(record.length, 0);
        }
    }

    void ended() {
        synchronized (disk) {
            batch = null;
        }
    }

    /** The record as a view that is still open must see it, or null. */
    byte[] read(InMemoryView view, RecordPosition position) {
        synchronized (disk) {
            var next = next(view, position);
            return next != null && next.getKey().equals(position) ? next.getValue() : null;
        }
    }

    /** The first record at or after a position that the view must or may see, or null. */
    Map.Entry<RecordPosition, byte[]> next(InMemoryView view, RecordPosition from) {
        synchronized (disk) {
            checkUsable();
            failing(() -> disk.failIf(InMemoryDisk.Fault.READ));
            var live = disk.current().records().ceilingEntry(from);
            var opened = openedAt.get(view);
            for (var grave = graves.ceilingEntry(from);
                    grave != null && (live == null || grave.getKey().compareTo(live.getKey()) < 0);
                    grave = graves.higherEntry(grave.getKey())) {
                if (grave.getValue().deletedAt() > opened) {
                    return Map.entry(grave.getKey(), grave.getValue().record());
                }
            }
            return live;
        }
    }

    Iterator<Map.Entry<byte[], byte[]>> entries(Table table) {
        synchronized (disk) {
            checkUsable();
            return new TreeMap<>(disk.current().table(table)).entrySet().iterator();
        }
    }

    void closed(InMemoryView view, int slot) {
        synchronized (disk) {
            openedAt.remove(view);
            if (openedAt.isEmpty()) {
                graves.clear();
                graveBytes = 0;
            }
            openViews.giveBack(slot);
        }
    }

    private void checkIdle() {
        checkUsable();
        if (batch != null) {
            throw new IllegalStateException("a batch is open");
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("the writer is a platform thread");
        }
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (failure != null) {
            throw new EngineIoException("the engine has failed and must be opened again", failure);
        }
        if (!disk.isOpenFor(this)) {
            throw new EngineIoException("the disk has crashed", null);
        }
    }

    private void failing(Runnable action) {
        try {
            action.run();
        } catch (EngineIoException e) {
            failure = e;
            throw e;
        }
    }
}
