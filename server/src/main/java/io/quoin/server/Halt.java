package io.quoin.server;

import io.quoin.server.log.Log;

/** Ends the process when its state can no longer be trusted: one clear line, no hooks, nothing written any more. */
final class Halt {
    private static final int CODE = 1;

    private Halt() {}

    /** Never returns. Any thread; what fails next because of this, on another, has no line of its own. */
    static synchronized void because(String what, Throwable cause) {
        Log.fatal(what, "error", String.valueOf(cause), "at", place(cause));
        Runtime.getRuntime().halt(CODE);
    }

    private static String place(Throwable cause) {
        return cause == null || cause.getStackTrace().length == 0 ? "" : cause.getStackTrace()[0].toString();
    }
}
