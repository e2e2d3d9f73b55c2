package io.quoin.server.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Writes log lines. Any thread; a line is written at once and whole. Lines are rare: what happens per request is a
 * metric.
 *
 * <p>Fields are alternating names and values, see {@link LineFormat}.
 */
public final class Log {
    private static final String PACKAGE_PREFIX = "io.quoin.";
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final ZoneId ZONE = ZoneId.systemDefault();

    private static volatile Level least = Level.INFO;
    private static volatile LineFormat format = LineFormat.JSON;
    private static volatile LogOutput output = LogOutput.STANDARD_ERROR;

    private Log() {}

    /**
     * Takes over everything that this process prints: standard output and error, the loggers of libraries, and
     * exceptions that nobody catches. Once, before anything else.
     */
    public static void takeOver() {
        System.setOut(new PrintStream(new PrintedLines("stdout"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new PrintedLines("stderr"), true, StandardCharsets.UTF_8));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught(thread, failure));
        Logger root = LogManager.getLogManager().getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new LibraryLogHandler());
    }

    /** Sets what is written and how. */
    public static void configure(Level leastLevel, LineFormat lineFormat) {
        least = leastLevel;
        format = lineFormat;
    }

    /**
     * Sets where lines go; before that, to standard error.
     *
     * @param outputs stderr, stdout, or files to append to
     * @param rotation of the files, if so
     * @throws IOException when a file cannot be opened; nothing has changed
     */
    public static void writeTo(List<String> outputs, Optional<LogRotation> rotation) throws IOException {
        output = LogOutput.open(outputs, rotation);
    }

    /** Writes a line of any level. */
    public static void write(Level level, String message, List<Object> fields) {
        write(level, message, fields.toArray());
    }

    public static void debug(String message, Object... fields) {
        write(Level.DEBUG, message, fields);
    }

    public static void info(String message, Object... fields) {
        write(Level.INFO, message, fields);
    }

    public static void warn(String message, Object... fields) {
        write(Level.WARN, message, fields);
    }

    public static void error(String message, Object... fields) {
        write(Level.ERROR, message, fields);
    }

    /** Only says so; ending the process is the caller's. */
    public static void fatal(String message, Object... fields) {
        write(Level.FATAL, message, fields);
    }

    /** Whether lines of this level are written. */
    static boolean isWritten(Level level) {
        return level.compareTo(least) >= 0;
    }

    /** Writes a line of which the caller is known. */
    static void write(Level level, Instant at, String caller, String message, Object... fields) {
        String line = format.format(at.atZone(ZONE), level, caller, message, fields);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            output.write(bytes);
        } catch (IOException ignored) {
            // Nobody reads any more, and there is no other place to say it.
        }
    }

    private static void write(Level level, String message, Object[] fields) {
        if (isWritten(level)) {
            write(level, Instant.now(), callerOf(), message, fields);
        }
    }

    private static void uncaught(Thread thread, Throwable failure) {
        error("uncaught exception", "thread", thread.getName(), "error", StackTraces.text(failure));
    }

    /** The line of code outside this class that logs, as zap shows it: {@code folder/File.java:12}. */
    private static String callerOf() {
        return STACK.walk(frames -> frames.filter(frame -> !frame.getClassName().startsWith(Log.class.getName()))
                        .findFirst())
                .map(frame -> folder(frame.getClassName()) + '/' + frame.getFileName() + ':' + frame.getLineNumber())
                .orElse("server/unknown");
    }

    private static String folder(String className) {
        String inner = className.startsWith(PACKAGE_PREFIX) ? className.substring(PACKAGE_PREFIX.length()) : className;
        int end = inner.lastIndexOf('.');
        return end < 0 ? "server" : inner.substring(0, end).replace('.', '/');
    }
}
