package io.quoin.storage.lmdb;

import io.quoin.storage.EngineIoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lmdbjava.TargetName;

/**
 * Loads the bundled liblmdb once. It is unpacked into a directory of its own below {@code java.io.tmpdir} and
 * unlinked as soon as it is loaded, so that a killed process leaves nothing behind; needs neither HOME nor anything
 * else of the environment. Where that directory forbids execution, {@code -Djava.io.tmpdir} chooses another one (jffi
 * unpacks there too); {@code -Dlmdbjava.extract.dir} and {@code -Dlmdbjava.native.lib} are obeyed, and their files left
 * alone.
 */
final class NativeLibrary {
    private static final String EXTRACT_DIR_PROP = "lmdbjava.extract.dir";

    private static boolean loaded;

    private NativeLibrary() {}

    /**
     * Loads unless loaded.
     *
     * @throws EngineIoException when it cannot be unpacked or linked
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        var chosen = System.getProperty(EXTRACT_DIR_PROP) != null
                || System.getProperty(TargetName.LMDB_NATIVE_LIB_PROP) != null;
        try {
            if (chosen) {
                initialize();
            } else {
                initializeFrom(Files.createTempDirectory("quoin-lmdb-"));
            }
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            throw new EngineIoException(
                    "cannot load liblmdb by way of " + System.getProperty("java.io.tmpdir")
                            + "; -Djava.io.tmpdir names another directory",
                    e);
        }
        loaded = true;
    }

    private static void initializeFrom(Path directory) throws IOException, ReflectiveOperationException {
        System.setProperty(EXTRACT_DIR_PROP, directory.toString());
        try {
            initialize();
        } finally {
            System.clearProperty(EXTRACT_DIR_PROP);
            if (!TargetName.RESOLVED_FILENAME.endsWith(".dll")) {
                EnvironmentDirectories.deleteTree(directory);
            }
        }
    }

    /** The library finds its resource through the context class loader, which need not know it. */
    private static void initialize() throws ReflectiveOperationException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        var loader = NativeLibrary.class.getClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Class.forName("org.lmdbjava.Library", true, loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
