package io.quoin.statemachine.result;

/**
 * What applying a command, or a read, came to. {@code revision} of each case is what the response's header carries.
 *
 * <p>Arrays inside belong to the store: they are written to responses and never changed.
 */
public sealed interface Result
        permits PutResult,
                DeleteRangeResult,
                RangeResult,
                OpenRange,
                TxnResult,
                CompactResult,
                AlarmResult,
                Refused,
                Damaged {}
