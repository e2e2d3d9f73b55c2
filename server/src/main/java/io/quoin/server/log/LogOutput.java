package io.quoin.server.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where whole lines go. Any thread; each line is one write. */
@FunctionalInterface
interface LogOutput {
    LogOutput STANDARD_ERROR = toStream(new FileOutputStream(FileDescriptor.err));

    /** Writes a line, line feed included. */
    void write(byte[] line) throws IOException;

    /**
     * Opens outputs by their names: stderr, stdout, or paths of files, which are appended to.
     *
     * @throws IOException when a file cannot be opened; the message is etcd's
     */
    static LogOutput open(List<String> names, Optional<LogRotation> rotation) throws IOException {
        List<LogOutput> outputs = new ArrayList<>();
        for (String name : names) {
            outputs.add(
                    switch (name) {
                        case "stderr" -> STANDARD_ERROR;
                        case "stdout" -> toStream(new FileOutputStream(FileDescriptor.out));
                        default -> toFile(name, rotation);
                    });
        }
        return outputs.size() == 1 ? outputs.getFirst() : new Several(outputs);
    }

    private static LogOutput toFile(String name, Optional<LogRotation> rotation) throws IOException {
        try {
            Path path = Path.of(name.startsWith("file://") ? name.substring("file://".length()) : name);
            return rotation.isPresent()
                    ? RotatingFile.open(path, rotation.get())
                    : toStream(Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (NoSuchFileException e) {
            throw new IOException("open sink \"" + name + "\": open " + name + ": no such file or directory", e);
        } catch (IOException e) {
            throw new IOException("open sink \"" + name + "\": " + e, e);
        }
    }

    private static LogOutput toStream(OutputStream stream) {
        return stream::write;
    }

    /** Lines go to all; what one of them fails at does not keep the line from the others. */
    record Several(List<LogOutput> outputs) implements LogOutput {
        public Several {
            outputs = List.copyOf(outputs);
        }

        @Override
        public void write(byte[] line) throws IOException {
            IOException failure = null;
            for (LogOutput output : outputs) {
                try {
                    output.write(line);
                } catch (IOException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
