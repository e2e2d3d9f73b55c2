/**
 * etcd's log: each line of output is one JSON object with level, ts, caller and msg, from the first byte on.
 * Everything goes through one writer: our own lines, those of libraries ({@link
 * io.quoin.server.log.LibraryLogHandler}) and what anything prints ({@link io.quoin.server.log.PrintedLines}). The
 * lines go to standard error or where the operator wants them, one write each.
 */
package io.quoin.server.log;
