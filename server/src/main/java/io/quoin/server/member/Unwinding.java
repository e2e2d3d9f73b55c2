package io.quoin.server.member;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened so far, to be closed in reverse when the rest cannot be. */
final class Unwinding {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything; a failure to do so is not worth more than the reason for it. */
    void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception ignored) {
                // The process ends with the first reason.
            }
        }
    }
}
