/**
 * grpc-java, as an application would use it, against the packaged server. {@code QUOIN=<absolute path>} tests another
 * server: the real etcd passes the same tests.
 */
package io.quoin.compatibility;
