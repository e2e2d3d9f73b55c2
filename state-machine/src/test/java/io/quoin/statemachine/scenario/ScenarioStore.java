package io.quoin.statemachine.scenario;

import io.quoin.api.etcdserverpb.CompactionRequest;
import io.quoin.consensus.ApplyStoppedException;
import io.quoin.consensus.Entry;
import io.quoin.consensus.EntryType;
import io.quoin.statemachine.AppliedState;
import io.quoin.statemachine.ReplicatedStore;
import io.quoin.statemachine.StoreOptions;
import io.quoin.statemachine.command.Command;
import io.quoin.statemachine.command.Commands;
import io.quoin.statemachine.result.Result;
import io.quoin.statemachine.testing.Results;
import io.quoin.storage.EngineOptions;
import io.quoin.storage.testing.InMemoryDisk;
import io.quoin.storage.testing.InMemoryEngine;
import io.quoin.storage.testing.RecordPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A store, its disk and its log, driven by the lines of a scenario. */
final class ScenarioStore {
    private final InMemoryDisk disk = new InMemoryDisk();
    private final List<Entry> log = new ArrayList<>();
    private InMemoryEngine engine = disk.open(EngineOptions.DEFAULT);
    private ReplicatedStore store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);

    /** What one line prints. */
    String execute(String line) {
        var syntax = new RequestSyntax(line);
        String word = syntax.word();
        return switch (word) {
            case "put" -> apply(Command.newBuilder().setPut(syntax.put()).build());
            case "del" ->
                apply(Command.newBuilder().setDeleteRange(syntax.delete()).build());
            case "txn" -> apply(Command.newBuilder().setTxn(syntax.txn()).build());
            case "read-txn" -> Results.text(store.reader().txn(store.state(), syntax.txn()));
            case "alarm" -> apply(Command.newBuilder().setAlarm(syntax.alarm()).build());
            case "compact" ->
                apply(Command.newBuilder()
                        .setCompaction(CompactionRequest.newBuilder().setRevision(syntax.number()))
                        .build());
            case "get" -> Results.text(store.reader().range(store.state(), syntax.range()));
            case "flush" -> flush();
            case "slices" -> slices();
            case "state" -> state();
            case "engine" -> records();
            case "capacity" -> {
                disk.capacityBytes(syntax.number());
                yield "capacity set";
            }
            case "flip" -> {
                disk.flipBit(new RecordPosition(syntax.number(), (int) syntax.number()), (int) syntax.number());
                yield "bit flipped";
            }
            case "crash" -> crash();
            default -> throw new IllegalArgumentException(line);
        };
    }

    private String apply(Command command) {
        var entry = new Entry(store.applied().index() + 1, 1, EntryType.COMMAND, Commands.entryData(command));
        try {
            var result = (Result) store.apply(entry, true);
            log.add(entry);
            store.publish();
            return Results.text(result);
        } catch (ApplyStoppedException e) {
            return "apply stops: " + e.getMessage();
        }
    }

    private String flush() {
        store.flush();
        return store.flushFailure() == null ? "flushed" : "engine full, " + (store.pendingBytes() > 0) + " pending";
    }

    private String slices() {
        int slices = 0;
        while (store.runSlice()) {
            slices++;
            store.publish();
        }
        return slices + " slices";
    }

    private String state() {
        AppliedState state = store.state();
        return "applied " + state.applied().index() + ", durable "
                + store.durable().index() + ", revision "
                + state.revision() + ", compacted " + state.compactedRevision() + ", keys held "
                + state.index().size();
    }

    private String records() {
        return disk.contents().records().keySet().stream()
                .map(position -> "(" + position.main() + ", " + position.sub() + ")")
                .collect(Collectors.joining(" ", "records ", ""));
    }

    private String crash() {
        disk.crash();
        engine = disk.open(EngineOptions.DEFAULT);
        try {
            store = ReplicatedStore.open(engine, StoreOptions.DEFAULT);
        } catch (ApplyStoppedException e) {
            return "does not open: " + e.getMessage();
        }
        long recovered = store.applied().index();
        for (Entry entry : log.subList((int) recovered, log.size())) {
            store.apply(entry, false);
        }
        store.publish();
        return "recovered to entry " + recovered + ", replayed " + (log.size() - recovered);
    }
}
