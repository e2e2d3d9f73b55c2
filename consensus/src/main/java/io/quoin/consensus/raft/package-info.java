/**
 * The Raft core: a pure function from {@link io.quoin.consensus.raft.Input} to {@link io.quoin.consensus.raft.Effects}.
 *
 * <p>It has no thread, clock, I/O, logging or randomness of its own: time is
 * {@link io.quoin.consensus.raft.Input.Tick}, the disk answers by {@link io.quoin.consensus.raft.Input.Persisted}, the
 * generator is given. Equal inputs give equal effects. Restart is a new {@link io.quoin.consensus.raft.RaftCore} from
 * what was durable.
 *
 * <p>The public types are the seam to the driver; all else is package-private: {@code Roles} holds the table of
 * transitions, {@code MessageDispatcher} the rule about terms, one {@code …Handler} per message or input the rest. The
 * sub-packages are leaves that know nothing of this one. Sources: Ongaro's thesis, and etcd-raft where it is wiser.
 */
package io.quoin.consensus.raft;
