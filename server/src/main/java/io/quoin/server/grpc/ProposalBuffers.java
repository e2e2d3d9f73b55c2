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
        Buffer buffer = of(call.loop());
        buffer.add(new Proposal(entryData, waiter));
        buffer.overdue.watch(call);
    }

    /** Adds a proposal of a call. On the call's loop. */
    void add(Call call, byte[] entryData, Waiter waiter) {
        of(call.loop()).add(new Proposal(entryData, waiter));
    }

    private Buffer of(Loop loop) {
        Buffer buffer = buffers.get(loop);
        return buffer != null ? buffer : buffers.computeIfAbsent(loop, key -> new Buffer(key, timeouts.apply(key)));
    }

    /** Belongs to one loop. */
    private final class Buffer implements Runnable {
        private final Loop loop;
        private final RequestTimeouts overdue;
        private List<Proposal> waiting = new ArrayList<>();

        Buffer(Loop loop, RequestTimeouts overdue) {
            this.loop = loop;
            this.overdue = overdue;
        }

        void add(Proposal proposal) {
            waiting.add(proposal);
            if (waiting.size() == 1) {
                loop.atEndOfTurn(this);
            }
        }

        @Override
        public void run() {
            List<Proposal> turn = waiting;
            waiting = new ArrayList<>(turn.size());
            handOver.accept(turn);
        }
    }
}
