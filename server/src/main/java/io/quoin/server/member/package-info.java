/**
 * One member from its data directory up: whose data they are, the engine, the store, the log, the node. Opens them in
 * that order, closes them in the other, and refuses with one clear line before anything is touched.
 *
 * <p>Knows nothing of Quarkus, gRPC or HTTP.
 */
package io.quoin.server.member;
