/**
 * Multi-version concurrency control: what commands do to the state, and what reads see of it. Pure functions of (state,
 * command): no clock, no thread, no I/O that changes anything. A change checks everything first and then cannot fail.
 *
 * <p>{@code WriteState} is the state as apply sees it, {@code StateView} what a read needs of any state.
 */
package io.quoin.statemachine.mvcc;
