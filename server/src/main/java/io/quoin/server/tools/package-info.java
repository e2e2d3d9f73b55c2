/**
 * The operator's tools: {@code quoin dump}, {@code quoin wal verify} and {@code quoin wal dump} look into the data
 * directory of a stopped server. They refuse one that a server has open, and change not a byte.
 *
 * <p>They run before Quarkus would start and know nothing of it; each command line is a class that says what it takes,
 * each output has a form for people and one JSON object per line for programs.
 */
package io.quoin.server.tools;
