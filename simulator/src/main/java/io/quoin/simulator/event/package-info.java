/** Virtual time: events in the order of their time, those of one time in the order in which they were planned. */
package io.quoin.simulator.event;
