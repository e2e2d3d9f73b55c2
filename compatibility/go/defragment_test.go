package compatibility

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

// stopMax is the longest that a put may take beside a defragmentation here, far above what is promised (the log line
// says what it was), because this machine does other things too.
const stopMax = 2 * time.Second

// longestPut puts one key after another until the context ends, and returns the longest time that one took.
func longestPut(ctx context.Context, client *clientv3.Client, name string) (time.Duration, int, error) {
	longest, count := time.Duration(0), 0
	for ; ctx.Err() == nil; count++ {
		begun := time.Now()
		if _, err := client.Put(context.WithoutCancel(ctx), fmt.Sprintf("%s/%d", name, count%100), "value"); err != nil {
			return longest, count, err
		}
		longest = max(longest, time.Since(begun))
	}
	return longest, count, nil
}

// TestDefragmentGivesSpaceBackAndStopsNobody: most of a big store is deleted and compacted, then rewritten while others
// write.
func TestDefragmentGivesSpaceBackAndStopsNobody(t *testing.T) {
	s := newRunningServer(t)
	client := newClient(t, s)
	fill(t, client, 100_000, 1024)
	deleted, err := client.Delete(callContext(t), "fill/00010000", clientv3.WithRange("fill/00090000"))
	must(t, err)
	_, err = client.Compact(callContext(t), deleted.Header.Revision, clientv3.WithCompactPhysical())
	must(t, err)
	before, err := client.Status(callContext(t), s.Endpoint())
	must(t, err)
	want := hashAt(t, client, deleted.Header.Revision)

	during := func(name string, work func()) time.Duration {
		ctx, stop := context.WithCancel(t.Context())
		var writer sync.WaitGroup
		var longest time.Duration
		writer.Go(func() {
			took, count, err := longestPut(ctx, client, name)
			if err != nil {
				t.Errorf("a put beside %s: %v", name, err)
			}
			t.Logf("%s: %d puts, the longest %v", name, count, took)
			longest = took
		})
		work()
		stop()
		writer.Wait()
		return longest
	}
	during("a second of nothing", func() { time.Sleep(time.Second) }) // the load itself, to compare with
	longest := during("defragmentation", func() {
		begun := time.Now()
		response, err := client.Defragment(callContext(t), s.Endpoint())
		must(t, err)
		t.Logf("defragmented in %v", time.Since(begun))
		if response.Header != nil {
			t.Errorf("the answer has a header: %v", response.Header)
		}
	})
	if longest > stopMax {
		t.Errorf("a put took %v", longest)
	}
	after, err := client.Status(callContext(t), s.Endpoint())
	must(t, err)
	t.Logf("database of %d bytes, %d after", before.DbSize, after.DbSize)
	if after.DbSize > before.DbSize/2 {
		t.Errorf("database of %d bytes, %d before it was rewritten", after.DbSize, before.DbSize)
	}
	expect(t, "hash", hashOnly(hashAt(t, client, deleted.Header.Revision)), hashOnly(want))
}

// hashOnly leaves out the newest revision of the server.
func hashOnly(answer string) string {
	var hash uint32
	var compacted, of int64
	if _, err := fmt.Sscanf(answer, "hash %d, compacted %d, of %d", &hash, &compacted, &of); err != nil {
		return answer
	}
	return fmt.Sprint(hash, " ", compacted, " ", of)
}

// TestAKillDuringMaintenanceLeavesTheContents: compaction, physical compaction and defragmentation are killed at a
// random moment; what comes back has the hashes of a twin that nobody disturbed, at every revision.
func TestAKillDuringMaintenanceLeavesTheContents(t *testing.T) {
	h := newHistory(t, 0)
	victim, twin := newRunningServer(t), newRunningServer(t)
	twinClient := newClient(t, twin)
	bulk := 0
	for round := range max(6, *rounds/4) {
		client := newClient(t, victim)
		for range 3 {
			h.step(t, client, twinClient)
		}
		h.bulk(t, 40, bulk, client, twinClient)
		bulk++
		compacted := h.compacted + 1 + h.random.Int64N(h.revision-h.compacted)
		disturb := []func(ctx context.Context) error{
			func(ctx context.Context) error { return drop(client.Compact(ctx, compacted)) },
			func(ctx context.Context) error {
				return drop(client.Compact(ctx, compacted, clientv3.WithCompactPhysical()))
			},
			func(ctx context.Context) error { return drop(client.Defragment(ctx, victim.Endpoint())) },
		}[round%3]
		killDuring(t, victim, h.random, disturb)

		must(t, victim.Start())
		client = newClient(t, victim)
		for _, each := range []*clientv3.Client{client, twinClient} {
			_, err := each.Compact(callContext(t), compacted, clientv3.WithCompactPhysical())
			if err != nil && (each == twinClient || !isCompacted(err)) {
				t.Fatal(err)
			}
		}
		h.compacted = compacted
		for revision := compacted + 1; revision <= h.revision; revision++ { // at it, the twin remembers the time before
			expect(t, fmt.Sprint("round ", round, ", hash at ", revision),
				hashAt(t, client, revision), hashAt(t, twinClient, revision))
		}
		ours, theirs := get(t, client, "", clientv3.WithFromKey()), get(t, twinClient, "", clientv3.WithFromKey())
		if pairs(ours.Kvs) != pairs(theirs.Kvs) {
			t.Errorf("round %d: contents differ", round)
		}
		if t.Failed() {
			return
		}
	}
}

// bulk writes enough for maintenance to take a while: overwrites, so that there is garbage.
func (h *history) bulk(t *testing.T, transactions, number int, clients ...*clientv3.Client) {
	t.Helper()
	for i := range transactions {
		var puts []clientv3.Op
		for each := range 100 {
			puts = append(puts, clientv3.OpPut(fmt.Sprintf("bulk/%d", (i%10)*100+each), fmt.Sprint(number, i)))
		}
		for _, client := range clients {
			response, err := client.Txn(callContext(t)).Then(puts...).Commit()
			must(t, err)
			h.revision = response.Header.Revision
		}
	}
}

// killDuring kills the server a random moment after the work was begun; its outcome is then unknown.
func killDuring(t *testing.T, s *server.Server, random *rand.Rand, work func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), callTimeout)
	defer cancel()
	var worker sync.WaitGroup
	worker.Go(func() { _ = work(ctx) })
	time.Sleep(time.Duration(random.IntN(120)) * time.Millisecond) // the random moment, not a synchronisation
	s.Kill()
	cancel()
	worker.Wait()
}

func isCompacted(err error) bool {
	return err != nil && err.Error() == "etcdserver: mvcc: required revision has been compacted"
}
