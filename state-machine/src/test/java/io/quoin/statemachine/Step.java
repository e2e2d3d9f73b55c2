package io.quoin.statemachine;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.testing.RequestGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One step of a generated sequence. */
sealed interface Step {
    int LONG_HISTORY_ONE_IN = 50;

    /** A command is committed; its result is compared if somebody waits for it. */
    record Apply(Command command, boolean resultWanted) implements Step {}

    /** The newest state is published and a range of it is read. */
    record Read(RangeRequest request) implements Step {}

    /** The newest state is published and a transaction of ranges is executed on it. */
    record ReadTxn(TxnRequest request) implements Step {}

    /** The newest state is published, and a reader takes it to read from it later. */
    record Hold() implements Step {}

    /** The reader reads a range from the state that it took, whatever has been applied since. */
    record ReadHeld(RangeRequest request) implements Step {}

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

    /** A sequence of some ten commands; now and then one key has a long history before. */
    static List<Step> sequence(RandomGenerator random) {
        var requests = new RequestGenerator(random);
        var steps = new ArrayList<Step>();
        if (random.nextInt(LONG_HISTORY_ONE_IN) == 0) {
            addLongHistory(steps, random);
        }
        for (int i = random.nextInt(6, 24); i > 0; i--) {
            int kind = random.nextInt(100);
            if (kind < 55) {
                steps.add(new Apply(requests.command(), random.nextInt(8) != 0));
            } else if (kind < 64) {
                steps.add(new Read(requests.range()));
            } else if (kind < 67) {
                steps.add(new ReadHeld(requests.range()));
            } else if (kind < 71) {
                steps.add(new ReadTxn(requests.readTxn()));
            } else if (kind < 75) {
                steps.add(new Publish());
            } else if (kind < 78) {
                steps.add(new Hold());
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

    /** More versions of one key than a chunk of its history holds, and perhaps a compaction within them. */
    private static void addLongHistory(List<Step> steps, RandomGenerator random) {
        ByteString key = ByteString.copyFromUtf8("a");
        int versions = random.nextInt(30, 110);
        for (int i = 0; i < versions; i++) {
            Command.Builder command = Command.newBuilder();
            if (random.nextInt(12) == 0) {
                command.setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key));
            } else {
                command.setPut(PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8("v" + i)));
            }
            steps.add(new Apply(command.build(), true));
            if (random.nextInt(20) == 0) {
                steps.add(new Flush());
            }
        }
        if (random.nextBoolean()) {
            var compaction = CompactionRequest.newBuilder().setRevision(random.nextInt(2, versions));
            steps.add(new Apply(Command.newBuilder().setCompaction(compaction).build(), true));
        }
    }
}
