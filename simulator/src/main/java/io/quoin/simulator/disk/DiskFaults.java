package io.quoin.simulator.disk;

import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * What goes wrong on a {@link SimulatedDisk}, and when. The simulation arms a fault; the disk asks before each
 * operation. Once the power is planned to go at the n-th operation from now, that operation throws {@link PowerLoss},
 * before its effect, after a part of it, or after all of it.
 */
public final class DiskFaults {
    private static final long OPERATION_NANOS = 2_000;

    private final RandomGenerator random;
    private long operationsUntilPowerLoss = -1;
    private boolean nextForceFails;
    private long forceNanosMin = 100_000;
    private long forceNanosMax = 200_000;
    private long capacityBytes = Long.MAX_VALUE;

    public DiskFaults(RandomGenerator random) {
        this.random = random;
    }

    /** The power goes in the n-th operation from now; -1 = it does not. */
    public void losePowerIn(long operations) {
        operationsUntilPowerLoss = operations;
    }

    /** The next force fails with an I/O error; what was written since the last one may be on the medium or not. */
    public void failNextForce() {
        nextForceFails = true;
    }

    /** How long each force takes from now on. */
    public void forceNanos(long min, long max) {
        forceNanosMin = min;
        forceNanosMax = max;
    }

    /** How much the disk holds from now on. */
    public void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** Takes back what is armed; a new process starts on a disk that works. */
    public void disarm() {
        operationsUntilPowerLoss = -1;
        nextForceFails = false;
    }

    long capacityBytes() {
        return capacityBytes;
    }

    void beforeOperation() {
        if (countsDown()) {
            throw new PowerLoss();
        }
    }

    /** How many bytes of the write happen before the power goes, whole sectors only; -1 when it does not go. */
    int tornWriteBytes(int length) {
        return countsDown() ? random.nextInt(length / Inode.SECTOR_BYTES + 1) * Inode.SECTOR_BYTES : -1;
    }

    long writeNanos(int length) {
        return OPERATION_NANOS + length / 4;
    }

    long beforeForce(String path) throws IOException {
        if (countsDown()) {
            throw new PowerLoss();
        }
        if (nextForceFails) {
            nextForceFails = false;
            throw new IOException("simulated force error on " + path);
        }
        return forceNanosMin + random.nextLong(forceNanosMax - forceNanosMin + 1);
    }

    private boolean countsDown() {
        if (operationsUntilPowerLoss < 0) {
            return false;
        }
        return operationsUntilPowerLoss-- == 0;
    }
}
