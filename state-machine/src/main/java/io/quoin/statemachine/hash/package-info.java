/**
 * Hashes by which members and replays are told apart: a fast 64-bit hash of bytes, and what of the state goes into the
 * set hash. Not cryptographic: they find mistakes and damage, not an adversary.
 */
package io.quoin.statemachine.hash;
