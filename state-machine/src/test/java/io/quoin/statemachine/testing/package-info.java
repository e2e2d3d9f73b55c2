/**
 * What tests of the state machine, and the simulator, share: a naive model that is obviously right, a generator of
 * command sequences, and results as text.
 */
package io.quoin.statemachine.testing;
