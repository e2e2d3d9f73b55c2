package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.Message;
import java.util.List;

/**
 * What one turn asks of the world; immutable. The only order that binds: {@code whenDurable} leaves after
 * {@code persist} is on stable storage, and the batches of successive turns reach the disk in the order of their
 * sequence. All else may go at once, so that followers write while the leader writes (thesis §10.2.1).
 *
 * <p>Durability, as kept by the core with this shape:
 *
 * <table>
 * <caption>Which message waits for the disk</caption>
 * <tr><th>message</th><th>leaves</th></tr>
 * <tr><td>append, heartbeat, pre-vote request</td><td>at once</td></tr>
 * <tr><td>vote request</td><td>when the own vote and the whole log before it are durable: it vouches for both</td></tr>
 * <tr><td>every response, granted or not</td><td>when the term, vote and entries it speaks of are durable</td></tr>
 * </table>
 *
 * @param sendNow messages that depend on nothing that is not yet durable
 * @param persist what to write, or null
 * @param whenDurable messages to send once {@code persist} is durable; empty when {@code persist} is null. They may be
 *     dropped with the process, as any message may be lost
 * @param apply entries for the state machine, or null; the next come after {@link Input.Applied} of the last of these
 * @param refusals proposals that were not appended
 * @param roleChange the newest role, when role, term or known leader changed in this turn; else null
 */
public record Effects(
        List<Message> sendNow,
        PersistBatch persist,
        List<Message> whenDurable,
        ApplyBatch apply,
        List<Refusal> refusals,
        RoleChange roleChange) {
    /** Nothing to do. */
    public static final Effects NONE = new Effects(List.of(), null, List.of(), null, List.of(), null);

    public Effects {
        sendNow = List.copyOf(sendNow);
        whenDurable = List.copyOf(whenDurable);
        refusals = List.copyOf(refusals);
    }
}
