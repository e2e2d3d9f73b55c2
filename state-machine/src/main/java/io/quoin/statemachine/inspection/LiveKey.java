package io.quoin.statemachine.inspection;

/**
 * A key that exists, as its newest record says.
 *
 * @param key not to be changed
 * @param createRevision revision that created it
 * @param modRevision revision of its newest put
 * @param sub place of that put among the changes of its revision
 * @param version number of puts since creation, from 1
 * @param lease attached lease; 0 for none
 * @param valueBytes length of the value
 * @param contentHash hash of the record, for the state hash
 */
public record LiveKey(
        byte[] key,
        long createRevision,
        long modRevision,
        int sub,
        long version,
        long lease,
        int valueBytes,
        long contentHash) {}
