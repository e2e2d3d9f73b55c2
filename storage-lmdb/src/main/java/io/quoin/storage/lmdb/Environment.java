package io.quoin.storage.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quoin.storage.Checkpoint;
import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineOptions;
import java.io.File;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Stat;
import org.lmdbjava.Txn;

/**
 * One open LMDB environment with its databases and its pooled read transactions. It is closed only when nobody reads it
 * any more: {@link #retain} and {@link #release} count, {@link #closeIfIdle} closes a retired one.
 */
final class Environment {
    static final int VERSION = 1;

    private static final int FILE_MODE = 0600;
    private static final long META_PAGES = 2;

    /** Added to the reader count of an environment that takes no new readers. */
    private static final int RETIRED = 1 << 30;

    private final File directory;
    private final Env<MemorySegment> env;
    private final Dbi<MemorySegment> records;
    private final Dbi<MemorySegment> tables;
    private final AtomicInteger readersOpen = new AtomicInteger();

    /** Pooled read transactions by slot; a slot belongs to one view at a time. The last one is for figures. */
    private final ReadTransaction[] readTransactions;

    private enum Access {
        CREATE,
        WRITE,
        READ
    }

    private Environment(Path path, EngineOptions options, Access access) {
        directory = path.toFile();
        var readersMax = options.viewsMax() + 1;
        if (access != Access.READ) {
            EnvironmentFiles.allocateLockFile(path, readersMax);
        }
        env = Env.create(SegmentProxy.INSTANCE)
                .setMapSize(options.capacityBytes())
                .setMaxDbs(2)
                .setMaxReaders(readersMax)
                .open(directory, FILE_MODE, flags(options, access));
        try {
            readyAllPages(access);
            var flags = access == Access.CREATE ? new DbiFlags[] {DbiFlags.MDB_CREATE} : new DbiFlags[0];
            records = env.openDbi("record".getBytes(US_ASCII), flags);
            tables = env.openDbi("table".getBytes(US_ASCII), flags);
        } catch (RuntimeException e) {
            env.close();
            throw e;
        }
        readTransactions = new ReadTransaction[readersMax];
    }

    private void readyAllPages(Access access) {
        var data = new File(directory, EnvironmentFiles.DATA);
        var missing = EnvironmentFiles.missingBytes(data, allocatedBytes(), pageBytes());
        if (missing > 0 && access == Access.READ) {
            throw new ShortDataFileException(missing);
        }
        if (missing > 0) {
            EnvironmentFiles.extend(data, missing);
        }
    }

    /** The data file must be extended before it can be read. */
    static final class ShortDataFileException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int missingBytes;

        ShortDataFileException(int missingBytes) {
            super("the data file lacks " + missingBytes + " bytes");
            this.missingBytes = missingBytes;
        }

        int missingBytes() {
            return missingBytes;
        }
    }

    /** Creates the environment of an empty directory. */
    static Environment create(Path path, EngineOptions options) {
        try {
            return new Environment(path, options, Access.CREATE);
        } catch (RuntimeException e) {
            throw Failures.opening(e, path.toFile());
        }
    }

    /** Opens an existing one and checks that it is what {@link EnvironmentBuilder} finished. */
    static Environment open(Path path, EngineOptions options) {
        checkHasData(path);
        Environment environment = null;
        try {
            environment = new Environment(path, options, Access.WRITE);
            environment.env.readerCheck();
            environment.checkVersion();
            environment.env.sync(true); // what is found is what a power cut must leave
            return environment;
        } catch (RuntimeException e) {
            if (environment != null) {
                environment.close();
            }
            throw Failures.opening(e, path.toFile());
        }
    }

    /**
     * Opens an existing one for reading, without LMDB's lock file: nothing is written, so nobody may be writing.
     *
     * @throws ShortDataFileException when that cannot be done without a change
     */
    static Environment read(Path path, EngineOptions options) {
        checkHasData(path);
        Environment environment = null;
        try {
            environment = new Environment(path, options, Access.READ);
            environment.checkVersion();
            return environment;
        } catch (ShortDataFileException e) {
            throw e;
        } catch (RuntimeException e) {
            if (environment != null) {
                environment.close();
            }
            throw Failures.opening(e, path.toFile());
        }
    }

    private static void checkHasData(Path path) {
        if (path.resolve(EnvironmentFiles.DATA).toFile().length() == 0) {
            throw new EngineCorruptException(path + " has no data file", null);
        }
    }

    private static EnvFlags[] flags(EngineOptions options, Access access) {
        var flags = new ArrayList<EnvFlags>();
        flags.add(EnvFlags.MDB_NOTLS);
        if (access == Access.READ) {
            flags.add(EnvFlags.MDB_RDONLY_ENV);
            flags.add(EnvFlags.MDB_NOLOCK);
        }
        flags.add(EnvFlags.MDB_NOMETASYNC);
        if (!options.readAhead()) {
            flags.add(EnvFlags.MDB_NORDAHEAD);
        }
        return flags.toArray(EnvFlags[]::new);
    }

    private void checkVersion() {
        var keys = new KeyBuffer();
        try (var txn = env.txnRead()) {
            var version = tables.get(txn, keys.version());
            if (version == null || version.byteSize() != 1 || version.get(ValueLayout.JAVA_BYTE, 0) != VERSION) {
                throw new EngineCorruptException(directory + " is not of version " + VERSION, null);
            }
        }
    }

    /** The checkpoint of the last commit. */
    Checkpoint checkpoint(Txn<MemorySegment> txn, KeyBuffer keys) {
        var encoded = tables.get(txn, keys.checkpoint());
        if (encoded == null) {
            throw new EngineCorruptException(directory + " has no checkpoint", null);
        }
        try {
            return Checkpoint.decode(encoded.toArray(ValueLayout.JAVA_BYTE));
        } catch (IllegalArgumentException e) {
            throw new EngineCorruptException(directory + " has a damaged checkpoint", e);
        }
    }

    File directory() {
        return directory;
    }

    Dbi<MemorySegment> records() {
        return records;
    }

    Dbi<MemorySegment> tables() {
        return tables;
    }

    Txn<MemorySegment> txnWrite() {
        return env.txnWrite();
    }

    /** Forces the meta page, and with it the last commit. */
    void sync() {
        env.sync(true);
    }

    /** Frees reader slots of the lock table whose process is gone. */
    void clearStaleReaders() {
        env.readerCheck();
    }

    /** Counts a reader; false when retired. */
    boolean retain() {
        for (var count = readersOpen.get(); count < RETIRED; count = readersOpen.get()) {
            if (readersOpen.compareAndSet(count, count + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Gives back what {@link #retain} granted. */
    void release() {
        readersOpen.decrementAndGet();
    }

    /** The renewed read transaction of a slot that the caller owns. */
    ReadTransaction read(int slot) {
        var transaction = readTransactions[slot];
        if (transaction == null) {
            transaction = new ReadTransaction(env.txnRead());
            readTransactions[slot] = transaction;
        } else {
            transaction.txn().renew();
        }
        return transaction;
    }

    /** Pages of the file, in bytes. */
    long allocatedBytes() {
        return (env.info().lastPageNumber + 1) * pageBytes();
    }

    private int pageBytes() {
        return env.stat().pageSize;
    }

    /** Fills in what only a transaction tells: records, and the pages that live data need. */
    synchronized Usage usage() {
        var transaction = read(readTransactions.length - 1);
        try {
            var names = env.stat();
            var recordPages = records.stat(transaction.txn());
            var tablePages = tables.stat(transaction.txn());
            var pages = META_PAGES;
            for (var stat : new Stat[] {names, recordPages, tablePages}) {
                pages += stat.branchPages + stat.leafPages + stat.overflowPages;
            }
            return new Usage(pages * names.pageSize, recordPages.entries);
        } finally {
            transaction.txn().reset();
        }
    }

    record Usage(long inUseBytes, long records) {}

    /** Takes no new readers from now on. */
    void retire() {
        readersOpen.getAndUpdate(count -> count < RETIRED ? count + RETIRED : count);
    }

    /** Closes a retired environment unless it is still read; whether it is closed. */
    boolean closeIfIdle() {
        if (readersOpen.get() != RETIRED) {
            return false;
        }
        close();
        return true;
    }

    /** Closes; nobody may read or write any more. */
    void close() {
        for (var transaction : readTransactions) {
            if (transaction != null) {
                transaction.free();
            }
        }
        env.close();
    }
}
