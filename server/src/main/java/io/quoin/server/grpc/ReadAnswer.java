package io.quoin.server.grpc;

import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.RpcStatus;

/**
 * What a read is answered with.
 *
 * @param response the message, or null when it is refused
 * @param refusal why, or null
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ReadAnswer(byte[] response, RpcStatus refusal) {
    /** Length of the message. */
    int bytes() {
        return response == null ? 0 : response.length;
    }

    /** Ends the call with it. On the call's loop. */
    void to(Call call) {
        if (response == null) {
            call.finish(refusal);
        } else {
            call.reply(response);
        }
    }
}
