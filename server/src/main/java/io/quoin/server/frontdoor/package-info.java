/**
 * The front door: one port for gRPC and for everything else, on event loops that are passed in.
 *
 * <p>A connection that opens with the HTTP/2 preface is served here: netty-codec-http2 reads the frames and keeps the
 * states of the streams, gRPC framing and all writing of answers are our own. Any other connection is handed to a
 * {@link io.quoin.server.frontdoor.NonHttp2Handler}. Error texts, codes and the order of checks are those of grpc-go,
 * because clients and tests of etcd know them.
 *
 * <p>Everything of a connection happens on its one loop. What is written in a turn of the loop is gathered in one
 * buffer per connection and flushed once at the end of the turn. Every buffer is bounded, see
 * {@link io.quoin.server.frontdoor.FrontDoorOptions}; a client that does not read makes only itself wait.
 */
package io.quoin.server.frontdoor;
