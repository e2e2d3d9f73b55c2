package io.quoin.server.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quoin.consensus.EntryId;
import io.quoin.statemachine.alarm.Alarm;
import io.quoin.statemachine.alarm.Alarms;
import io.quoin.statemachine.record.DamagedRecordException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberDamageTest {
    private static final long MEMBER_ID = 7;
    private static final DamagedRecordException REASON = new DamagedRecordException(new byte[] {'a'}, 3, 0);

    @TempDir
    Path folder;

    /** A process that finds a log up to entry 10 and stops at that entry. */
    private MemberDamage stoppedAt(long index) {
        var damage = new MemberDamage(MEMBER_ID, folder);
        damage.logEndsAt(10);
        damage.applyStopped(new EntryId(index, 1), REASON);
        return damage;
    }

    @Test
    void aMemberThatStandsStillShowsCorruptBesideWhatTheStateHolds() {
        var damage = new MemberDamage(MEMBER_ID, folder);
        Alarms ofState = Alarms.NONE.with(new Alarm(9, Alarm.NO_SPACE));
        damage.met(new byte[] {'a'}, 3, 0);
        assertEquals(ofState, damage.shown(ofState));
        assertFalse(damage.hidesAcknowledged());
        assertEquals(
                List.of(new Alarm(9, Alarm.NO_SPACE), new Alarm(MEMBER_ID, Alarm.CORRUPT)),
                stoppedAt(11).shown(ofState).all());
    }

    @Test
    void whatWasInTheLogAtTheStartMayHaveBeenAcknowledged() {
        assertTrue(stoppedAt(10).hidesAcknowledged());
        assertTrue(stoppedAt(3).hidesAcknowledged());
        assertTrue(stoppedAt(10).hidesAcknowledged(), "a start that found it so proves nothing");
    }

    @Test
    void whatCameLaterWasNeverAcknowledgedAndLaterProcessesKnow() throws Exception {
        assertFalse(stoppedAt(11).hidesAcknowledged());
        var later = new MemberDamage(MEMBER_ID, folder);
        later.logEndsAt(12);
        later.applyStopped(new EntryId(11, 1), REASON);
        assertFalse(later.hidesAcknowledged());
        var earlierEntry = new MemberDamage(MEMBER_ID, folder);
        earlierEntry.logEndsAt(12);
        earlierEntry.applyStopped(new EntryId(9, 1), REASON);
        assertTrue(earlierEntry.hidesAcknowledged());
        Files.writeString(folder.resolve("apply-stopped"), "entry 1");
        later.applyStopped(new EntryId(11, 1), REASON);
        assertTrue(later.hidesAcknowledged(), "a torn file proves nothing");
    }
}
