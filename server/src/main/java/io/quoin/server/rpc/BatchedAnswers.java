package io.quoin.server.rpc;

import java.util.Arrays;

/**
 * {@link Answers} for any kind of loop. The number of loops is small (one per core), so a batch is found by looking at
 * each. What is collected is bounded by the calls in flight: at most one answer each.
 */
public final class BatchedAnswers implements Answers {
    private Batch[] open = new Batch[4];
    private int openCount;

    @Override
    public void reply(Call call, byte[] message) {
        batchOf(call.loop()).add(call, message);
    }

    @Override
    public void refuse(Call call, RpcStatus status) {
        batchOf(call.loop()).add(call, status);
    }

    @Override
    public void handOver() {
        for (int i = 0; i < openCount; i++) {
            Batch batch = open[i];
            open[i] = null;
            batch.loop.execute(batch);
        }
        openCount = 0;
    }

    private Batch batchOf(Loop loop) {
        for (int i = 0; i < openCount; i++) {
            if (open[i].loop == loop) {
                return open[i];
            }
        }
        if (openCount == open.length) {
            open = Arrays.copyOf(open, openCount * 2);
        }
        Batch batch = new Batch(loop);
        open[openCount++] = batch;
        return batch;
    }

    /** The answers for one loop: filled by the collecting thread, then run once by the loop. */
    private static final class Batch implements Runnable {
        private final Loop loop;
        private Call[] calls = new Call[16];
        private Object[] answers = new Object[16];
        private int size;

        Batch(Loop loop) {
            this.loop = loop;
        }

        void add(Call call, Object answer) {
            if (size == calls.length) {
                calls = Arrays.copyOf(calls, size * 2);
                answers = Arrays.copyOf(answers, size * 2);
            }
            calls[size] = call;
            answers[size++] = answer;
        }

        @Override
        public void run() {
            RuntimeException failure = null;
            for (int i = 0; i < size; i++) {
                try {
                    answer(calls[i], answers[i]);
                } catch (RuntimeException e) { // must not cost the others their answers
                    failure = e;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }

        private static void answer(Call call, Object answer) {
            if (answer instanceof RpcStatus status) {
                call.finish(status);
            } else {
                call.reply((byte[]) answer);
            }
        }
    }
}
