package io.quoin.simulator.disk;

/** The power went in the middle of an operation. Thrown through the production code, which must not catch it. */
public final class PowerLoss extends Error {
    private static final long serialVersionUID = 1L;

    public PowerLoss() {
        super("power loss", null, false, false);
    }
}
