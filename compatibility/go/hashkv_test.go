package compatibility

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

var (
	historySeed = flag.Uint64("history-seed", 0, "repeats the histories of the hash tests (0: a new seed)")
	histories   = flag.Int("histories", environmentInt("QUOIN_HISTORIES", 2), "how many histories are hashed")
)

// history makes a random history, the same for every server that is given the same steps.
type history struct {
	random    *rand.Rand
	revision  int64
	compacted int64
}

func newHistory(t *testing.T, number int) *history {
	t.Helper()
	seed := *historySeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("history %d, -history-seed %d", number, seed)
	return &history{random: rand.New(rand.NewPCG(seed, uint64(number))), revision: 1, compacted: -1}
}

func (h *history) key() string {
	return fmt.Sprintf("key-%d", h.random.IntN(6))
}

// write is one request that changes something or nothing: puts, deletions of one, some or all keys, transactions.
func (h *history) write() clientv3.Op {
	switch h.random.IntN(20) {
	case 0:
		return clientv3.OpDelete("\x00", clientv3.WithFromKey())
	case 1, 2, 3:
		return clientv3.OpDelete(h.key())
	case 4:
		return clientv3.OpDelete(h.key(), clientv3.WithFromKey())
	case 5, 6, 7, 8:
		return clientv3.OpTxn(
			[]clientv3.Cmp{clientv3.Compare(clientv3.Version(h.key()), ">", int64(h.random.IntN(3)))}, h.some(), h.some())
	default:
		return clientv3.OpPut(h.key(), fmt.Sprintf("%x", h.random.Uint64N(1<<(1+h.random.IntN(63)))))
	}
}

// some is a list of operations that may stand side by side in a transaction.
func (h *history) some() []clientv3.Op {
	var operations []clientv3.Op
	for i := range h.random.IntN(4) {
		if h.random.IntN(4) == 0 {
			operations = append(operations, clientv3.OpDelete(fmt.Sprintf("key-%d", i)))
		} else {
			operations = append(operations, clientv3.OpPut(fmt.Sprintf("key-%d", i), "of a transaction"))
		}
	}
	return operations
}

// step sends a write to all servers, which must come to the same revision.
func (h *history) step(t *testing.T, clients ...*clientv3.Client) {
	t.Helper()
	write := h.write()
	for i, client := range clients {
		response, err := client.Do(callContext(t), write)
		must(t, err)
		revision := headerRevision(response)
		if i > 0 {
			expect(t, "revision", revision, h.revision)
		}
		h.revision = revision
	}
}

func headerRevision(response clientv3.OpResponse) int64 {
	switch {
	case response.Put() != nil:
		return response.Put().Header.Revision
	case response.Del() != nil:
		return response.Del().Header.Revision
	default:
		return response.Txn().Header.Revision
	}
}

// compact compacts all servers at a random revision, physically, so that their hashes are settled.
func (h *history) compact(t *testing.T, clients ...*clientv3.Client) {
	t.Helper()
	if h.revision == h.compacted {
		return
	}
	h.compacted += 1 + h.random.Int64N(h.revision-h.compacted)
	for _, client := range clients {
		_, err := client.Compact(callContext(t), h.compacted, clientv3.WithCompactPhysical())
		must(t, err)
	}
}

// hashAt is all of an answer to HashKV that may not differ.
func hashAt(t *testing.T, client *clientv3.Client, revision int64) string {
	t.Helper()
	answer, err := pb.NewMaintenanceClient(client.ActiveConnection()).HashKV(
		callContext(t), &pb.HashKVRequest{Revision: revision})
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("hash %d, compacted %d, of %d, now %d",
		answer.Hash, answer.CompactRevision, answer.HashRevision, answer.Header.Revision)
}

func newRunningEtcd(t *testing.T, flags ...string) *server.Server {
	t.Helper()
	command, err := server.Tool("etcd")
	must(t, err)
	etcd, err := server.New(command, t.TempDir()+"/data", flags...)
	must(t, err)
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	return etcd
}

// TestHashKVIsEtcdsAtEveryRevision: after each of many compactions of a random history both servers say the same about
// every revision: hash, compacted revision, hashed revision, or why there is none.
func TestHashKVIsEtcdsAtEveryRevision(t *testing.T) {
	for number := range *histories {
		h := newHistory(t, number)
		etcd, tested := newClient(t, newRunningEtcd(t)), newClient(t, newRunningServer(t))
		compared := 0
		compare := func() {
			for revision := int64(-1); revision <= h.revision+1; revision++ {
				want, got := hashAt(t, etcd, revision), hashAt(t, tested, revision)
				if want != got {
					t.Fatalf("revision %d of %d, compacted %d\netcd:   %s\nserver: %s",
						revision, h.revision, h.compacted, want, got)
				}
				compared++
			}
		}
		compare()
		for range 16 {
			for range h.random.IntN(16) {
				h.step(t, etcd, tested)
			}
			compare()
			h.compact(t, etcd, tested)
			compare()
		}
		t.Logf("%d hashes alike, revision %d, compacted %d", compared, h.revision, h.compacted)
	}
}

// TestHashKVOfAHistoryThatWasCompactedAtNothing: compacting an empty store at 0 is allowed once, and leaves a hash that
// is answered from then on to whoever asks for 0, the newest.
func TestHashKVOfAHistoryThatWasCompactedAtNothing(t *testing.T) {
	etcd, tested := newClient(t, newRunningEtcd(t)), newClient(t, newRunningServer(t))
	for _, client := range []*clientv3.Client{etcd, tested} {
		_, err := client.Compact(callContext(t), 0, clientv3.WithCompactPhysical())
		must(t, err)
		put(t, client, "key", "value")
	}
	for revision := int64(-1); revision <= 3; revision++ {
		expect(t, fmt.Sprint("hash at ", revision), hashAt(t, tested, revision), hashAt(t, etcd, revision))
	}
}

// TestHashesOfTheLastTenCompactionsAreKept: with the compacted revision that was in force before each.
func TestHashesOfTheLastTenCompactionsAreKept(t *testing.T) {
	etcd, tested := newClient(t, newRunningEtcd(t)), newClient(t, newRunningServer(t))
	for range 14 {
		for _, client := range []*clientv3.Client{etcd, tested} {
			put(t, client, "key", "value")
			put(t, client, "other", "value")
			_, err := client.Compact(callContext(t), put(t, client, "key", "again")-1, clientv3.WithCompactPhysical())
			must(t, err)
		}
	}
	for revision := int64(0); revision <= 45; revision++ {
		expect(t, fmt.Sprint("hash at ", revision), hashAt(t, tested, revision), hashAt(t, etcd, revision))
	}
}

// TestHashIsTheSameForTheSameContents: on two servers of a kind; etcd's own depends on its files.
func TestHashIsTheSameForTheSameContents(t *testing.T) {
	quoinOnly(t)
	first, second := newClient(t, newRunningServer(t)), newClient(t, newRunningServer(t))
	hash := func(client *clientv3.Client) uint32 {
		answer, err := pb.NewMaintenanceClient(client.ActiveConnection()).Hash(callContext(t), &pb.HashRequest{})
		must(t, err)
		return answer.Hash
	}
	put(t, first, "key", "value")
	before := hash(first)
	put(t, first, "key", "changed")
	put(t, second, "key", "value")
	expect(t, "hash of the same", hash(second), before)
	if hash(first) == before {
		t.Error("a change does not change the hash")
	}
	_, err := pb.NewMaintenanceClient(second.ActiveConnection()).Alarm(callContext(t), &pb.AlarmRequest{
		Action: pb.AlarmRequest_ACTIVATE, MemberID: 7, Alarm: pb.AlarmType_NOSPACE})
	must(t, err)
	if hash(second) == before {
		t.Error("an alarm does not change the hash")
	}
}

// TestHashKVOfManyKeysIsQuick measures, against etcd.
func TestHashKVOfManyKeysIsQuick(t *testing.T) {
	etcd, tested := newClient(t, newRunningEtcd(t)), newClient(t, newRunningServer(t))
	took := map[*clientv3.Client]time.Duration{}
	for _, client := range []*clientv3.Client{etcd, tested} {
		fill(t, client, 100_000, 256)
		hashAt(t, client, 0)
		for range 10 {
			begun := time.Now()
			hashAt(t, client, 0)
			if once := time.Since(begun); took[client] == 0 || once < took[client] {
				took[client] = once
			}
		}
	}
	expect(t, "hash", hashAt(t, tested, 0), hashAt(t, etcd, 0))
	t.Logf("100,000 keys, best of ten: etcd %v, server %v", took[etcd], took[tested])
}

// fill writes numbered keys, a hundred per transaction; the same for every server.
func fill(t *testing.T, client *clientv3.Client, keys, valueBytes int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	value := make([]byte, valueBytes)
	for next := 0; next < keys; {
		var puts []clientv3.Op
		for ; len(puts) < 100 && next < keys; next++ {
			for i := 0; i+8 <= len(value); i += 8 {
				value[i] = byte(random.Uint32())
			}
			puts = append(puts, clientv3.OpPut(fmt.Sprintf("fill/%08d", next), string(value)))
		}
		_, err := client.Txn(callContext(t)).Then(puts...).Commit()
		must(t, err)
	}
}
