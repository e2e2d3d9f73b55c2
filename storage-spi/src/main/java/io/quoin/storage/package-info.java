/**
 * The storage contract: what the replicated store asks of an engine, and nothing more, so that an ordered transactional
 * engine and a hash without transactions can both meet it. Engines are found by name with {@link
 * io.quoin.storage.StorageEngineProvider#named}.
 *
 * <p>An engine holds records (revision to bytes, written in ascending order, deleted once compacted), five small
 * tables, and one {@link io.quoin.storage.Checkpoint} that changes atomically with them. It knows nothing of keys, of
 * MVCC rules or of the log. The seven points of the contract stand at {@link io.quoin.storage.StorageEngine}; the
 * conformance kit in this module's test-jar checks them, and every engine runs it.
 */
package io.quoin.storage;
