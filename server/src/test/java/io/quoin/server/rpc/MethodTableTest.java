package io.quoin.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MethodTableTest {
    private static final Handler.Unary NOTHING = (request, call) -> call.reply(request);

    @Test
    void aMethodIsFoundByItsWholePathAndItsServiceIsKnown() {
        Method put = Method.unary("/etcdserverpb.KV/Put", NOTHING);
        MethodTable table = MethodTable.of(List.of(put));

        assertSame(put, table.find("/etcdserverpb.KV/Put"));
        assertNull(table.find("/etcdserverpb.KV/put"));
        assertTrue(table.hasService("etcdserverpb.KV"));
        assertFalse(table.hasService("KV"));
        assertEquals("etcdserverpb.KV", put.service());
    }

    @Test
    void whatCannotBeServedIsRefused() {
        Method put = Method.unary("/etcdserverpb.KV/Put", NOTHING);
        assertThrows(IllegalArgumentException.class, () -> MethodTable.of(List.of(put, put)));
        for (String path : new String[] {"", "/", "//", "Put", "/Put", "/KV/", "KV/Put"}) {
            assertThrows(IllegalArgumentException.class, () -> Method.unary(path, NOTHING), path);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Method("/etcdserverpb.Watch/Watch", Method.Shape.BIDIRECTIONAL, NOTHING));
    }

    @Test
    void aStatusHasACodeOfGrpcAndAText() {
        assertTrue(RpcStatus.OK.isOk());
        assertThrows(IllegalArgumentException.class, () -> new RpcStatus(17, ""));
        assertThrows(NullPointerException.class, () -> new RpcStatus(RpcStatus.UNKNOWN, null));
    }
}
