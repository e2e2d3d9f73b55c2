package io.quoin.server.tools;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/**
 * Writes for people: a label and a value per line, or rows whose columns are aligned. A reader that goes away ends the
 * tool by an {@link UncheckedIOException}. One thread.
 */
final class Output {
    private static final int LABEL_COLUMNS = 18;
    private static final String GAP = "  ";

    private final BufferedWriter writer;

    Output(Writer target, int bufferChars) {
        writer = new BufferedWriter(target, bufferChars);
    }

    /** One line. */
    void line(CharSequence text) {
        try {
            writer.append(text).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A label and what it says. */
    void field(String label, Object value) {
        line(label + " ".repeat(Math.max(1, LABEL_COLUMNS - label.length())) + value);
    }

    /** Rows of as many cells as there are titles; each column as wide as its widest cell, the last one ragged. */
    void table(List<String> titles, List<List<String>> rows) {
        int[] widths = new int[titles.size()];
        widen(widths, titles);
        rows.forEach(row -> widen(widths, row));
        row(widths, titles);
        rows.forEach(row -> row(widths, row));
    }

    private static void widen(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    /** A row of cells, each but the last one padded to its width. */
    void row(int[] widths, List<String> cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            text.append(i == 0 ? "" : GAP).append(cell);
            if (i + 1 < widths.length) {
                text.append(" ".repeat(widths[i] - cell.length()));
            }
        }
        line(text.toString().stripTrailing());
    }

    void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
