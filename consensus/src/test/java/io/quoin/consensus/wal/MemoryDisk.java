package io.quoin.consensus.wal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A disk in memory with the weakest promises that {@link Disk} allows: until forced, each sector of a write and each
 * change of a name may be lost on its own. It can be full, fail, or stop the machine at a chosen operation.
 */
final class MemoryDisk implements Disk {
    /** The machine stopped: nothing after this operation happened. */
    static final class PowerLoss extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Something done while a write is under way. */
    interface Interleaved {
        void run() throws IOException;
    }

    private static final class Node {
        byte[] current = new byte[0];
        byte[] durable = new byte[0];
    }

    private static final int SECTOR = 512;

    private TreeMap<String, Node> names = new TreeMap<>();
    private final TreeMap<String, Node> durableNames = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>(List.of(""));

    long capacityBytes = Long.MAX_VALUE;
    /** Whether {@link #usableBytes} knows of the bound, or the write fails without warning. */
    boolean saysWhenFull = true;

    long operations;
    long stopAtOperation = Long.MAX_VALUE;
    int forces;
    int failForce = -1;
    int writes;
    int failWrite = -1;
    String unreadableFile;
    /** Runs once, inside the next write to {@link #interleavedFile}: what another thread does meanwhile. */
    Interleaved interleaved;

    String interleavedFile;

    /** A disk that holds exactly these files, durably. */
    static MemoryDisk of(Map<String, byte[]> files) {
        MemoryDisk disk = new MemoryDisk();
        files.forEach((path, bytes) -> {
            Node node = new Node();
            node.current = bytes.clone();
            node.durable = node.current.clone();
            disk.names.put(path, node);
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                disk.directories.add(path.substring(0, slash));
            }
        });
        disk.durableNames.putAll(disk.names);
        return disk;
    }

    /** All files as they read now. */
    Map<String, byte[]> files() {
        Map<String, byte[]> copy = new TreeMap<>();
        names.forEach((path, node) -> copy.put(path, node.current.clone()));
        return copy;
    }

    /** What is left after the machine stopped; what was not forced is there or not as the generator says. */
    MemoryDisk afterPowerLoss(RandomGenerator random, double kept) {
        TreeMap<String, Node> left = new TreeMap<>(durableNames);
        names.forEach((path, node) -> {
            if (durableNames.get(path) != node && random.nextDouble() < kept) {
                left.values().remove(node); // a rename is there or not, never half
                left.put(path, node);
            }
        });
        durableNames.forEach((path, node) -> {
            if (!names.containsKey(path) && left.get(path) == node && random.nextDouble() < kept) {
                left.remove(path);
            }
        });
        MemoryDisk disk = new MemoryDisk();
        disk.directories.addAll(directories);
        left.forEach((path, node) -> disk.names.put(path, survivor(node, random, kept)));
        disk.durableNames.putAll(disk.names);
        return disk;
    }

    private static Node survivor(Node node, RandomGenerator random, double kept) {
        boolean grown = node.current.length <= node.durable.length || random.nextDouble() < kept;
        byte[] bytes = Arrays.copyOf(node.durable, grown ? node.current.length : node.durable.length);
        for (int at = 0; at < bytes.length; at += SECTOR) {
            int length = Math.min(SECTOR, bytes.length - at);
            if (at + length <= node.current.length && random.nextDouble() < kept) {
                System.arraycopy(node.current, at, bytes, at, length);
            }
        }
        Node survivor = new Node();
        survivor.current = bytes;
        survivor.durable = bytes.clone();
        return survivor;
    }

    private void operation() throws IOException {
        if (operations++ >= stopAtOperation) {
            throw new PowerLoss();
        }
    }

    @Override
    public void createDirectory(String path) {
        directories.add(path);
    }

    @Override
    public boolean exists(String path) {
        return names.containsKey(path) || directories.contains(path);
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory + "/";
        return names.keySet().stream()
                .filter(path -> path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0)
                .map(path -> path.substring(prefix.length()))
                .toList();
    }

    @Override
    public DiskFile create(String path) throws IOException {
        operation();
        Node node = new Node();
        names.put(path, node);
        return new MemoryFile(node, path);
    }

    @Override
    public DiskFile openForWriting(String path) throws IOException {
        return openForReading(path);
    }

    @Override
    public DiskFile openForReading(String path) throws IOException {
        Node node = names.get(path);
        if (node == null) {
            throw new FileNotFoundException(path);
        }
        return new MemoryFile(node, path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operation();
        names.put(to, names.remove(from));
    }

    @Override
    public void delete(String path) throws IOException {
        operation();
        if (names.remove(path) == null) {
            throw new FileNotFoundException(path);
        }
    }

    @Override
    public void forceDirectory(String path) throws IOException {
        operation();
        durableNames.keySet().removeIf(name -> parent(name).equals(path));
        names.forEach((name, node) -> {
            if (parent(name).equals(path)) {
                durableNames.put(name, node);
            }
        });
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    @Override
    public long usableBytes() {
        return saysWhenFull ? freeBytes() : Long.MAX_VALUE;
    }

    private long freeBytes() {
        return capacityBytes
                - names.values().stream().mapToLong(node -> node.current.length).sum();
    }

    private final class MemoryFile implements DiskFile {
        private final Node node;
        private final String path;

        MemoryFile(Node node, String path) {
            this.node = node;
            this.path = path;
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            if (path.equals(unreadableFile)) {
                throw new IOException("Input/output error");
            }
            int length = (int) Math.min(to.remaining(), node.current.length - position);
            if (length <= 0) {
                return -1;
            }
            to.put(node.current, (int) position, length);
            return length;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            if (path.equals(interleavedFile) && interleaved != null) {
                Interleaved once = interleaved;
                interleaved = null;
                once.run();
            }
            int length = from.remaining();
            int end = (int) position + length;
            if (end > node.current.length) {
                if (end - node.current.length > freeBytes()) {
                    throw new DiskFullException("No space left on device", null);
                }
                node.current = Arrays.copyOf(node.current, end);
            }
            boolean fails = writes++ == failWrite;
            boolean stops = operations >= stopAtOperation;
            int written = fails ? length / 2 : length; // the write that the stop interrupts is under way
            from.get(node.current, (int) position, written);
            if (fails) {
                throw new IOException("Input/output error");
            }
            if (stops) {
                throw new PowerLoss();
            }
            operations++;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            operation();
            if (forces++ == failForce) {
                throw new IOException("Input/output error");
            }
            node.durable = node.current.clone();
        }

        @Override
        public long size() {
            return node.current.length;
        }

        @Override
        public void close() {}
    }
}
