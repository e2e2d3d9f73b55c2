package io.quoin.statemachine.index;

import java.util.ArrayList;
import java.util.List;

/** The obvious form of a key's history, to hold {@link KeyHistory} against: a list of all its versions. */
final class NaiveHistory {
    final List<Version> versions;

    NaiveHistory(List<Version> versions) {
        this.versions = List.copyOf(versions);
    }

    NaiveHistory change(long main, int sub, boolean isPut) {
        Version last = versions.isEmpty() ? null : versions.getLast();
        boolean continues = last != null && !last.isTombstone();
        Version next;
        if (!isPut) {
            next = new Version(main, sub, 0, 0);
        } else if (continues) {
            next = new Version(main, sub, last.createMain(), last.version() + 1);
        } else {
            next = new Version(main, sub, main, 1);
        }
        var more = new ArrayList<>(versions);
        more.add(next);
        return new NaiveHistory(more);
    }

    Version at(long revision) {
        int last = lastAt(revision);
        return last < 0 || versions.get(last).isTombstone() ? null : versions.get(last);
    }

    /** Empty when nothing is left. */
    NaiveHistory compact(long revision, List<Version> dropped) {
        int last = lastAt(revision);
        boolean tombstoneBelow = last >= 0
                && versions.get(last).isTombstone()
                && versions.get(last).main() < revision;
        int first = tombstoneBelow ? last + 1 : Math.max(last, 0);
        dropped.addAll(versions.subList(0, first));
        return new NaiveHistory(versions.subList(first, versions.size()));
    }

    private int lastAt(long revision) {
        int last = -1;
        while (last + 1 < versions.size() && versions.get(last + 1).main() <= revision) {
            last++;
        }
        return last;
    }
}
