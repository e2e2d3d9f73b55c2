package io.quoin.consensus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LowPriorityTest {
    @Test
    void itHoldsForTheCallingThreadAlone() throws Exception {
        int before = nice();
        onAThread(() -> {
            assertTrue(LowPriority.ofThisThread());
            assertEquals(10, nice());
            return null;
        });
        assertEquals(before, nice());
        assertEquals(before, onAThread(LowPriorityTest::nice));
    }

    private static <T> T onAThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        return task.get();
    }

    /** The calling thread's nice value, the 19th field of its line. */
    private static int nice() throws Exception {
        String line = Files.readString(Path.of("/proc/thread-self/stat"));
        String[] behindName = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return Integer.parseInt(behindName[16]);
    }
}
