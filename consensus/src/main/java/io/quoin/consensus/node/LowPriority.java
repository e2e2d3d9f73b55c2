package io.quoin.consensus.node;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Threads whose work can wait: where others want the cores too, they get what is left. Linux only, where a thread has a
 * nice value of its own and may always raise it; elsewhere nothing happens. Java's own priorities have no effect there.
 */
public final class LowPriority {
    /** About a tenth of the share of a usual thread. */
    private static final int NICE = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private LowPriority() {}

    /**
     * Lowers the calling thread's priority for the rest of its life.
     *
     * @return whether the system did
     */
    public static boolean ofThisThread() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return false;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setPriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, NICE) == 0;
        } catch (Throwable e) {
            throw new AssertionError("setpriority", e);
        }
    }
}
