/**
 * A disk that behaves as badly as a real one may: what was not forced is lost, kept or zeroed sector by sector, names
 * that were not forced come and go, forces are slow or fail, sectors rot, space runs out, and the power goes at any
 * operation.
 */
package io.quoin.simulator.disk;
