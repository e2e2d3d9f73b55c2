package io.quoin.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchedAnswersTest {
    private final List<String> answered = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();

    private final Loop loop = new Loop() {
        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void schedule(Runnable task, long nanos) {
            throw new UnsupportedOperationException();
        }
    };

    /** A call of that name; one without a name cannot be answered. */
    private Call call(String name) {
        return (Call) Proxy.newProxyInstance(
                Call.class.getClassLoader(), new Class<?>[] {Call.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("loop")) {
                        return loop;
                    }
                    if (name.isEmpty()) {
                        throw new IllegalStateException("broken");
                    }
                    answered.add(name + " " + method.getName());
                    return null;
                });
    }

    @Test
    void anAnswerThatFailsCostsNobodyElseTheirs() {
        BatchedAnswers answers = new BatchedAnswers();
        answers.reply(call("first"), new byte[0]);
        answers.reply(call(""), new byte[0]);
        answers.refuse(call("last"), new RpcStatus(RpcStatus.UNKNOWN, ""));
        answers.handOver();
        assertEquals(1, tasks.size(), "one task for the loop");

        assertThrows(IllegalStateException.class, tasks.getFirst()::run);

        assertEquals(List.of("first reply", "last finish"), answered);
    }
}
