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
import java.util.List;
import java.util.function.Supplier;
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

    Workload(World world, RandomGenerator commandRandom, RandomGenerator readRandom) {
        this.commands = new RequestGenerator(commandRandom, world.history().model()::revision);
        this.reads = new RequestGenerator(readRandom, world.history().model()::revision);
        this.random = readRandom;
    }

    /**
     * Any command. After damage many depend on what is stored, most of all on what was damaged; an alarm that refuses
     * every put is raised seldom and taken back soon.
     */
    Command nextCommand(World world) {
        NaiveStore model = world.history().model();
        if (!model.alarms().isEmpty() && random.nextInt(4) == 0) {
            return takeBack(model.alarms().getFirst());
        }
        List<KeyValue> pairs = model.pairs();
        if (world.damaged() && random.nextInt(4) != 0) {
            List<KeyValue> hit = pairs.stream()
                    .filter(pair -> world.damagedKeys().contains(pair.getKey()))
                    .toList();
            pairs = hit.isEmpty() ? pairs : hit;
            if (!pairs.isEmpty()) {
                return compareAndSet(pairs.get(random.nextInt(pairs.size())));
            }
        }
        if (!pairs.isEmpty() && random.nextInt(8) == 0) {
            return compareAndSet(pairs.get(random.nextInt(pairs.size())));
        }
        Command command = commands.command();
        if (command.hasAlarm() && random.nextInt(4) != 0) {
            command = commands.command();
        }
        return command.hasPut() && random.nextInt(6) == 0 ? withLongValue(command) : command;
    }

    /** Longer than a sector or a block, so that a write can be torn within it; sometimes nothing but zeros. */
    private Command withLongValue(Command put) {
        byte[] value = new byte[400 + random.nextInt(6_000)];
        if (random.nextInt(3) != 0) {
            random.nextBytes(value);
        }
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
        if (random.nextInt(4) == 0) {
            compareTransaction(world, life);
        } else {
            compare(world, life, reads.range());
        }
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
        compare(world, life, got, () -> world.history().model().range(request));
    }

    private void compareTransaction(World world, Life life) {
        TxnRequest request = reads.readTxn();
        Result got = life.store().reader().txn(life.store().state(), request);
        compare(world, life, got, () -> world.history().model().readTxn(request));
    }

    private static void compare(World world, Life life, Result got, Supplier<Result> model) {
        if (got instanceof Damaged met && world.isFlipped(met)) {
            return;
        }
        if (life.turn().applyStopped()) {
            return; // the model has gone on, or will never get there
        }
        requireSame(model.get(), got, life.store().state().revision());
    }

    /** Words are made only of a difference. */
    private static void requireSame(Result expected, Result got, long revision) {
        if (!Results.same(expected, got)) {
            throw new Violation(
                    "read %s of revision %d, the model says %s", Results.text(got), revision, Results.text(expected));
        }
    }

    /**
     * The header tells the held revision; the records must be those of that revision, unless it is compacted by now.
     */
    private void compareHeld(World world, Life life) {
        RangeRequest request =
                EVERYTHING.toBuilder().setRevision(held.revision()).build();
        Result got = life.store().reader().range(held, request);
        Result expected = world.history().model().range(request);
        if (got instanceof Damaged met && world.isFlipped(met)
                || got instanceof Refused
                || expected instanceof Refused) {
            Violation.unless(
                    !(got instanceof RangeResult) || expected instanceof Refused, "read %s of a lost revision", got);
            return;
        }
        RangeResult model = (RangeResult) expected;
        Result comparable = new RangeResult(held.revision(), model.records(), model.more(), model.count());
        requireSame(comparable, got, held.revision());
    }
}
