package io.quoin.statemachine.index;

/** A sub revision (at least 0) and whether that change was a tombstone, in one int: tombstones are the complement. */
final class Mark {
    private Mark() {}

    static int tombstone(int sub) {
        return ~sub;
    }

    static boolean isTombstone(int mark) {
        return mark < 0;
    }

    static int sub(int mark) {
        return mark < 0 ? ~mark : mark;
    }
}
