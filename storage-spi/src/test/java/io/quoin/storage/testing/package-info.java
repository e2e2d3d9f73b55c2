/**
 * What engines and their users test with: the conformance kit ({@link io.quoin.storage.testing.EngineConformance}),
 * which every engine's test extends, and an in-memory reference engine whose {@link
 * io.quoin.storage.testing.InMemoryDisk} can lose commits, be full, flip bits and fail on demand.
 */
package io.quoin.storage.testing;
