/**
 * What the operator wants: one table of flags as etcd's, and the options that come out.
 *
 * <p>A value comes, from the highest precedence to the lowest, from the command line (Go's grammar), from the variable
 * {@code ETCD_NAME_OF_FLAG}, from the property {@code quoin.name-of-flag} in the configuration of Quarkus
 * ({@code application.properties}, {@code QUOIN_NAME_OF_FLAG}, {@code -Dquoin.name-of-flag}), or from the table. A
 * configuration file in etcd's YAML replaces all of them.
 *
 * <p>Nothing is printed or logged here, and nothing opened but that file. A new flag is a row of
 * {@link io.quoin.server.config.FlagTable} and, when it takes effect, a component of
 * {@link io.quoin.server.config.ServerOptions}.
 */
package io.quoin.server.config;
