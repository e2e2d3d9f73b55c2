/**
 * The node: which thread does what, and in which order one turn of consensus happens.
 *
 * <p>{@link io.quoin.consensus.node.NodeTurn} is the logic without threads: inputs in, one write-ahead step, committed
 * entries applied, new state published, answers completed. The simulator drives it as it is. {@link
 * io.quoin.consensus.node.Node} adds the threads: the node thread, the flush thread, one background thread, and the WAL
 * thread when there are peers. Nothing else in this module starts a thread.
 *
 * <p>None of these threads is ever interrupted, because an interrupt closes the file that is being written.
 */
package io.quoin.consensus.node;
