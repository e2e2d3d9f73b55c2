/** Leases as the state machine knows them: which exist. A put may name only a lease that does. */
package io.quoin.statemachine.lease;
