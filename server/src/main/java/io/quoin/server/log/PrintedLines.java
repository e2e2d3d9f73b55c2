package io.quoin.server.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Stands behind {@code System.out} and {@code System.err}: each line that something prints becomes the message of a
 * log line. A longer line is cut into pieces of {@value #LINE_BYTES_MAX} bytes.
 */
final class PrintedLines extends OutputStream {
    private static final int LINE_BYTES_MAX = 16_384;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final String caller;

    PrintedLines(String caller) {
        this.caller = caller;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            writeLine();
        } else if (b != '\r') {
            line.write(b);
            if (line.size() >= LINE_BYTES_MAX) {
                writeLine();
            }
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    private void writeLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            Log.write(Level.WARN, Instant.now(), caller, text);
        }
    }
}
