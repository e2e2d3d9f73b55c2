/**
 * What {@code /metrics} shows: one table, one row per metric, with etcd's name, help, type, labels and buckets.
 * Nothing is recorded under a label while requests run: their path only adds to plain counters that belong to one
 * thread, and rows read them when somebody asks. The text is written here, because the Java client libraries refuse
 * names that etcd has (a gauge that ends in {@code _total}, a counter that does not).
 */
package io.quoin.server.metrics;
