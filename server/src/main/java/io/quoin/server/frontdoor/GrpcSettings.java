package io.quoin.server.frontdoor;

/** What all connections of a door share. */
record GrpcSettings(FrontDoorOptions options, Routes routes) {}
