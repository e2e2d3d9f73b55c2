/**
 * The command: what a log entry of the store carries behind its envelope. Built from the bytes of a client's request
 * without encoding them again, decoded once, at apply. It knows what changes can be asked for, not what they mean.
 */
package io.quoin.statemachine.command;
