/**
 * What is answered over HTTP/1.1 on the client port: version, health, probes and metrics, as etcd answers them.
 * Quarkus' routes, on the same event loops.
 */
package io.quoin.server.http;
