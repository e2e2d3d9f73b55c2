package compatibility

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"quoin.io/compatibility/differential"
	"quoin.io/compatibility/server"
)

var (
	differentialSeed  = flag.Uint64("differential-seed", 0, "repeats a run (0: a new seed)")
	differentialSteps = flag.Int("differential-steps", environmentInt("QUOIN_DIFFERENTIAL_STEPS", 5000), "its requests")
)

// shrinkAttempts bounds the time that a reproducer takes: each attempt starts both servers anew.
const shrinkAttempts = 12

// TestEtcdAndTheServerAnswerTheSameRequestsAlike sends one random sequence of requests to both and compares every
// answer and every error, field by field. See the package differential for what may differ.
func TestEtcdAndTheServerAnswerTheSameRequestsAlike(t *testing.T) {
	seed := *differentialSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-differential-seed %d", seed)
	etcd, tested := serverPair(t)
	began := time.Now()
	generator := differential.NewGenerator(seed)
	difference, figures, err := differential.Compare(t.Context(), etcd, tested, generator, *differentialSteps)
	must(t, err)
	t.Logf("%d requests in %.0f s, %d of them refused: %v", figures.Requests, time.Since(began).Seconds(),
		figures.Refused, figures.Methods)
	for _, refusal := range slices.Sorted(maps.Keys(figures.Refusals)) {
		t.Logf("%6d %s", figures.Refusals[refusal], refusal)
	}
	if difference != nil {
		t.Fatal(reproducer(t, difference))
	}
}

// reproducer is the difference on fresh servers with as few requests as a bounded search finds.
func reproducer(t *testing.T, difference *differential.Difference) *differential.Difference {
	t.Helper()
	shown := differential.Shrink(append(difference.History, difference.Request), shrinkAttempts,
		func(sequence []differential.Request) *differential.Difference {
			var found *differential.Difference
			ok := t.Run(fmt.Sprintf("shrink to %d", len(sequence)), func(t *testing.T) {
				etcd, tested := serverPair(t)
				var err error
				found, err = differential.Replay(t.Context(), etcd, tested, sequence)
				must(t, err)
			})
			if !ok {
				return nil
			}
			return found
		})
	if shown == nil {
		return difference
	}
	return shown
}

// serverPair starts the real etcd, which does not wait for the disk, and the server under test, both empty.
func serverPair(t *testing.T) (etcd, tested *differential.Remote) {
	t.Helper()
	return dial(t, realEtcd(t, "--unsafe-no-fsync")), dial(t, newRunningServer(t))
}

func dial(t *testing.T, s *server.Server) *differential.Remote {
	t.Helper()
	remote, err := differential.Dial(s.Endpoint())
	must(t, err)
	t.Cleanup(func() { _ = remote.Close() }) // its server may be gone by then
	return remote
}
