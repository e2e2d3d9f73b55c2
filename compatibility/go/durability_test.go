package compatibility

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

var rounds = flag.Int("rounds", environmentInt("QUOIN_ROUNDS", 20), "kills of the durability drill")

const (
	drillClients     = 8 // each with a connection of its own
	writersPerClient = 4
)

// write is a put that was acknowledged.
type write struct {
	key, value string
	revision   int64
}

// writer puts new keys and, in between, overwrites its own key with a counter. One put at a time, so their order is
// known.
type writer struct {
	name         string
	acknowledged []write
	attempted    int // the counter of the last overwrite that was sent
	overwritten  int // the counter of the last overwrite that was acknowledged
	overwriteAt  int64
}

// TestNoAcknowledgedWriteIsLostByAKill: writers, kill -9 at a random moment, restart; again and again on one directory.
func TestNoAcknowledgedWriteIsLostByAKill(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d rounds, seed %d", *rounds, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s := newRunningServer(t)
	drill := &drill{server: s, atRevision: map[int64]string{}}
	for round := range *rounds {
		writers := drill.round(t, round, func() {
			pauseAtRandom(random)
			s.Kill()
		})
		must(t, s.Start())
		drill.check(t, round, writers)
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
	drill.checkAll(t)
	t.Logf("%d writes acknowledged, all there", len(drill.writes))
}

// drill remembers what was acknowledged over all rounds.
type drill struct {
	server     *server.Server
	writes     []write
	atRevision map[int64]string
}

// pauseAtRandom chooses the moment at which a server under load ends.
func pauseAtRandom(random *rand.Rand) {
	time.Sleep(time.Duration(100+random.IntN(500)) * time.Millisecond) // not a synchronisation
}

// round lets the writers write, ends the server under them, and returns what they know.
func (d *drill) round(t *testing.T, round int, end func()) []*writer {
	t.Helper()
	var writers []*writer
	var ended sync.WaitGroup
	var acknowledged atomic.Int64
	begun := make(chan struct{})
	for number := range drillClients {
		client, err := d.server.Client()
		must(t, err)
		defer client.Close()
		for each := range writersPerClient {
			w := &writer{name: fmt.Sprintf("%d/%d.%d", round, number, each)}
			writers = append(writers, w)
			ended.Go(func() {
				w.run(t.Context(), client, func() {
					if acknowledged.Add(1) == drillClients*writersPerClient {
						close(begun)
					}
				})
			})
		}
	}
	select {
	case <-begun:
	case <-time.After(callTimeout):
		t.Fatal("no writes get through")
	}
	end()
	ended.Wait()
	return writers
}

// run writes until a put is not acknowledged. That last one may or may not have happened.
func (w *writer) run(ctx context.Context, client *clientv3.Client, onAcknowledged func()) {
	for i := 1; ; i++ {
		next := write{key: fmt.Sprintf("drill/%s/%d", w.name, i), value: fmt.Sprintf("%d of %s", i, w.name)}
		overwrite := i%3 == 0
		if overwrite {
			w.attempted = i
			next.key = "drill/" + w.name + "/own"
		}
		put, cancel := context.WithTimeout(ctx, 2*time.Second)
		response, err := client.Put(put, next.key, next.value)
		cancel()
		if err != nil {
			return
		}
		next.revision = response.Header.Revision
		w.acknowledged = append(w.acknowledged, next)
		if overwrite {
			w.overwritten, w.overwriteAt = i, next.revision
		}
		onAcknowledged()
	}
}

// check looks for everything that the writers of a round were promised.
func (d *drill) check(t *testing.T, round int, writers []*writer) {
	t.Helper()
	client := newClient(t, d.server)
	response := get(t, client, fmt.Sprintf("drill/%d/", round), clientv3.WithPrefix())
	found := byKey(response)
	highest := int64(0)
	for _, w := range writers {
		for _, acknowledged := range w.acknowledged {
			d.remember(t, acknowledged)
			highest = max(highest, acknowledged.revision)
			if acknowledged.key != "drill/"+w.name+"/own" {
				expect(t, acknowledged.key, found[acknowledged.key], acknowledged)
			}
		}
		w.checkOverwrites(t, found["drill/"+w.name+"/own"])
	}
	if response.Header.Revision < highest {
		t.Errorf("revision %d after the restart, %d was acknowledged", response.Header.Revision, highest)
	}
	if next := put(t, client, "drill/next", "x"); next <= highest || next <= response.Header.Revision {
		t.Errorf("revision %d is given after %d was acknowledged and %d read", next, highest, response.Header.Revision)
	}
	d.checkPast(t, client, writers)
}

// checkOverwrites: the last acknowledged overwrite is there, or the one that was sent after it.
func (w *writer) checkOverwrites(t *testing.T, now write) {
	t.Helper()
	last := fmt.Sprintf("%d of %s", w.overwritten, w.name)
	unanswered := fmt.Sprintf("%d of %s", w.attempted, w.name)
	switch {
	case w.overwritten == 0 && now.key == "":
	case w.overwritten != 0 && now.value == last:
		expect(t, "revision of "+now.key, now.revision, w.overwriteAt)
	case w.attempted != w.overwritten && now.value == unanswered:
		if now.revision <= w.overwriteAt {
			t.Errorf("%s is at revision %d, its predecessor was at %d", now.key, now.revision, w.overwriteAt)
		}
	default:
		t.Errorf("own key of %s has %q, acknowledged was %q", w.name, now.value, last)
	}
}

// checkPast reads the last acknowledged overwrites at the revisions they were acknowledged with.
func (d *drill) checkPast(t *testing.T, client *clientv3.Client, writers []*writer) {
	t.Helper()
	for _, w := range writers {
		if w.overwritten != 0 {
			past := get(t, client, "drill/"+w.name+"/own", clientv3.WithRev(w.overwriteAt))
			expect(t, "value then", pairs(past.Kvs), fmt.Sprintf("drill/%s/own=%d of %s", w.name, w.overwritten, w.name))
		}
	}
}

func (d *drill) remember(t *testing.T, acknowledged write) {
	t.Helper()
	if earlier, taken := d.atRevision[acknowledged.revision]; taken {
		t.Errorf("revision %d was given to %s and to %s", acknowledged.revision, earlier, acknowledged.key)
	}
	d.atRevision[acknowledged.revision] = acknowledged.key
	d.writes = append(d.writes, acknowledged)
}

// checkAll: at the end the writes of all rounds are still there, and no two keys were changed at one revision.
func (d *drill) checkAll(t *testing.T) {
	t.Helper()
	found := byKey(get(t, newClient(t, d.server), "drill/", clientv3.WithPrefix()))
	for _, acknowledged := range d.writes {
		if now := found[acknowledged.key]; now.revision < acknowledged.revision {
			t.Errorf("%s was acknowledged at revision %d, it is at %d", acknowledged.key, acknowledged.revision, now.revision)
		}
	}
	changed := map[int64]string{}
	for key, now := range found {
		if other, taken := changed[now.revision]; taken {
			t.Errorf("%s and %s are both of revision %d", key, other, now.revision)
		}
		changed[now.revision] = key
	}
}

func byKey(response *clientv3.GetResponse) map[string]write {
	found := map[string]write{}
	for _, kv := range response.Kvs {
		found[string(kv.Key)] = write{string(kv.Key), string(kv.Value), kv.ModRevision}
	}
	return found
}

func environmentInt(name string, otherwise int) int {
	text, set := os.LookupEnv(name)
	if !set {
		return otherwise
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("%s=%s: %v", name, text, err))
	}
	return value
}
