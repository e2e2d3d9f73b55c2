package io.quoin.simulator.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The names in one directory: as readers see them, and as they would be after a power loss. */
final class Directory {
    /** A change of names that has not been forced. */
    private sealed interface Change {
        void applyTo(TreeMap<String, Inode> names);

        record Link(String name, Inode inode) implements Change {
            @Override
            public void applyTo(TreeMap<String, Inode> names) {
                names.put(name, inode);
            }
        }

        record Unlink(String name) implements Change {
            @Override
            public void applyTo(TreeMap<String, Inode> names) {
                names.remove(name);
            }
        }

        /** Both names change together or not at all, as a journal keeps them. */
        record Rename(String from, String to) implements Change {
            @Override
            public void applyTo(TreeMap<String, Inode> names) {
                Inode inode = names.remove(from);
                if (inode != null) {
                    names.put(to, inode);
                }
            }
        }
    }

    private TreeMap<String, Inode> durable = new TreeMap<>();
    private final TreeMap<String, Inode> current = new TreeMap<>();
    private final List<Change> unforced = new ArrayList<>();

    List<String> names() {
        return List.copyOf(current.keySet());
    }

    Inode get(String name) {
        return current.get(name);
    }

    Iterable<Inode> inodes() {
        return current.values();
    }

    void link(String name, Inode inode) {
        change(new Change.Link(name, inode));
    }

    void unlink(String name) {
        change(new Change.Unlink(name));
    }

    void rename(String from, String to) {
        change(new Change.Rename(from, to));
    }

    void force() {
        durable = new TreeMap<>(current);
        unforced.clear();
    }

    /** The power goes: each change that was not forced happened or did not, on its own. */
    void losePower(RandomGenerator random) {
        for (Change change : unforced) {
            if (random.nextBoolean()) {
                change.applyTo(durable);
            }
        }
        current.clear();
        current.putAll(durable);
        unforced.clear();
    }

    private void change(Change change) {
        change.applyTo(current);
        unforced.add(change);
    }
}
