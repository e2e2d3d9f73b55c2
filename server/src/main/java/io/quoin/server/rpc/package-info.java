/**
 * Remote procedure calls as the services see them: a table from method path to handler, bytes in and bytes out.
 *
 * <p>Knows nothing of HTTP/2, Netty or Quarkus: the front door calls into it, and so do tests and the JSON gateway. A
 * call belongs to one event {@link io.quoin.server.rpc.Loop loop} and is used on it only; the few methods that any
 * thread may call say so. Nothing here blocks.
 */
package io.quoin.server.rpc;
