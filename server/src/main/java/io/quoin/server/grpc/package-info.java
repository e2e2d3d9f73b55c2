/**
 * etcd's gRPC services: check, hand over, answer. What a request means is said in the state machine; here stand its
 * validation ({@code *Rules}, pure, in etcd's order, shared by every way in), where a read runs, and how an answer
 * looks on the wire.
 *
 * <p>Threads: requests come on their call's event loop, and small reads are answered there; what the log decides is
 * answered from the node thread, once per batch and loop; big reads run on a small pool. Nothing here waits.
 */
package io.quoin.server.grpc;
