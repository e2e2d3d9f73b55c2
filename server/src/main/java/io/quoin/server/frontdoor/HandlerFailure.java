package io.quoin.server.frontdoor;

import io.quoin.server.rpc.RpcStatus;
import org.jboss.logging.Logger;

/** What becomes of an exception that a handler let escape: its call ends, the connection goes on. */
final class HandlerFailure {
    private static final Logger LOG = Logger.getLogger(HandlerFailure.class);
    private static final RpcStatus STATUS = new RpcStatus(RpcStatus.UNKNOWN, "internal error");

    private HandlerFailure() {}

    /** Reports the failure and says how its call ends. */
    static RpcStatus of(String path, Throwable failure) {
        LOG.errorf(failure, "handler of %s failed", path);
        if (failure instanceof Error error) {
            fatal(error);
        }
        return STATUS;
    }

    /** A broken invariant and its like: the process decides (its uncaught-exception handler halts), not the door. */
    static void fatal(Error error) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }
}
