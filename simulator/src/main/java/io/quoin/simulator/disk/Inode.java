package io.quoin.simulator.disk;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The content of a file: what readers see, and what would be there after a power loss. */
final class Inode {
    static final int SECTOR_BYTES = 512;

    private byte[] bytes = new byte[0];
    private int size;
    private int durableSize;

    /** What the medium holds of each sector that was written since the last force. */
    private final TreeMap<Integer, byte[]> unforced = new TreeMap<>();

    int size() {
        return size;
    }

    int read(byte[] into, int offset, int length, int position) {
        int count = Math.min(length, size - position);
        if (count <= 0) {
            return -1;
        }
        System.arraycopy(bytes, position, into, offset, count);
        return count;
    }

    /** How many bytes a write there would add. */
    int growth(int length, int position) {
        return Math.max(0, position + length - size);
    }

    void write(byte[] from, int offset, int length, int position) {
        int end = position + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        for (int sector = position / SECTOR_BYTES; sector * SECTOR_BYTES < end; sector++) {
            if (!unforced.containsKey(sector)) {
                unforced.put(sector, sectorOf(sector));
            }
        }
        System.arraycopy(from, offset, bytes, position, length);
        size = Math.max(size, end);
    }

    void force() {
        unforced.clear();
        durableSize = size;
    }

    /** The power goes: each sector that was not forced is kept, lost or zeroed on its own. */
    void losePower(RandomGenerator random) {
        if (unforced.isEmpty() && size == durableSize) {
            return;
        }
        int kind = random.nextInt(6);
        if (random.nextInt(3) == 0) {
            truncate(durableSize);
        }
        for (Map.Entry<Integer, byte[]> entry : unforced.entrySet()) {
            int from = entry.getKey() * SECTOR_BYTES;
            int to = Math.min(from + SECTOR_BYTES, size);
            if (from >= to) {
                continue;
            }
            int fate = kind < 3 ? kind : random.nextInt(3);
            if (fate == 1) {
                System.arraycopy(entry.getValue(), 0, bytes, from, to - from);
            } else if (fate == 2) {
                Arrays.fill(bytes, from, to, (byte) 0);
            }
        }
        force();
    }

    void flipBit(long bit) {
        bytes[(int) (bit >> 3)] ^= (byte) (1 << (bit & 7));
    }

    private void truncate(int newSize) {
        Arrays.fill(bytes, newSize, size, (byte) 0);
        size = newSize;
    }

    private byte[] sectorOf(int sector) {
        int from = sector * SECTOR_BYTES;
        byte[] copy = new byte[SECTOR_BYTES];
        if (from < size) {
            System.arraycopy(bytes, from, copy, 0, Math.min(SECTOR_BYTES, size - from));
        }
        return copy;
    }
}
