package io.quoin.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Exceptions as text for a field of a line. */
final class StackTraces {
    private StackTraces() {}

    static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }
}
