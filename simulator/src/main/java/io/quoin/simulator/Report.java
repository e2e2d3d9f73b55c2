package io.quoin.simulator;

import java.util.List;

/**
 * What a run came to.
 *
 * @param seed what it was drawn from
 * @param failure the violated invariant, or whatever escaped; null when all held
 * @param digest equal for equal runs
 * @param lastLines the last lines of the trace
 * @param simulatedNanos virtual time that passed
 * @param events how many events it took
 * @param lives how often the member was started
 * @param acknowledged commands that were answered
 * @param unknown commands whose outcome was reported as unknown
 * @param refused commands that did not enter the log
 * @param refusal why the member refused to start in the end, after a bit was flipped; null when it served
 */
public record Report(
        long seed,
        Throwable failure,
        long digest,
        List<String> lastLines,
        long simulatedNanos,
        long events,
        long lives,
        int acknowledged,
        int unknown,
        int refused,
        String refusal) {
    public boolean passed() {
        return failure == null;
    }
}
