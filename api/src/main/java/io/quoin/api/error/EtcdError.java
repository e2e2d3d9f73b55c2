package io.quoin.api.error;

import static io.grpc.Status.Code.CANCELLED;
import static io.grpc.Status.Code.DATA_LOSS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAUTHENTICATED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.grpc.Status.Code.UNIMPLEMENTED;
import static io.grpc.Status.Code.UNKNOWN;

import io.grpc.Status.Code;

/**
 * Every refusal of etcd 3.7 that has a fixed text, once: the only place where a code or a text is written.
 *
 * <p>Names are those of etcd's Go package {@code rpctypes}, in our spelling. Clients tell errors apart <em>by text</em>
 * (Go) or by code and a few texts (jetcd), so both are exact to the byte. Texts which carry a size, a name or a version
 * are made where they are known. Immutable; any thread.
 */
public enum EtcdError {
    // Keys and transactions
    EMPTY_KEY(INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPS(INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    INVALID_CLIENT_API_VERSION(INVALID_ARGUMENT, "etcdserver: invalid client api version"),
    INVALID_SORT_OPTION(INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    COMPACTED(OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REV(OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    NO_SPACE(RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),

    // Leases and watches
    LEASE_NOT_FOUND(NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXIST(FAILED_PRECONDITION, "etcdserver: lease already exists"),
    LEASE_TTL_TOO_LARGE(OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    WATCH_CANCELED(CANCELLED, "etcdserver: watch canceled"),

    // Members
    MEMBER_EXIST(FAILED_PRECONDITION, "etcdserver: member ID already exist"),
    PEER_URL_EXIST(FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
    MEMBER_NOT_ENOUGH_STARTED(
            FAILED_PRECONDITION, "etcdserver: re-configuration failed due to not enough started members", UNKNOWN),
    MEMBER_BAD_URLS(INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
    MEMBER_NOT_FOUND(NOT_FOUND, "etcdserver: member not found"),
    MEMBER_NOT_LEARNER(FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
    LEARNER_NOT_READY(
            FAILED_PRECONDITION, "etcdserver: can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
    CLUSTER_ID_MISMATCH(FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),

    // Size and load
    REQUEST_TOO_LARGE(INVALID_ARGUMENT, "etcdserver: request is too large"),
    REQUEST_TOO_MANY_REQUESTS(RESOURCE_EXHAUSTED, "etcdserver: too many requests", UNKNOWN),

    // Users, roles, tokens
    ROOT_USER_NOT_EXIST(FAILED_PRECONDITION, "etcdserver: root user does not exist"),
    ROOT_ROLE_NOT_EXIST(FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
    USER_ALREADY_EXIST(FAILED_PRECONDITION, "etcdserver: user name already exists"),
    USER_EMPTY(INVALID_ARGUMENT, "etcdserver: user name is empty"),
    USER_NOT_FOUND(FAILED_PRECONDITION, "etcdserver: user name not found"),
    ROLE_ALREADY_EXIST(FAILED_PRECONDITION, "etcdserver: role name already exists"),
    ROLE_NOT_FOUND(FAILED_PRECONDITION, "etcdserver: role name not found"),
    ROLE_EMPTY(INVALID_ARGUMENT, "etcdserver: role name is empty"),
    AUTH_FAILED(INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
    PERMISSION_NOT_GIVEN(INVALID_ARGUMENT, "etcdserver: permission not given"),
    PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    ROLE_NOT_GRANTED(FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
    PERMISSION_NOT_GRANTED(FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
    AUTH_NOT_ENABLED(FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    INVALID_AUTH_TOKEN(UNAUTHENTICATED, "etcdserver: invalid auth token"),
    INVALID_AUTH_MGMT(INVALID_ARGUMENT, "etcdserver: invalid auth management"),
    AUTH_OLD_REVISION(INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),

    // Leadership, time and health
    NO_LEADER(UNAVAILABLE, "etcdserver: no leader"),
    NOT_LEADER(FAILED_PRECONDITION, "etcdserver: not leader"),
    LEADER_CHANGED(UNAVAILABLE, "etcdserver: leader changed"),
    NOT_CAPABLE(FAILED_PRECONDITION, "etcdserver: not capable"),
    STOPPED(UNAVAILABLE, "etcdserver: server stopped"),
    TIMEOUT(UNAVAILABLE, "etcdserver: request timed out"),
    TIMEOUT_DUE_TO_LEADER_FAIL(UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
    TIMEOUT_DUE_TO_CONNECTION_LOST(UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
    TIMEOUT_WAIT_APPLIED_INDEX(
            UNAVAILABLE, "etcdserver: request timed out, waiting for the applied index took too long"),
    UNHEALTHY(UNAVAILABLE, "etcdserver: unhealthy cluster"),
    CORRUPT(DATA_LOSS, "etcdserver: corrupt cluster"),
    NOT_SUPPORTED_FOR_LEARNER(FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"),
    BAD_LEADER_TRANSFEREE(FAILED_PRECONDITION, "etcdserver: bad leader transferee"),

    // Downgrade
    WRONG_DOWNGRADE_VERSION_FORMAT(INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
    INVALID_DOWNGRADE_TARGET_VERSION(INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
    CLUSTER_VERSION_UNAVAILABLE(FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),
    DOWNGRADE_IN_PROCESS(FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
    NO_INFLIGHT_DOWNGRADE(FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),

    // Ends of a request
    CANCELED(CANCELLED, "etcdserver: request canceled"),
    DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded"),
    // Texts outside the table that clients see; the prefix is there only where etcd has it
    CONTEXT_CANCELED(CANCELLED, "context canceled"),
    CONTEXT_DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "context deadline exceeded"),
    NOT_PRIMARY_LESSOR(UNKNOWN, "not a primary lessor"),
    PASSWORD_FOR_NO_PASSWORD_USER(UNKNOWN, "auth: authentication failed, password was given for no password user"),
    TIMEOUT_LEADER_TRANSFER(UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),
    UNKNOWN_METHOD(UNKNOWN, "etcdserver: unknown method"),
    ELECTION_LEADER_MISSING(UNKNOWN, "\"leader\" field must be provided"),
    ELECTION_NO_LEADER(UNKNOWN, "election: no leader"),
    ELECTION_NOT_LEADER(UNKNOWN, "election: not leader"),
    MUTEX_SESSION_EXPIRED(UNKNOWN, "mutex: session is expired"),
    RANGE_STREAM_SORT_ORDER(UNIMPLEMENTED, "RangeStream does not support custom sort orders"),
    RANGE_STREAM_REVISION_FILTERS(UNIMPLEMENTED, "RangeStream does not support revision filters");

    private final Code grpcCode;
    private final Code wireCode;
    private final String message;

    EtcdError(Code grpcCode, String message) {
        this(grpcCode, message, grpcCode);
    }

    EtcdError(Code grpcCode, String message, Code wireCode) {
        this.grpcCode = grpcCode;
        this.message = message;
        this.wireCode = wireCode;
    }

    /** The code a client's own table gives this error. */
    public Code grpcCode() {
        return grpcCode;
    }

    /**
     * The code that travels. It is {@link Code#UNKNOWN} where etcd's server answers with an error value that has lost
     * its status ({@link #MEMBER_NOT_ENOUGH_STARTED}, {@link #REQUEST_TOO_MANY_REQUESTS}), otherwise {@link
     * #grpcCode()}.
     */
    public Code wireCode() {
        return wireCode;
    }

    /** The exact text of the status. */
    public String message() {
        return message;
    }
}
