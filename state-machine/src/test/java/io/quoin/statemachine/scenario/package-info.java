/**
 * Behaviour of the store as readable files: {@code src/test/resources/scenarios/*.txt}. A block is one or more command
 * lines, {@code ----}, and what they print. {@code -Dscenario.update=true} writes what they print now.
 */
package io.quoin.statemachine.scenario;
