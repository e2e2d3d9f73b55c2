package io.quoin.server.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RequestSizeTest {
    private static final long HIGH_MEMBER = 0x8e9e_05c5_2164_f94dL;
    private static final long LOW_MEMBER = 0x8e9e_05c5_2164_694dL;

    /** A request of 1000 bytes: tag 1 + length 2 + 1000; header: tag 2 + length 1 + tag 1 + id of 9 or 10 bytes. */
    @Test
    void theLimitIsOnWhatEtcdWouldMarshal() {
        assertFalse(new RequestSize(LOW_MEMBER, 1016).isTooLarge(1000));
        assertTrue(new RequestSize(LOW_MEMBER, 1015).isTooLarge(1000));
    }

    @Test
    void theMembersLowBitsDecideTheLengthOfTheRequestId() {
        assertFalse(new RequestSize(HIGH_MEMBER, 1017).isTooLarge(1000));
        assertTrue(new RequestSize(HIGH_MEMBER, 1016).isTooLarge(1000));
    }
}
