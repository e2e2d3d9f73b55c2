/**
 * Looks at what an engine holds without building a state machine from it: for tools that print stored data, damaged
 * ones too. Nothing is changed and nothing refused; what does not fit is part of the answer.
 */
package io.quoin.statemachine.inspection;
