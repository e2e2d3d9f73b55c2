package compatibility

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// put writes and returns the revision.
func put(t *testing.T, client *clientv3.Client, key, value string) int64 {
	t.Helper()
	response, err := client.Put(callContext(t), key, value)
	must(t, err)
	return response.Header.Revision
}

func get(t *testing.T, client *clientv3.Client, key string, options ...clientv3.OpOption) *clientv3.GetResponse {
	t.Helper()
	response, err := client.Get(callContext(t), key, options...)
	must(t, err)
	return response
}

// only returns the pair of an answer that must have one.
func only(t *testing.T, response *clientv3.GetResponse) *mvccpb.KeyValue {
	t.Helper()
	if len(response.Kvs) != 1 {
		t.Fatalf("%d pairs instead of one", len(response.Kvs))
	}
	return response.Kvs[0]
}

// pairs writes an answer down as "key=value key=value".
func pairs(kvs []*mvccpb.KeyValue) string {
	var words []string
	for _, kv := range kvs {
		words = append(words, string(kv.GetKey())+"="+string(kv.GetValue()))
	}
	return strings.Join(words, " ")
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

func TestAnEmptyStoreIsAtRevisionOneAndTheFirstPutAtTwo(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	expect(t, "revision of an empty store", get(t, client, "a").Header.Revision, 1)
	expect(t, "revision of the first put", put(t, client, "a", "1"), 2)
}

func TestAPutIsReadBackWithItsRevisions(t *testing.T) {
	client := newClient(t, shared)
	created := put(t, client, "putget/a", "1")
	changed := put(t, client, "putget/a", "2")
	expect(t, "second put's revision", changed, created+1)

	response := get(t, client, "putget/a")
	expect(t, "count", response.Count, 1)
	expect(t, "header revision", response.Header.Revision, changed)
	kv := only(t, response)
	expect(t, "pair", pairs(response.Kvs), "putget/a=2")
	expect(t, "create revision", kv.CreateRevision, created)
	expect(t, "mod revision", kv.ModRevision, changed)
	expect(t, "version", kv.Version, 2)
	expect(t, "lease", kv.Lease, 0)
	expect(t, "absent key's count", get(t, client, "putget/b").Count, 0)
}

func TestAPutReturnsThePairBeforeIfAsked(t *testing.T) {
	client := newClient(t, shared)
	first, err := client.Put(callContext(t), "prev/a", "1", clientv3.WithPrevKV())
	must(t, err)
	if first.PrevKv != nil {
		t.Errorf("the first put has a previous pair: %v", first.PrevKv)
	}
	second, err := client.Put(callContext(t), "prev/a", "2", clientv3.WithPrevKV())
	must(t, err)
	expect(t, "previous pair", pairs([]*mvccpb.KeyValue{second.PrevKv}), "prev/a=1")
	expect(t, "its mod revision", second.PrevKv.GetModRevision(), first.Header.Revision)
}

func TestValuesOfAllBytesAndOfNoneAreKept(t *testing.T) {
	client := newClient(t, shared)
	var all strings.Builder
	for i := range 256 {
		all.WriteByte(byte(i))
	}
	put(t, client, "bytes/"+all.String(), all.String())
	put(t, client, "bytes/empty", "")
	key := "bytes/" + all.String()
	expect(t, "pair of all bytes", pairs(get(t, client, key).Kvs), key+"="+all.String())
	expect(t, "empty value", pairs(get(t, client, "bytes/empty").Kvs), "bytes/empty=")
}

func TestRanges(t *testing.T) {
	client := newClient(t, shared)
	for _, key := range []string{"b", "d", "a", "c"} { // so that the order of keys is not that of revisions
		put(t, client, "range/"+key, key)
	}
	past := put(t, client, "range/c", "z")
	put(t, client, "range/a", "later")
	must(t, drop(client.Delete(callContext(t), "range/b")))
	put(t, client, "range0", "behind the prefix")

	cases := []struct {
		name    string
		key     string
		options []clientv3.OpOption
		want    string
		count   int64
		more    bool
	}{
		{"prefix", "range/", opts(clientv3.WithPrefix()), "range/a=later range/c=z range/d=d", 3, false},
		{"interval without its end", "range/a", opts(clientv3.WithRange("range/d")), "range/a=later range/c=z", 2, false},
		{"limit", "range/", opts(clientv3.WithPrefix(), clientv3.WithLimit(2)), "range/a=later range/c=z", 3, true},
		{"limit that suffices", "range/", opts(clientv3.WithPrefix(), clientv3.WithLimit(3)),
			"range/a=later range/c=z range/d=d", 3, false},
		{"count only", "range/", opts(clientv3.WithPrefix(), clientv3.WithCountOnly()), "", 3, false},
		{"keys only", "range/", opts(clientv3.WithPrefix(), clientv3.WithKeysOnly()), "range/a= range/c= range/d=", 3, false},
		{"past revision", "range/", opts(clientv3.WithPrefix(), clientv3.WithRev(past)),
			"range/a=a range/b=b range/c=z range/d=d", 4, false},
		{"past revision with limit", "range/", opts(clientv3.WithPrefix(), clientv3.WithRev(past), clientv3.WithLimit(1)),
			"range/a=a", 4, true},
		{"past revision of a single key", "range/c", opts(clientv3.WithRev(past - 1)), "range/c=c", 1, false},
		{"serializable", "range/", opts(clientv3.WithPrefix(), clientv3.WithSerializable()),
			"range/a=later range/c=z range/d=d", 3, false},
		{"by key, descending", "range/", opts(clientv3.WithPrefix(),
			clientv3.WithSort(clientv3.SortByKey, clientv3.SortDescend)), "range/d=d range/c=z range/a=later", 3, false},
		{"by value", "range/", opts(clientv3.WithPrefix(), clientv3.WithSort(clientv3.SortByValue, clientv3.SortAscend)),
			"range/d=d range/a=later range/c=z", 3, false},
		{"by version, descending, limited", "range/", opts(clientv3.WithPrefix(), clientv3.WithLimit(2),
			clientv3.WithSort(clientv3.SortByVersion, clientv3.SortDescend)), "range/a=later range/c=z", 3, true},
		{"by creation", "range/", opts(clientv3.WithPrefix(),
			clientv3.WithSort(clientv3.SortByCreateRevision, clientv3.SortAscend)),
			"range/d=d range/a=later range/c=z", 3, false},
		{"by modification, descending", "range/", opts(clientv3.WithPrefix(),
			clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend)), "range/a=later range/c=z range/d=d", 3, false},
		{"nothing there", "range/x", opts(clientv3.WithRange("range/y")), "", 0, false},
		{"end before start", "range/d", opts(clientv3.WithRange("range/a")), "", 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := get(t, client, c.key, c.options...)
			expect(t, "answer", pairs(response.Kvs), c.want)
			expect(t, "count", response.Count, c.count)
			expect(t, "more", response.More, c.more)
		})
	}
	t.Run("from key", func(t *testing.T) {
		response := get(t, client, "range0", clientv3.WithFromKey(), clientv3.WithLimit(1))
		expect(t, "first pair", pairs(response.Kvs), "range0=behind the prefix")
	})
}

func TestThousandsOfKeysComeBackPageByPage(t *testing.T) {
	client := newClient(t, shared)
	const keys = 2500
	var writers sync.WaitGroup
	for writer := range 10 {
		writers.Go(func() {
			for i := writer; i < keys; i += 10 {
				if _, err := client.Put(t.Context(), fmt.Sprintf("page/%05d", i), "v"); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()

	seen, next := 0, "page/"
	for more := true; more && seen < keys; {
		response := get(t, client, next, clientv3.WithRange("page0"), clientv3.WithLimit(700))
		expect(t, "count from here", response.Count, int64(keys-seen))
		for _, kv := range response.Kvs {
			expect(t, "next key", string(kv.Key), fmt.Sprintf("page/%05d", seen))
			seen++
		}
		next = fmt.Sprintf("page/%05d\x00", seen-1)
		more = response.More
	}
	expect(t, "keys seen", seen, keys)
}

func TestDeletions(t *testing.T) {
	client := newClient(t, shared)
	for _, key := range []string{"a", "b", "c"} {
		put(t, client, "del/"+key, key)
	}
	before := get(t, client, "del/").Header.Revision

	one, err := client.Delete(callContext(t), "del/a", clientv3.WithPrevKV())
	must(t, err)
	expect(t, "deleted", one.Deleted, 1)
	expect(t, "previous pairs", pairs(one.PrevKvs), "del/a=a")
	expect(t, "revision", one.Header.Revision, before+1)

	none, err := client.Delete(callContext(t), "del/a")
	must(t, err)
	expect(t, "deleted the second time", none.Deleted, 0)
	expect(t, "revision after deleting nothing", none.Header.Revision, before+1)

	rest, err := client.Delete(callContext(t), "del/", clientv3.WithPrefix(), clientv3.WithPrevKV())
	must(t, err)
	expect(t, "deleted by prefix", rest.Deleted, 2)
	expect(t, "previous pairs by prefix", pairs(rest.PrevKvs), "del/b=b del/c=c")
	expect(t, "revision after deleting two", rest.Header.Revision, before+2)
	expect(t, "left", get(t, client, "del/", clientv3.WithPrefix()).Count, 0)

	again := put(t, client, "del/a", "again")
	kv := only(t, get(t, client, "del/a"))
	expect(t, "create revision of a key put again", kv.CreateRevision, again)
	expect(t, "version of a key put again", kv.Version, 1)
}

func TestPutsOfManyCallersGetRevisionsOfTheirOwnWithoutAGap(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	const callers, each = 32, 50
	revisions := make(chan int64, callers*each)
	var group sync.WaitGroup
	for caller := range callers {
		group.Go(func() {
			for i := range each {
				response, err := client.Put(context.WithoutCancel(t.Context()), fmt.Sprintf("many/%d", caller), fmt.Sprint(i))
				if err != nil {
					t.Error(err)
					return
				}
				revisions <- response.Header.Revision
			}
		})
	}
	group.Wait()
	close(revisions)

	got := slices.Sorted(func(yield func(int64) bool) {
		for revision := range revisions {
			if !yield(revision) {
				return
			}
		}
	})
	for i, revision := range got {
		if revision != int64(i+2) {
			t.Fatalf("revision %d at place %d: a gap or a repetition", revision, i)
		}
	}
	expect(t, "revisions", len(got), callers*each)
}

// drop keeps only the error of a call.
func drop[T any](_ T, err error) error {
	return err
}

func opts(options ...clientv3.OpOption) []clientv3.OpOption {
	return options
}
