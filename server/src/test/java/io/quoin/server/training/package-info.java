/** Trains the packaged server's AOT cache: part of the build, no test. Runs after packaging. */
package io.quoin.server.training;
