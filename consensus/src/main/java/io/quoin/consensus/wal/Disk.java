package io.quoin.consensus.wal;

import java.io.IOException;
import java.util.List;

/**
 * One directory tree as the write-ahead log sees it: {@link FileDisk} in production, a simulated disk in tests.
 *
 * <p>Paths are relative to the root and separated by {@code /}; the empty path is the root itself. A creation, rename
 * or
 * deletion is only certain to survive a crash once {@link #forceDirectory} of its directory has returned; until then
 * each
 * may be lost on its own, in any order.
 */
public interface Disk {
    /** Creates the directory unless it is there; its parent must exist. */
    void createDirectory(String path) throws IOException;

    /** Whether there is a file or directory of that name. */
    boolean exists(String path) throws IOException;

    /** The names in a directory, ascending. */
    List<String> list(String directory) throws IOException;

    /** Creates an empty file, or empties the one that is there, and opens it for reading and writing. */
    DiskFile create(String path) throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile openForWriting(String path) throws IOException;

    /** Opens an existing file for reading. */
    DiskFile openForReading(String path) throws IOException;

    /** Gives a file its new name at once, replacing a file that has it. Open handles stay valid. */
    void rename(String from, String to) throws IOException;

    /** Removes a file that nobody reads or writes any more. A crash meanwhile may leave a part of it. */
    void delete(String path) throws IOException;

    /** Returns when the names in the directory are on stable storage. */
    void forceDirectory(String path) throws IOException;

    /** Bytes that this process may still write, as far as the file system knows. */
    long usableBytes() throws IOException;
}
