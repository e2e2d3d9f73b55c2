package io.quoin.server.frontdoor;

import io.netty.channel.Channel;

/** Takes over connections that do not speak HTTP/2. */
@FunctionalInterface
public interface NonHttp2Handler {
    /** Closes such connections. */
    NonHttp2Handler CLOSE = Channel::close;

    /**
     * Installs handlers on the channel, whose pipeline is empty but for the sniffer that calls this; then the bytes
     * read so far are replayed through the pipeline. Called on the channel's loop; an exception closes the channel.
     * The door counts the channel as its own and closes it when it stops.
     */
    void accept(Channel channel);
}
