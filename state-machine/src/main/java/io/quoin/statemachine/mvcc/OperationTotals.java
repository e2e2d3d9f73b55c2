package io.quoin.statemachine.mvcc;

/**
 * What was applied since this process started, replayed entries included. Counted as etcd counts, but that a comparison
 * of a transaction is not counted as a range.
 *
 * @param puts put operations
 * @param putBytes lengths of their keys and values
 * @param deletes delete-range operations, whatever they found
 * @param ranges reads within commands: range operations of transactions, previous values, compactions
 * @param transactions commands of more than one operation
 */
public record OperationTotals(long puts, long putBytes, long deletes, long ranges, long transactions) {}
