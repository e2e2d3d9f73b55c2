/**
 * The error catalogue: what the server may refuse with a fixed text, as data.
 *
 * <p>Knows gRPC's codes and nothing else. It does not say when an error applies; that is the business of the rooms that
 * refuse. To change a text or a code, change one line here and one in the test's table.
 */
package io.quoin.api.error;
