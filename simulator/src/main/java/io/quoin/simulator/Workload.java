package io.quoin.simulator;

import com.google.protobuf.ByteString;
import io.quoin.api.etcdserverpb.AlarmRequest;
import io.quoin.api.etcdserverpb.Compare;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.api.etcdserverpb.RequestOp;
import io.quoin.api.etcdserverpb.TxnRequest;
import io.quoin.api.mvccpb.KeyValue;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.RangeResult;
import io.quoin.statemachine.result.Refused;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.NaiveStore;
import io.quoin.statemachine.testing.RequestGenerator;
import io.quoin.statemachine.testing.Results;
import java.util.random.RandomGenerator;

/** What callers ask: commands of every kind, valid and refused, and reads that are compared with the model. */
final class Workload {
    private static final RangeRequest EVERYTHING = RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .build();

    private final RequestGenerator commands;
    private final RequestGenerator reads;
    private final RandomGenerator random;
    private Life heldIn;
    private AppliedState held;

    Workload(RandomGenerator commandRandom, RandomGenerator readRandom) {
        this.commands = new RequestGenerator(commandRandom);
        this.reads = new RequestGenerator(readRandom);
        this.random = readRandom;
    }

    /**
     * Any command, after damage mostly such as depend on what is stored; an alarm that refuses every put is raised
     * seldom and taken back soon.
     */
    Command nextCommand(NaiveStore model, boolean damaged) {
        if (!model.alarms().isEmpty() && random.nextInt(4) == 0) {
            return takeBack(model.alarms().getFirst());
        }
        if (!model.pairs().isEmpty() && random.nextInt(damaged ? 2 : 8) == 0) {
            return compareAndSet(model.pairs().get(random.nextInt(model.pairs().size())));
        }
        Command command = commands.command();
        if (command.hasAlarm() && random.nextInt(4) != 0) {
            command = commands.command();
        }
        return command.hasPut() && random.nextInt(6) == 0 ? withLongValue(command) : command;
    }

    /** Longer than a sector or a block, so that a write can be torn within it. */
    private Command withLongValue(Command put) {
        byte[] value = new byte[400 + random.nextInt(6_000)];
        random.nextBytes(value);
        return put.toBuilder()
                .setPut(put.getPut().toBuilder().setValue(ByteString.copyFrom(value)))
                .build();
    }

    /** As a lock or a counter does: a new value, if the value is still the one that was read. */
    private static Command compareAndSet(KeyValue pair) {
        Compare unchanged = Compare.newBuilder()
                .setKey(pair.getKey())
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(pair.getValue())
                .build();
        PutRequest put = PutRequest.newBuilder()
                .setKey(pair.getKey())
                .setValue(pair.getKey())
                .build();
        return Command.newBuilder()
                .setTxn(TxnRequest.newBuilder()
                        .addCompare(unchanged)
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put)))
                .build();
    }

    private static Command takeBack(Alarm alarm) {
        return Command.newBuilder()
                .setAlarm(AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                        .setMemberID(alarm.memberId())
                        .setAlarmValue(alarm.type()))
                .build();
    }

    /** Reads something now, and now and then from a state that was published a while ago, as a slow reader would. */
    void readAndCompare(World world, Life life) {
        compare(world, life, reads.range());
        if (heldIn != life || random.nextInt(8) == 0) {
            held = life.store().state();
            heldIn = life;
        } else if (random.nextInt(4) == 0) {
            compareHeld(world, life);
        }
    }

    /** Reads the whole store. */
    void compareEverything(World world, Life life) {
        compare(world, life, EVERYTHING);
    }

    private void compare(World world, Life life, RangeRequest request) {
        Result got = life.store().reader().range(life.store().state(), request);
        if (world.damaged() && got instanceof Damaged) {
            return;
        }
        if (life.turn().applyStopped()) {
            return; // the model has gone on, or will never get there
        }
        Result expected = world.history().model().range(request);
        Violation.unless(
                Results.same(expected, got), "read %s, the model says %s", Results.text(got), Results.text(expected));
    }

    /**
     * The header tells the held revision; the records must be those of that revision, unless it is compacted by now.
     */
    private void compareHeld(World world, Life life) {
        RangeRequest request =
                EVERYTHING.toBuilder().setRevision(held.revision()).build();
        Result got = life.store().reader().range(held, request);
        Result expected = world.history().model().range(request);
        if (got instanceof Damaged && world.damaged() || got instanceof Refused || expected instanceof Refused) {
            Violation.unless(
                    !(got instanceof RangeResult) || expected instanceof Refused, "read %s of a lost revision", got);
            return;
        }
        RangeResult model = (RangeResult) expected;
        Result comparable = new RangeResult(held.revision(), model.records(), model.more(), model.count());
        Violation.unless(
                Results.same(comparable, got),
                "read %s of revision %d, the model says %s",
                Results.text(got),
                held.revision(),
                Results.text(comparable));
    }
}
