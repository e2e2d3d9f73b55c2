package compatibility

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

// stopTimeout bounds an orderly stop.
const stopTimeout = 30 * time.Second

func terminate(t *testing.T, s *server.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stopTimeout)
	defer cancel()
	code, err := s.Terminate(ctx)
	must(t, err)
	if code != 0 && code != 143 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
}

func TestEverythingIsThereAfterAnOrderlyRestart(t *testing.T) {
	s := newRunningServer(t)
	client := newClient(t, s)
	put(t, client, "a", "1")
	past := put(t, client, "a", "2")
	put(t, client, "b", "1")
	must(t, drop(client.Delete(callContext(t), "b")))
	last := put(t, client, "a", "3")
	must(t, drop(client.Compact(callContext(t), past)))
	identity := get(t, client, "a").Header

	terminate(t, s)
	must(t, s.Start())

	client = newClient(t, s)
	now := get(t, client, "a")
	expect(t, "value", pairs(now.Kvs), "a=3")
	expect(t, "version", only(t, now).Version, 3)
	expect(t, "revision", now.Header.Revision, last)
	expect(t, "cluster id", now.Header.ClusterId, identity.ClusterId)
	expect(t, "member id", now.Header.MemberId, identity.MemberId)
	expect(t, "past value", pairs(get(t, client, "a", clientv3.WithRev(past)).Kvs), "a=2")
	expect(t, "deleted key", get(t, client, "b").Count, 0)
	_, err := client.Get(callContext(t), "a", clientv3.WithRev(past-1))
	expect(t, "error before the compacted revision", err, error(rpctypes.ErrCompacted))
	expect(t, "next revision", put(t, client, "c", "1"), last+1)
}

func TestNothingAcknowledgedIsLostWhenTerminatedUnderLoad(t *testing.T) {
	s := newRunningServer(t)
	const callers = 16
	var mutex sync.Mutex
	acknowledged := map[string]int64{}
	enough := make(chan struct{})
	var callersEnded sync.WaitGroup
	for caller := range callers {
		client := newClient(t, s)
		callersEnded.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("load/%d/%d", caller, i)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				response, err := client.Put(ctx, key, key)
				cancel()
				if err != nil {
					return
				}
				mutex.Lock()
				acknowledged[key] = response.Header.Revision
				if len(acknowledged) == 500 {
					close(enough)
				}
				mutex.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(callTimeout):
		t.Fatal("500 puts do not get through")
	}
	terminate(t, s)
	callersEnded.Wait()

	must(t, s.Start())
	found := map[string]int64{}
	for _, kv := range get(t, newClient(t, s), "load/", clientv3.WithPrefix()).Kvs {
		expect(t, "value of "+string(kv.Key), string(kv.Value), string(kv.Key))
		found[string(kv.Key)] = kv.ModRevision
	}
	for key, revision := range acknowledged {
		if found[key] != revision {
			t.Errorf("%s was acknowledged at revision %d and is now at %d", key, revision, found[key])
		}
	}
	t.Logf("%d puts acknowledged, %d found", len(acknowledged), len(found))
}

func TestEveryLineOfOutputIsOneJsonObjectAsEtcdWritesIt(t *testing.T) {
	s := newRunningServer(t)
	put(t, newClient(t, s), "a", "1")
	s.Kill()
	must(t, s.Start())
	put(t, newClient(t, s), "a", "2")
	terminate(t, s)

	lines := s.Lines()
	if len(lines) == 0 {
		t.Fatal("no output")
	}
	for _, line := range lines {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("not a JSON object: %q", line)
			continue
		}
		for _, field := range []string{"level", "ts", "caller", "msg"} {
			if text, ok := entry[field].(string); !ok || text == "" {
				t.Errorf("no %s in %q", field, line)
			}
		}
		if at, ok := entry["ts"].(string); ok {
			if _, err := time.Parse("2006-01-02T15:04:05.999999Z0700", at); err != nil {
				t.Errorf("ts %q: %v", at, err)
			}
		}
	}
}
