package io.quoin.server.grpc;

import io.quoin.consensus.node.Proposal;
import io.quoin.consensus.node.Waiter;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Collects the proposals of each event loop's turn and hands them over together, so that a turn wakes the node at
 * most once. A buffer lives for one turn; what it holds is bounded by what a loop reads in a turn, and the node's
 * inbox bounds the rest.
 */
final class ProposalBuffers {
    private final Consumer<List<Proposal>> handOver;
    private final Function<Loop, RequestTimeouts> timeouts;
    private final Map<Loop, Buffer> buffers = new ConcurrentHashMap<>();

    ProposalBuffers(Consumer<List<Proposal>> handOver, Function<Loop, RequestTimeouts> timeouts) {
        this.handOver = handOver;
        this.timeouts = timeouts;
    }

    /** Adds a proposal of a call that must be answered within the request timeout. On the call's loop. */
    void addTimed(Call call, byte[] entryData, Waiter waiter) {
        add(call, entryData, waiter);
        buffers.get(call.loop()).overdue.watch(call);
    }

    /** Adds a proposal of a call. On the call's loop. */
    void add(Call call, byte[] entryData, Waiter waiter) {
        Loop loop = call.loop();
        Buffer buffer = buffers.get(loop);
        if (buffer == null) {
            buffer = buffers.computeIfAbsent(loop, key -> new Buffer(timeouts.apply(key)));
        }
        buffer.waiting.add(new Proposal(entryData, waiter));
        if (buffer.waiting.size() == 1) {
            loop.atEndOfTurn(buffer);
        }
    }

    /** Belongs to one loop. */
    private final class Buffer implements Runnable {
        private final RequestTimeouts overdue;
        private List<Proposal> waiting = new ArrayList<>();

        Buffer(RequestTimeouts overdue) {
            this.overdue = overdue;
        }

        @Override
        public void run() {
            List<Proposal> turn = waiting;
            waiting = new ArrayList<>(turn.size());
            handOver.accept(turn);
        }
    }
}
