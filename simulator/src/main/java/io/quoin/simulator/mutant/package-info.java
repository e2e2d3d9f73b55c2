/** Deliberate mistakes, one class each. They show what the simulator finds; none of them is in the production code. */
package io.quoin.simulator.mutant;
