package compatibility

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

const corruptCluster = "etcdserver: corrupt cluster"

// flipInStore flips a bit of every copy of a text in the files of a stopped server's storage engine.
func flipInStore(t *testing.T, s *server.Server, text string) {
	t.Helper()
	files, err := filepath.Glob(s.DataDir() + "/member/store/lmdb/*/data.mdb")
	must(t, err)
	flipped := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		for from := 0; ; flipped++ {
			at := bytes.Index(content[from:], []byte(text))
			if at < 0 {
				break
			}
			content[from+at] ^= 1
			from += at + len(text)
		}
		must(t, os.WriteFile(file, content, 0o600))
	}
	if flipped == 0 {
		t.Fatalf("%q is nowhere in %v", text, files)
	}
}

// refusedAsCorrupt runs etcdctl, which must fail with etcd's text for damage.
func refusedAsCorrupt(t *testing.T, s *server.Server, arguments ...string) {
	t.Helper()
	output, err := tryEtcdctl(t, s, "", arguments...)
	if err == nil || !strings.Contains(output, corruptCluster) {
		t.Errorf("etcdctl %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
}

// linesWith counts lines of the server's log that contain all of the texts.
func linesWith(s *server.Server, texts ...string) int {
	count := 0
	for _, line := range s.Lines() {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(line, text)
		}
		if all {
			count++
		}
	}
	return count
}

// compareAndPut puts a key if the value of another is the one given.
func compareAndPut(client *clientv3.Client, ctx context.Context, key, value, put string) error {
	return drop(client.Txn(ctx).If(clientv3.Compare(clientv3.Value(key), "=", value)).
		Then(clientv3.OpPut(put, "by txn")).Commit())
}

// damagedServer is a server that was stopped, some of whose values were damaged, and that runs again.
func damagedServer(t *testing.T, keys ...string) *server.Server {
	t.Helper()
	quoinOnly(t)
	s := newRunningServer(t)
	client := newClient(t, s)
	for _, key := range keys {
		put(t, client, key, "value of "+key)
	}
	put(t, client, "whole", "sound")
	terminate(t, s)
	for _, key := range keys {
		flipInStore(t, s, "value of "+key)
	}
	must(t, s.Start())
	return s
}

func TestDamageOfOneValueIsToldAndEverythingElseIsServed(t *testing.T) {
	s := damagedServer(t, "first", "second", "third")
	client := newClient(t, s)

	expect(t, "log lines", linesWith(s, "a stored record is damaged"), 3)
	expect(t, "of the first", linesWith(s, "a stored record is damaged", `"revision":2,"sub":0,"key-size":5`), 1)
	expect(t, "metric", scrape(t, s)["quoin_damaged_records_total"].samples[""], 3)
	refusedAsCorrupt(t, s, "get", "first")
	refusedAsCorrupt(t, s, "get", "", "--prefix")
	expect(t, "keys", etcdctl(t, s, "", "get", "", "--prefix", "--keys-only"), "first\n\nsecond\n\nthird\n\nwhole\n\n")
	expect(t, "another key", etcdctl(t, s, "", "get", "whole"), "whole\nsound\n")
	expect(t, "put of another", etcdctl(t, s, "", "put", "other", "x"), "OK\n")
	expect(t, "alarms", etcdctl(t, s, "", "alarm", "list"), "")
	expect(t, "health", fetch(t, s, "GET", "/health").status, 200)
	_, err := client.HashKV(callContext(t), s.Endpoint(), 0)
	expect(t, "hash", rpctypes.Error(err), error(rpctypes.ErrCorrupt))
	must(t, drop(client.Defragment(callContext(t), s.Endpoint())))
	refusedAsCorrupt(t, s, "get", "first")
	expect(t, "another key of the rewritten store", etcdctl(t, s, "", "get", "whole"), "whole\nsound\n")

	expect(t, "put over damage", etcdctl(t, s, "", "put", "first", "new"), "OK\n")
	expect(t, "healed", etcdctl(t, s, "", "get", "first"), "first\nnew\n")
	expect(t, "deletion of damage", etcdctl(t, s, "", "del", "second"), "1\n")
	refusedAsCorrupt(t, s, "put", "third", "new", "--prev-kv")
	expect(t, "done, though its answer could not be given", etcdctl(t, s, "", "get", "third"), "third\nnew\n")
	refusedAsCorrupt(t, s, "get", "first", "--rev", "2")

	newest := get(t, client, "whole").Header.Revision
	must(t, drop(client.Compact(callContext(t), newest, clientv3.WithCompactPhysical())))
	_, err = client.HashKV(callContext(t), s.Endpoint(), 0)
	must(t, err)
	must(t, drop(client.Defragment(callContext(t), s.Endpoint())))
	terminate(t, s)
	must(t, s.Start())
	expect(t, "log lines after one more start, with all of it compacted away", linesWith(s, "a stored record is damaged"), 3)
	expect(t, "all", etcdctl(t, s, "", "get", "", "--prefix"), "first\nnew\nother\nx\nthird\nnew\nwhole\nsound\n")
}

func TestDamageThatApplyNeedsRaisesCorruptAndReadsGoOn(t *testing.T) {
	s := damagedServer(t, "needed")
	client := newClient(t, s)
	revision := put(t, client, "before", "x")

	err := compareAndPut(client, callContext(t), "needed", "value of needed", "never")
	expect(t, "a comparison with damage", rpctypes.Error(err), error(rpctypes.ErrCorrupt))

	expectStopped(t, s, revision)
	expect(t, "log lines", linesWith(s, "an entry of the log needs a damaged record", `"level":"error"`), 1)
	s.Kill()
	must(t, s.Start())
	expectStopped(t, s, revision)
	terminate(t, s)
	must(t, s.Start())
	expectStopped(t, s, revision)
}

// expectStopped looks at a member that applies no more: it serves what is whole, and says everywhere what is wrong.
func expectStopped(t *testing.T, s *server.Server, revision int64) {
	t.Helper()
	client := newClient(t, s)
	whole := get(t, client, "whole")
	expect(t, "a whole key", pairs(whole.Kvs), "whole=sound")
	expect(t, "revision", whole.Header.Revision, revision)
	refusedAsCorrupt(t, s, "get", "needed")
	for _, write := range [][]string{
		{"put", "a", "b"}, {"del", "whole"}, {"compaction", "2"}, {"alarm", "disarm"},
	} {
		refusedAsCorrupt(t, s, write...)
	}
	alarms, err := pb.NewMaintenanceClient(client.ActiveConnection()).Alarm(callContext(t), &pb.AlarmRequest{})
	must(t, err)
	expect(t, "alarms", len(alarms.Alarms), 1)
	expect(t, "alarm", alarms.Alarms[0].Alarm, pb.AlarmType_CORRUPT)
	expect(t, "of", alarms.Alarms[0].MemberID, whole.Header.MemberId)
	shown := strings.Join(strings.Fields(etcdctl(t, s, "", "alarm", "list")), " ") // Go varies the spaces
	status, err := client.Status(callContext(t), s.Endpoint())
	must(t, err)
	expect(t, "errors", strings.Join(status.Errors, "; "), shown)
	if !strings.HasSuffix(shown, "alarm:CORRUPT") {
		t.Errorf("alarm list: %q", shown)
	}
	expect(t, "health", strings.TrimSpace(fetch(t, s, "GET", "/health").body),
		`{"health":"false","reason":"ALARM CORRUPT"}`)
	expect(t, "readiness", fetch(t, s, "GET", "/readyz").status, 503)
	expect(t, "liveness", fetch(t, s, "GET", "/livez").status, 200)
	raised := 0
	for labels := range scrape(t, s)["etcd_debugging_server_alarms"].samples {
		if strings.Contains(labels, `alarm_type="CORRUPT"`) {
			raised++
		}
	}
	expect(t, "metric", raised, 1)
}

// TestDamageThatHidesWhatWasAcknowledged: what was answered before a kill needs a value that is damaged afterwards. The
// state before it may not pass for the newest one.
func TestDamageThatHidesWhatWasAcknowledged(t *testing.T) {
	quoinOnly(t)
	s := newServer(t, "--backend-batch-interval=1h")
	must(t, s.Start())
	put(t, newClient(t, s), "needed", "value of needed")
	terminate(t, s)
	must(t, s.Start())
	client := newClient(t, s)
	must(t, compareAndPut(client, callContext(t), "needed", "value of needed", "acknowledged"))
	s.Kill()
	flipInStore(t, s, "value of needed")
	must(t, s.Start())
	client = newClient(t, s)

	_, err := client.Get(callContext(t), "acknowledged")
	expect(t, "a linearizable read", rpctypes.Error(err), error(rpctypes.ErrCorrupt))
	older := get(t, client, "acknowledged", clientv3.WithSerializable())
	expect(t, "what is known here", older.Count, 0)
	if shown := etcdctl(t, s, "", "alarm", "list"); !strings.Contains(shown, "alarm:CORRUPT") {
		t.Errorf("alarm list: %q", shown)
	}
}

func TestDamageOfAKeyIsRefusedInOneLineAtTheStart(t *testing.T) {
	quoinOnly(t)
	s := newRunningServer(t)
	put(t, newClient(t, s), "a key to be damaged", "value")
	terminate(t, s)
	flipInStore(t, s, "a key to be damaged")

	refusedWithOneLine(t, s)
	expect(t, "lines that say what to do",
		linesWith(s, "the record of revision 2, place 0, in ", "restore this member from a backup"), 1)
}
