package io.quoin.statemachine.result;

import java.util.List;

/**
 * A transaction was executed.
 *
 * @param revision the newest revision after it; 0 in a nested transaction, whose header etcd leaves empty
 * @param succeeded whether all comparisons held
 * @param responses one per operation of the branch taken: a {@link PutResult}, {@link DeleteRangeResult},
 *     {@link RangeResult} or {@link TxnResult}
 */
public record TxnResult(long revision, boolean succeeded, List<Result> responses) implements Result {}
