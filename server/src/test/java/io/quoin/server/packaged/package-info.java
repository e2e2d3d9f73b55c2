/** The packaged server, started by its launcher. Runs after packaging. */
package io.quoin.server.packaged;
