package io.quoin.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens engines of one kind. Implementations are registered with {@link ServiceLoader}; they are stateless. */
public interface StorageEngineProvider {
    /** The name by which the engine is chosen; lower case, never changes. */
    String name();

    /**
     * Opens the engine of a directory, creating both when absent, and removes what a crash left behind.
     *
     * @throws EngineBusyException when it is open already, here or in another process
     * @throws EngineCorruptException when the contents cannot be trusted; nothing was changed
     * @throws EngineFullException when there is no space to create it
     * @throws EngineIoException when the directory cannot be read or written
     */
    StorageEngine open(Path directory, EngineOptions options);

    /**
     * Reads the engine of a directory without changing a byte of it: leftovers of a crash stay, nothing is forced.
     * Meanwhile it cannot be opened; several processes may read it.
     *
     * @throws EngineBusyException when it is open, here or in another process, or is being read here
     * @throws EngineCorruptException when there is none, or the contents cannot be trusted
     * @throws EngineIoException when the directory cannot be read
     */
    StoredContents read(Path directory);

    /**
     * Replaces the contents of a directory by those of a backup stream, in one atomic step at the end: before it, and
     * whenever this throws, the directory holds what it held, or nothing. The engine must not be open.
     *
     * @return the checkpoint restored
     * @throws IOException what the source threw
     * @throws EngineCorruptException when the stream is damaged, cut or of an unknown version
     * @throws EngineBusyException when the directory is open
     * @throws EngineFullException when the contents do not fit
     * @throws EngineIoException when the directory cannot be written; the contents are the old or the
     *     new ones, unharmed
     */
    Checkpoint restore(Path directory, EngineOptions options, BackupSource source) throws IOException;

    /**
     * The provider of a name.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    static StorageEngineProvider named(String name) {
        var known = new TreeSet<String>();
        for (var provider :
                ServiceLoader.load(StorageEngineProvider.class, StorageEngineProvider.class.getClassLoader())) {
            if (provider.name().equals(name)) {
                return provider;
            }
            known.add(provider.name());
        }
        throw new IllegalArgumentException("no storage engine is named '" + name + "'; there is " + known);
    }
}
