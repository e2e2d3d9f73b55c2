package io.quoin.consensus.raft;

import io.quoin.consensus.raft.message.AppendAccepted;
import io.quoin.consensus.raft.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages of this turn, and responses of earlier turns that still wait for an earlier batch (rule D2). These are held
 * here, at most {@code heldResponsesMax}; one too many is dropped, which a sender must cope with anyway.
 */
final class Outbox {
    private record Held(long sequence, Message message) {}

    private final int heldMax;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final List<Message> sendNow = new ArrayList<>();
    private final List<Message> whenDurable = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    Outbox(int heldMax) {
        this.heldMax = heldMax;
    }

    /** For what says nothing of this member's own durable state. */
    void send(Message message) {
        sendNow.add(message);
    }

    /** For what may leave only when the state of this moment is durable. */
    void sendWhenDurable(Message message) {
        int last = whenDurable.size() - 1;
        if (last >= 0 && supersedes(message, whenDurable.get(last))) {
            whenDurable.set(last, message);
        } else {
            whenDurable.add(message);
        }
    }

    private static boolean supersedes(Message message, Message earlier) {
        return message instanceof AppendAccepted accepted
                && earlier instanceof AppendAccepted before
                && before.to() == accepted.to()
                && before.term() == accepted.term()
                && before.matchIndex() <= accepted.matchIndex();
    }

    void refuse(long requestId, Refusal.Reason reason, long leader) {
        refusals.add(new Refusal(requestId, reason, leader));
    }

    boolean isEmpty() {
        return sendNow.isEmpty() && whenDurable.isEmpty() && refusals.isEmpty();
    }

    /** This turn writes nothing, but earlier batches are under way: what waits, waits for {@code sequence}. */
    void hold(long sequence) {
        for (Message message : whenDurable) {
            if (held.size() < heldMax) {
                held.addLast(new Held(sequence, message));
            }
        }
        whenDurable.clear();
    }

    /** Everything is durable: nothing has to wait. */
    void sendAllNow() {
        sendNow.addAll(whenDurable);
        whenDurable.clear();
    }

    /** The batch {@code sequence} is durable. */
    void release(long sequence) {
        while (!held.isEmpty() && held.peekFirst().sequence() <= sequence) {
            sendNow.add(held.removeFirst().message());
        }
    }

    List<Message> takeSendNow() {
        return take(sendNow);
    }

    List<Message> takeWhenDurable() {
        return take(whenDurable);
    }

    List<Refusal> takeRefusals() {
        return take(refusals);
    }

    private static <T> List<T> take(List<T> waiting) {
        List<T> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }
}
