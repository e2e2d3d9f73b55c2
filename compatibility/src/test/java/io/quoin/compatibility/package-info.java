/**
 * grpc-java, as an application would use it, against the packaged server. {@code QUOIN=<command>} tests another server:
 * the real etcd passes the same tests.
 */
package io.quoin.compatibility;
