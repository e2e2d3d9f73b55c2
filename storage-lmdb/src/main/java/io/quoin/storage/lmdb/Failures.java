package io.quoin.storage.lmdb;

import io.quoin.storage.EngineCorruptException;
import io.quoin.storage.EngineException;
import io.quoin.storage.EngineFullException;
import io.quoin.storage.EngineIoException;
import java.io.File;
import java.io.IOException;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.LmdbNativeException;
import org.lmdbjava.Txn;

/**
 * Says what an error of LMDB means to a caller.
 *
 * <p>LMDB reports a <em>short</em> write as EIO, and a disk that runs full in the middle of a batch gives just that. So
 * EIO while there is less space left than the batch wanted, or others may have taken meanwhile, is taken as full; any
 * other EIO is a failure of the disk.
 */
final class Failures {
    private static final int EIO = 5;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;

    /** Less space than this left is taken as none. */
    private static final long LITTLE_BYTES = 1 << 16;

    private Failures() {}

    /** When a file or directory of our own could not be written: Java does not tell why. */
    static EngineException writing(File file, IOException e) {
        var message = "cannot write " + file + ": " + e.getMessage();
        var directory = file.getAbsoluteFile().getParentFile();
        return directory.exists() && directory.getUsableSpace() < LITTLE_BYTES
                ? new EngineFullException(message, e)
                : new EngineIoException(message, e);
    }

    /** While open: full or broken. */
    static EngineException running(String doing, RuntimeException e, File environment, long wantedBytes) {
        if (isFull(e, environment, wantedBytes)) {
            return new EngineFullException(doing + ": no space: " + e.getMessage(), e);
        }
        return new EngineIoException(doing + ": " + e.getMessage(), e);
    }

    /** While opening: corrupt as well. */
    static EngineException opening(RuntimeException e, File environment) {
        return switch (e) {
            case EngineException already -> already;
            case Env.FileInvalidException _,
                    Env.VersionMismatchException _,
                    LmdbNativeException.PageCorruptedException _,
                    LmdbNativeException.PageNotFoundException _,
                    Dbi.KeyNotFoundException _,
                    Dbi.IncompatibleException _ ->
                new EngineCorruptException(environment + " is damaged: " + e.getMessage(), e);
            default -> running("opening " + environment, e, environment, LITTLE_BYTES);
        };
    }

    private static boolean isFull(RuntimeException e, File environment, long wantedBytes) {
        return switch (e) {
            case EngineFullException _, Env.MapFullException _, Txn.TxFullException _ -> true;
            case LmdbNativeException other -> {
                var code = other.getResultCode();
                yield code == ENOSPC || code == EDQUOT || (code == EIO && environment.getUsableSpace() < wantedBytes);
            }
            default -> false;
        };
    }
}
