package io.quoin.consensus.node;

import io.quoin.consensus.StateMachine;
import io.quoin.consensus.raft.Configuration;
import io.quoin.consensus.raft.RaftOptions;
import io.quoin.consensus.transport.Transport;
import io.quoin.consensus.wal.Wal;
import java.util.random.RandomGenerator;

/**
 * What a node is made of. The node owns the log from now on and closes it; the state machine's engine stays its
 * owner's.
 *
 * @param memberId identity of this member, etcd's rule
 * @param incarnation distinguishes this process from those that ran before under the same member id
 * @param configuration the members; comes from the log once membership can change
 * @param random draws election timeouts
 */
public record NodeParts(
        long memberId,
        long incarnation,
        Configuration configuration,
        RaftOptions raftOptions,
        NodeOptions nodeOptions,
        Wal wal,
        StateMachine machine,
        Transport transport,
        NodeListener listener,
        FaultHandler faults,
        RandomGenerator random) {}
