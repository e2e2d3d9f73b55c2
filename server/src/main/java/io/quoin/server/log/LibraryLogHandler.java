package io.quoin.server.log;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Turns what libraries log into lines of ours. Their levels keep their meaning; their logger's name is the caller.
 */
final class LibraryLogHandler extends Handler {
    private static final Object[] NO_FIELDS = {};

    private final Formatter messages = new MessageFormatter();

    @Override
    public void publish(LogRecord entry) {
        Level level = levelOf(entry.getLevel().intValue());
        if (!Log.isWritten(level)) {
            return;
        }
        Throwable failure = entry.getThrown();
        Object[] fields = failure == null ? NO_FIELDS : new Object[] {"error", StackTraces.text(failure)};
        Log.write(level, entry.getInstant(), caller(entry.getLoggerName()), messages.format(entry), fields);
    }

    private static Level levelOf(int level) {
        if (level >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (level >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        return level >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    private static String caller(String loggerName) {
        if (loggerName == null || loggerName.isEmpty()) {
            return "library/unknown";
        }
        int end = loggerName.lastIndexOf('.');
        int start = end < 0 ? -1 : loggerName.lastIndexOf('.', end - 1);
        return loggerName.substring(start + 1).replace('.', '/');
    }

    @Override
    public void flush() {
        // Lines are written at once.
    }

    @Override
    public void close() {
        // Standard error stays open until the process ends.
    }

    /** The text of a record with its parameters filled in. */
    private static final class MessageFormatter extends Formatter {
        @Override
        public String format(LogRecord entry) {
            String message =
                    entry instanceof ExtLogRecord extended ? extended.getFormattedMessage() : formatMessage(entry);
            return message == null ? "" : message;
        }
    }
}
