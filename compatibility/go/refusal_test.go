package compatibility

import (
	"strings"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestCompactionGivesUpWhatIsBeforeIt(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	first := put(t, client, "a", "1")
	second := put(t, client, "a", "2")
	third := put(t, client, "a", "3")
	must(t, drop(client.Compact(callContext(t), second)))

	expect(t, "at the compacted revision", pairs(get(t, client, "a", clientv3.WithRev(second)).Kvs), "a=2")
	expect(t, "after it", pairs(get(t, client, "a", clientv3.WithRev(third)).Kvs), "a=3")
	expect(t, "now", pairs(get(t, client, "a").Kvs), "a=3")
	_, err := client.Get(callContext(t), "a", clientv3.WithRev(first))
	expect(t, "error before it", err, error(rpctypes.ErrCompacted))
	expect(t, "error of compacting again", drop(client.Compact(callContext(t), second)), error(rpctypes.ErrCompacted))
	expect(t, "revision afterwards", get(t, client, "a").Header.Revision, third)
}

func TestAPhysicalCompactionAnswersToo(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	var last int64
	for range 100 {
		last = put(t, client, "a", "x")
	}
	must(t, drop(client.Compact(callContext(t), last, clientv3.WithCompactPhysical())))
	expect(t, "version", only(t, get(t, client, "a")).Version, 100)
}

func TestAFutureRevisionIsRefused(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	now := put(t, client, "a", "1")
	_, err := client.Get(callContext(t), "a", clientv3.WithRev(now+1))
	expect(t, "error of a read", err, error(rpctypes.ErrFutureRev))
	expect(t, "error of a compaction", drop(client.Compact(callContext(t), now+1)), error(rpctypes.ErrFutureRev))
}

func TestAKeyMustBeGiven(t *testing.T) {
	client := newClient(t, shared)
	expect(t, "error of a put", drop(client.Put(callContext(t), "", "x")), error(rpctypes.ErrEmptyKey))
	expect(t, "error of a get", drop(client.Get(callContext(t), "")), error(rpctypes.ErrEmptyKey))
	expect(t, "error of a deletion", drop(client.Delete(callContext(t), "")), error(rpctypes.ErrEmptyKey))
}

func TestARequestOverTheLimitIsRefusedAndOneBelowIsNot(t *testing.T) {
	client := newClient(t, shared)
	const limit = 1536 * 1024 // --max-request-bytes, as it is by default

	must(t, drop(client.Put(callContext(t), "large", strings.Repeat("x", limit-1024))))
	expect(t, "length kept", len(only(t, get(t, client, "large")).Value), limit-1024)

	err := drop(client.Put(callContext(t), "large", strings.Repeat("x", limit)))
	expect(t, "error over the limit", err, error(rpctypes.ErrRequestTooLarge))

	err = drop(client.Put(callContext(t), "large", strings.Repeat("x", 4<<20)))
	expect(t, "code far over the limit", status.Code(err), codes.ResourceExhausted)
	if want := "grpc: received message larger than max ("; !strings.Contains(err.Error(), want) {
		t.Errorf("error far over the limit is %q, without %q", err, want)
	}
	expect(t, "length kept afterwards", len(only(t, get(t, client, "large")).Value), limit-1024)
}
