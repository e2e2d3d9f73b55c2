/**
 * Records: one per change of a key, named by (main, sub). A record <em>is</em> the serialized {@code mvccpb.KeyValue},
 * byte for byte as etcd marshals it, so a response takes it as it is; in the engine checksums follow.
 *
 * <p>A record is found in the pending records first (applied, not yet in the engine), then in the engine. Whatever
 * comes from the engine is checked; damage is reported with the record's place, never served and never guessed around.
 */
package io.quoin.statemachine.record;
