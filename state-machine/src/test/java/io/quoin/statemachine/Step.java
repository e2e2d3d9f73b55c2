package io.quoin.statemachine;

import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.testing.RequestGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One step of a generated sequence. */
sealed interface Step {
    /** A command is committed; its result is compared if somebody waits for it. */
    record Apply(Command command, boolean resultWanted) implements Step {}

    /** The newest state is published and a range of it is read. */
    record Read(RangeRequest request) implements Step {}

    /** The newest state is published and a transaction of ranges is executed on it. */
    record ReadTxn(TxnRequest request) implements Step {}

    /** What was applied is published. */
    record Publish() implements Step {}

    /** What was published is flushed. */
    record Flush() implements Step {}

    /** A flush is tried while the engine is full. */
    record FlushWhileFull() implements Step {}

    /** A slice of compaction. */
    record Slice() implements Step {}

    /** The process dies; so many of the commits that are not durable survive; the log is replayed. */
    record Crash(int commitsKept) implements Step {}

    /** A sequence of some ten commands. */
    static List<Step> sequence(RandomGenerator random) {
        var requests = new RequestGenerator(random);
        var steps = new ArrayList<Step>();
        for (int i = random.nextInt(6, 24); i > 0; i--) {
            int kind = random.nextInt(100);
            if (kind < 55) {
                steps.add(new Apply(requests.command(), random.nextInt(8) != 0));
            } else if (kind < 67) {
                steps.add(new Read(requests.range()));
            } else if (kind < 71) {
                steps.add(new ReadTxn(requests.readTxn()));
            } else if (kind < 78) {
                steps.add(new Publish());
            } else if (kind < 87) {
                steps.add(new Flush());
            } else if (kind < 89) {
                steps.add(new FlushWhileFull());
            } else if (kind < 97) {
                steps.add(new Slice());
            } else {
                steps.add(new Crash(random.nextInt(4)));
            }
        }
        return steps;
    }
}
