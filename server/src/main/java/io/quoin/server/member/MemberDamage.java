package io.quoin.server.member;

import io.quoin.consensus.EntryId;
import io.quoin.server.log.Log;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.record.DamageObserver;
import io.quoin.statemachine.record.DamagedRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What damaged records do to this member: each is logged once; one that apply needs raises CORRUPT for as long as the
 * process lives, and at the next start the same entry of the log does so again.
 *
 * <p>While apply stands still, what was acknowledged is visible if nothing from that entry on ever was. That is so when
 * the entry came into the log in this process, whose callers have all heard that nobody knows; the file {@code
 * apply-stopped} tells later processes. This holds for a member that is a quorum alone. Any thread; the node thread
 * forces that file, once, when it has nothing else left to do.
 */
final class MemberDamage implements DamageObserver {
    private static final String FILE = "apply-stopped";

    private final long memberId;
    private final Path file;
    private long lastIndexAtStart;
    private volatile Stop stop;

    /**
     * @param seesAllAcknowledged whether no later entry can have been acknowledged
     */
    private record Stop(boolean seesAllAcknowledged) {}

    /** Of a member with that directory. */
    MemberDamage(long memberId, Path directory) {
        this.memberId = memberId;
        this.file = directory.resolve(FILE);
    }

    /** The log ends there: what it holds may have been acknowledged before. Before the node starts. */
    void logEndsAt(long index) {
        lastIndexAtStart = index;
    }

    @Override
    public void met(byte[] key, long main, int sub) {
        Object keyBytes = key.length == 0 ? "unknown" : key.length;
        Log.error("a stored record is damaged", "revision", main, "sub", sub, "key-size", keyBytes);
    }

    @Override
    public void applyStopped(EntryId entry, DamagedRecordException reason) {
        boolean isNew = entry.index() > lastIndexAtStart;
        if (isNew) {
            remember(entry.index());
        }
        stop = new Stop(isNew || isRemembered(entry.index()));
        Log.error(
                "an entry of the log needs a damaged record: nothing more is applied, alarm CORRUPT is raised; "
                        + "restore this member from a backup",
                "index",
                entry.index(),
                "revision",
                reason.main(),
                "sub",
                reason.sub());
    }

    /** Alarms with that of this member, if there is reason. */
    Alarms shown(Alarms ofState) {
        return stop == null ? ofState : ofState.with(new Alarm(memberId, Alarm.CORRUPT));
    }

    /** Whether something that was acknowledged may be missing in the newest state. */
    boolean hidesAcknowledged() {
        Stop present = stop;
        return present != null && !present.seesAllAcknowledged();
    }

    /** Without the file a later process only answers less. */
    private void remember(long index) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap(text(index).getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        } catch (IOException e) {
            Log.warn("a file could not be written", "path", file, "error", e);
        }
    }

    private boolean isRemembered(long index) {
        try {
            return Files.exists(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).equals(text(index));
        } catch (IOException e) {
            Log.warn("a file could not be read", "path", file, "error", e);
            return false;
        }
    }

    private static String text(long index) {
        return "entry " + index + '\n';
    }
}
