package io.quoin.consensus.raft;

/**
 * A proposal that was not appended anywhere: trying again is safe.
 *
 * @param requestId of the refused {@link Input.Propose}
 * @param reason why
 * @param leader the leader this member knows of, 0 for none
 */
public record Refusal(long requestId, Reason reason, long leader) {
    /** Why a proposal is refused. */
    public enum Reason {
        /** This member does not lead; {@link Refusal#leader} may. */
        NOT_LEADER,
        /** {@code uncommittedBytesMax} is reached: the cluster does not commit as fast as clients propose. */
        OVERLOADED,
        /** The data are longer than {@code entryBytesMax}. */
        TOO_LARGE
    }
}
