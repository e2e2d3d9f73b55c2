package io.quoin.consensus.raft.message;

/**
 * A message between two members; immutable.
 *
 * <table>
 * <caption>Messages</caption>
 * <tr><th>message</th><th>sent by</th><th>answered with</th></tr>
 * <tr><td>{@link PreVoteRequest}</td><td>pre-candidate</td><td>{@link PreVoteResponse}, or nothing while a leader
 * lives</td></tr>
 * <tr><td>{@link VoteRequest}</td><td>candidate</td><td>{@link VoteResponse}, or nothing while a leader lives</td></tr>
 * <tr><td>{@link AppendRequest}</td><td>leader</td>
 *     <td>{@link AppendAccepted}, {@link AppendRejected}, {@link StaleTerm}</td></tr>
 * <tr><td>{@link HeartbeatRequest}</td><td>leader</td><td>{@link HeartbeatResponse}, {@link StaleTerm}</td></tr>
 * </table>
 */
public sealed interface Message
        permits PreVoteRequest,
                PreVoteResponse,
                VoteRequest,
                VoteResponse,
                AppendRequest,
                AppendAccepted,
                AppendRejected,
                HeartbeatRequest,
                HeartbeatResponse,
                StaleTerm {
    /** The sender. */
    long from();

    /** The receiver. */
    long to();

    /** The sender's term when it made the message. */
    long term();
}
