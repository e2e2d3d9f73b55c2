package io.quoin.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The process as the operating system sees it. What the platform does not tell is -1, and its rows are left out.
 *
 * @param cpuNanos user and system time
 * @param openFiles file descriptors in use
 * @param openFilesMax their limit
 * @param residentBytes memory in RAM
 * @param virtualBytes address space
 * @param startMillis since the epoch
 */
public record ProcessFigures(
        long cpuNanos, long openFiles, long openFilesMax, long residentBytes, long virtualBytes, long startMillis) {
    private static final long NOT_TOLD = -1;
    private static final Path STATUS = Path.of("/proc/self/status");

    /** How it is now. Reads files: not for an event loop. */
    public static ProcessFigures now() {
        long cpu = NOT_TOLD;
        long open = NOT_TOLD;
        long max = NOT_TOLD;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            cpu = system.getProcessCpuTime();
            open = system.getOpenFileDescriptorCount();
            max = system.getMaxFileDescriptorCount();
        }
        long start = ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElse(NOT_TOLD);
        return new ProcessFigures(cpu, open, max, memoryBytes("VmRSS:"), memoryBytes("VmSize:"), start);
    }

    private static long memoryBytes(String name) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    String kibibytes =
                            line.substring(name.length()).replace("kB", "").trim();
                    return Long.parseLong(kibibytes) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return NOT_TOLD; // a platform without it
        }
        return NOT_TOLD;
    }
}
