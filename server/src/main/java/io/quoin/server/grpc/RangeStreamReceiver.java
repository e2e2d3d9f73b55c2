package io.quoin.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quoin.api.etcdserverpb.RangeRequest;
import io.quoin.server.rpc.Call;
import io.quoin.server.rpc.Receiver;
import io.quoin.server.rpc.RpcStatus;

/** A call of RangeStream (etcd 3.7): one request, then chunks as the client takes them. */
final class RangeStreamReceiver implements Receiver {
    private final Call call;
    private final Reads reads;
    private LargeReads.Reading reading;

    RangeStreamReceiver(Call call, Reads reads) {
        this.call = call;
        this.reads = reads;
    }

    @Override
    public void message(byte[] message) {
        RangeRequest request;
        try {
            request = RequestDecoder.parse(RangeRequest.parser(), message);
        } catch (InvalidProtocolBufferException e) {
            call.finish(Statuses.MALFORMED_IN_STREAM);
            return;
        }
        RpcStatus refusal = RangeRules.checkStreamed(request);
        if (refusal != null) {
            call.finish(refusal);
        } else {
            reading = reads.stream(call, request);
        }
    }

    @Override
    public void halfClosed() {
        // The request is all there is.
    }

    @Override
    public void cancelled() {
        if (reading != null) {
            reading.cancelled();
        }
    }

    @Override
    public void ready() {
        if (reading != null) {
            reading.ready();
        }
    }
}
