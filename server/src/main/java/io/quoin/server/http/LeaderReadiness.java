package io.quoin.server.http;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the member knows a leader, so that it can answer writes and linearizable reads. */
@Readiness
public class LeaderReadiness implements HealthCheck {
    private final ReplicaHolder holder;

    @Inject
    LeaderReadiness(ReplicaHolder holder) {
        this.holder = holder;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("leader").status(holder.hasLeader()).build();
    }
}
