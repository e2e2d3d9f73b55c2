/**
 * etcd's command line and environment: one table of flags, Go's grammar, and the options that come out.
 *
 * <p>Pure functions of (arguments, environment): nothing is opened, printed or logged here. A new flag is a row of
 * {@link io.quoin.server.config.FlagTable} and a component of {@link io.quoin.server.config.ServerOptions}.
 */
package io.quoin.server.config;
