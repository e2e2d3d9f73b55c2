package io.quoin.consensus.wal;

import io.quoin.consensus.raft.HardState;
import java.io.IOException;
import java.util.List;

/**
 * What a log holds and whether it can be trusted, judged exactly as {@link Wal#open} judges it, but nothing on disk is
 * changed, and what lies before and behind damage is told too.
 *
 * @param segments the segment files, oldest first
 * @param batches batches of the log, markers included; up to the first damage, as is all that follows
 * @param firstIndex index of the oldest entry; {@code lastIndex + 1} when there is none
 * @param lastIndex index of the newest entry that is not truncated, 0 in a new log
 * @param lastTerm term of that entry, 0 in a new log
 * @param firstSequence sequence of the oldest batch; {@code lastSequence + 1} when there is none
 * @param lastSequence sequence of the newest batch, 0 in a new log
 * @param hardState newest term, vote and commit hint; null when neither vote file nor batches tell it
 * @param cleanClose the newest batch is the marker of a clean close
 * @param voteFileWhole both slots of the vote file are sound, or there is no log yet; else opening writes it anew
 * @param tornTail an unfinished write, which opening would clear; null when there is none
 * @param damages why opening would be refused: the first is what it would say, the others were found behind it. Empty
 *     when the log can be opened
 */
public record WalInspection(
        List<SegmentInspection> segments,
        long batches,
        long firstIndex,
        long lastIndex,
        long lastTerm,
        long firstSequence,
        long lastSequence,
        HardState hardState,
        boolean cleanClose,
        boolean voteFileWhole,
        TornTail tornTail,
        List<WalCorruptException> damages) {
    /**
     * An unfinished write at the end of the log, never reported durable.
     *
     * @param file path of the newest segment
     * @param offset where it begins
     */
    public record TornTail(String file, long offset) {}

    /**
     * Inspects the log below a directory, as {@link Wal#open} takes it. Nobody may have it open. Damage of the log is
     * part of the answer.
     *
     * @param visitor sees every batch of the log up to the first damage
     * @throws IOException when the directory cannot be listed
     */
    public static WalInspection of(Disk disk, String directory, WalIdentity identity, LoggedBatch.Visitor visitor)
            throws IOException {
        return new WalInspector(disk, directory, identity, visitor).inspect();
    }
}
