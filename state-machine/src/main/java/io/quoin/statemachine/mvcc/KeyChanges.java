package io.quoin.statemachine.mvcc;

import io.quoin.api.etcdserverpb.DeleteRangeRequest;
import io.quoin.api.etcdserverpb.PutRequest;
import io.quoin.statemachine.index.KeyHistory;
import io.quoin.statemachine.record.DamagedRecordException;
import io.quoin.statemachine.record.RecordCodec;
import io.quoin.statemachine.record.RecordReader;
import io.quoin.statemachine.result.Damaged;
import io.quoin.statemachine.result.DeleteRangeResult;
import io.quoin.statemachine.result.PutResult;
import io.quoin.statemachine.result.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts and deletions after every check: they cannot fail. What only the answer needs is read only when somebody waits
 * for it, and if that is damaged the change is made all the same and the result says {@link Damaged}. Node thread.
 */
final class KeyChanges {
    private final WriteState state;
    private final RecordReader records;

    KeyChanges(WriteState state, RecordReader records) {
        this.state = state;
        this.records = records;
    }

    /**
     * Puts a key.
     *
     * @param verified the record that an ignore flag builds on; null without such a flag
     */
    Result put(PutRequest request, byte[] verified, boolean resultWanted) {
        byte[] key = request.getKey().toByteArray();
        KeyHistory history = state.keys().get(key);
        byte[] base = verified;
        if (base != null && history.modMain() == state.nextMain()) {
            // An earlier operation of this transaction put the key again: that record is the newest, and pending.
            base = state.ownRecord(history.modSub());
        }
        byte[] previous = base;
        Damaged damage = null;
        if (request.getPrevKv() || verified != null) {
            state.operations().range();
        }
        if (base == null && resultWanted && request.getPrevKv() && history != null && history.isLive()) {
            try (var session = records.open()) {
                previous = session.require(key, history.modMain(), history.modSub());
            } catch (DamagedRecordException e) {
                damage = Damaged.of(records.met(e));
            }
        }
        var fields = base == null ? null : RecordCodec.parse(base);
        ByteBuffer value = request.getIgnoreValue()
                ? RecordCodec.value(base, fields)
                : request.getValue().asReadOnlyByteBuffer();
        state.operations().put(key.length + value.remaining());
        state.put(key, history, value, request.getIgnoreLease() ? fields.lease() : request.getLease());
        if (damage != null || !resultWanted) {
            return damage;
        }
        return new PutResult(state.revision(), request.getPrevKv() ? previous : null);
    }

    /** Deletes the live keys of a range. */
    Result deleteRange(DeleteRangeRequest request, boolean resultWanted) {
        List<byte[]> keys = liveKeys(KeyRange.of(request.getKey(), request.getRangeEnd()));
        var previous = new ArrayList<byte[]>();
        Damaged damage = null;
        if (resultWanted && request.getPrevKv()) {
            try (var session = records.open()) {
                for (byte[] key : keys) {
                    KeyHistory history = state.keys().get(key);
                    previous.add(session.require(key, history.modMain(), history.modSub()));
                }
            } catch (DamagedRecordException e) {
                damage = Damaged.of(records.met(e));
            }
        }
        state.operations().delete();
        if (request.getPrevKv()) {
            state.operations().range();
        }
        for (byte[] key : keys) {
            state.delete(key);
        }
        if (damage != null || !resultWanted) {
            return damage;
        }
        return new DeleteRangeResult(state.revision(), keys.size(), previous);
    }

    /** Collected before the first is deleted: a cursor does not survive a change. */
    private List<byte[]> liveKeys(KeyRange range) {
        if (range.single()) {
            KeyHistory history = state.keys().get(range.from());
            return history != null && history.isLive() ? List.of(range.from()) : List.of();
        }
        var keys = new ArrayList<byte[]>();
        if (!range.isEmpty()) {
            var cursor = state.keys().cursor(range.from(), range.to());
            while (cursor.next()) {
                if (cursor.history().isLive()) {
                    keys.add(cursor.key());
                }
            }
        }
        return keys;
    }
}
