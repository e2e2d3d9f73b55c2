/**
 * The {@code quoin} command: reads the command line, then starts Quarkus with one member in it.
 *
 * <p>Quarkus and CDI annotations appear in this package and in {@code io.quoin.server.http} only; everything else is
 * plain Java that can be built with {@code new}.
 */
package io.quoin.server;
