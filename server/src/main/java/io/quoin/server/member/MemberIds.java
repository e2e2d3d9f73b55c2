package io.quoin.server.member;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * Ids by etcd's rule: of a member, the first 8 bytes of the SHA-1 of its sorted peer URLs and the cluster's token; of
 * the cluster, the same of its members' ids.
 *
 * @param clusterId unsigned
 * @param memberId unsigned
 */
public record MemberIds(long clusterId, long memberId) {
    /** The ids of a cluster of one. */
    static MemberIds ofSingle(Collection<String> peerUrls, String clusterToken) {
        MessageDigest digest = sha1();
        peerUrls.stream().sorted().forEach(url -> digest.update(url.getBytes(StandardCharsets.UTF_8)));
        digest.update(clusterToken.getBytes(StandardCharsets.UTF_8));
        long memberId = firstEight(digest);
        return new MemberIds(clusterIdOf(List.of(memberId)), memberId);
    }

    private static long clusterIdOf(List<Long> memberIds) {
        MessageDigest digest = sha1();
        memberIds.stream()
                .sorted(Long::compareUnsigned)
                .forEach(id -> digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, id)));
        return firstEight(digest);
    }

    private static long firstEight(MessageDigest digest) {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
