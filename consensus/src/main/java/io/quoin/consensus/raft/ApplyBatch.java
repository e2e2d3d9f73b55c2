package io.quoin.consensus.raft;

import io.quoin.consensus.Entry;
import java.util.List;

/**
 * Entries that are committed <em>and</em> durable on this member (rule D6): the state machine is never ahead of the
 * local log, whatever crashes.
 *
 * @param entries not empty, ascending, without gap to the batch before; immutable; {@code applyBatchBytesMax} or one
 *     entry
 */
public record ApplyBatch(List<Entry> entries) {}
