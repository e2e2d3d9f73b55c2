package compatibility

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"quoin.io/compatibility/server"
)

// requestStats is what a line about a slow request says.
type requestStats struct {
	Level     string `json:"level"`
	Message   string `json:"msg"`
	StartTime string `json:"start time"`
	TimeSpent string `json:"time spent"`
	Remote    string `json:"remote"`
	Method    string `json:"response type"`
	Request   int64  `json:"request count"`
	Bytes     int64  `json:"request size"`
	Response  int64  `json:"response count"`
	Answer    int64  `json:"response size"`
	Content   string `json:"request content"`
}

// TestSlowRequestsAreLoggedAsByEtcd calls every request slow, and compares the lines with etcd's.
func TestSlowRequestsAreLoggedAsByEtcd(t *testing.T) {
	quoinOnly(t)
	const always = "--warning-unary-request-duration=1ns"
	etcd := realEtcd(t, always)
	want := linesOfSlowRequests(t, etcd, "warn")
	etcd.Kill() // on the same addresses the member has the same id, and answers the same length
	command, err := server.Command()
	must(t, err)
	tested := etcd.Twin(command, t.TempDir()+"/data")
	killAtEnd(t, tested)
	must(t, tested.Start())
	got := linesOfSlowRequests(t, tested, "warn")
	for i := range want {
		expect(t, fmt.Sprintf("line %d", i), got[i], want[i])
	}
}

// TestEveryRequestIsLoggedAtDebug: so it is with etcd, whatever it took.
func TestEveryRequestIsLoggedAtDebug(t *testing.T) {
	linesOfSlowRequests(t, newRunningServer(t, "--log-level=debug"), "debug")
}

// TestQuickRequestsAreNotLogged: an hour is more than a request takes.
func TestQuickRequestsAreNotLogged(t *testing.T) {
	tested := newRunningServer(t, "--warning-unary-request-duration=1h")
	sendOfEachKind(t, tested)
	expect(t, "lines", len(statsLines(t, tested)), 0)
}

// linesOfSlowRequests sends one request after the other and returns their lines, without what differs by nature.
func linesOfSlowRequests(t *testing.T, s *server.Server, level string) []string {
	t.Helper()
	sendOfEachKind(t, s)
	eventually(t, "a line for each request", func() bool { return len(statsLines(t, s)) >= kindsOfRequests })
	var lines []string
	for _, line := range statsLines(t, s) {
		expect(t, "level", line.Level, level)
		_, err := time.Parse("2006-01-02T15:04:05.999999Z0700", line.StartTime)
		must(t, err)
		spent, err := time.ParseDuration(line.TimeSpent)
		must(t, err)
		expect(t, "notation of "+line.TimeSpent, spent.String(), line.TimeSpent)
		if !strings.HasPrefix(line.Remote, "127.0.0.1:") {
			t.Errorf("remote is %q", line.Remote)
		}
		lines = append(lines, fmt.Sprintf("%s: %d of %d bytes, %d in %d bytes: %s",
			line.Method, line.Request, line.Bytes, line.Response, line.Answer, line.Content))
	}
	return lines
}

const kindsOfRequests = 14

func sendOfEachKind(t *testing.T, s *server.Server) {
	t.Helper()
	connection := newClient(t, s).ActiveConnection()
	kv, maintenance := pb.NewKVClient(connection), pb.NewMaintenanceClient(connection)
	ctx := callContext(t)
	odd := []byte("q\"\x01\\\xff\xc3\xbc\n\u200b\x7f\xc2\x85")
	get := &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: odd}}}
	put := &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: &pb.PutRequest{Key: odd, Value: odd}}}
	inner := &pb.RequestOp{Request: &pb.RequestOp_RequestTxn{RequestTxn: &pb.TxnRequest{Success: []*pb.RequestOp{put}}}}
	compare := []*pb.Compare{
		{Target: pb.Compare_VALUE, Key: odd, TargetUnion: &pb.Compare_Value{Value: odd}, RangeEnd: []byte("z")},
		{Target: pb.Compare_MOD, Result: pb.Compare_GREATER, Key: odd, TargetUnion: &pb.Compare_ModRevision{ModRevision: 7}},
	}
	for _, send := range []func() error{ // one line each
		func() error { return drop(kv.Put(ctx, &pb.PutRequest{Key: []byte("a"), Value: []byte("1")})) },
		func() error { return drop(kv.Put(ctx, &pb.PutRequest{Key: odd, Value: odd, PrevKv: true})) },
		func() error { return drop(kv.Put(ctx, &pb.PutRequest{Key: odd, IgnoreValue: true, IgnoreLease: true})) },
		func() error { return drop(kv.Put(ctx, &pb.PutRequest{Value: odd})) }, // refused
		func() error {
			return drop(kv.Range(ctx, &pb.RangeRequest{Key: odd, RangeEnd: []byte("z"), Limit: 5, Revision: 2}))
		},
		func() error {
			return drop(kv.Range(ctx, &pb.RangeRequest{Key: []byte("a"), SortOrder: 1, SortTarget: 2, KeysOnly: true}))
		},
		func() error { return drop(kv.Range(ctx, &pb.RangeRequest{})) }, // refused
		func() error {
			return drop(kv.Txn(ctx, &pb.TxnRequest{Compare: compare, Success: []*pb.RequestOp{put, get}, Failure: []*pb.RequestOp{get}}))
		},
		func() error { return drop(kv.Txn(ctx, &pb.TxnRequest{Success: []*pb.RequestOp{inner}})) },
		func() error { return drop(kv.Txn(ctx, &pb.TxnRequest{Success: []*pb.RequestOp{put, put}})) }, // refused
		func() error {
			return drop(kv.DeleteRange(ctx, &pb.DeleteRangeRequest{Key: odd, RangeEnd: []byte("z"), PrevKv: true}))
		},
		func() error { return drop(kv.Compact(ctx, &pb.CompactionRequest{Revision: 2})) },
		func() error { return drop(maintenance.Status(ctx, &pb.StatusRequest{})) },
		func() error { return drop(kv.Range(ctx, &pb.RangeRequest{Key: []byte("a"), Revision: 1})) }, // compacted
	} {
		_ = send() // refused or not, it has a line
	}
}

func statsLines(t *testing.T, s *server.Server) []requestStats {
	t.Helper()
	var lines []requestStats
	for _, text := range s.Lines() {
		if strings.Contains(text, `"msg":"request stats"`) {
			var line requestStats
			must(t, json.Unmarshal([]byte(text), &line))
			lines = append(lines, line)
		}
	}
	return lines
}

// TestALargeReadIsLoggedWithItsCount: its answer is sent in parts, and never in memory as a whole.
func TestALargeReadIsLoggedWithItsCount(t *testing.T) {
	tested := newRunningServer(t, "--warning-unary-request-duration=1ns")
	client := newClient(t, tested)
	kv := pb.NewKVClient(client.ActiveConnection())
	for i := range 20 {
		put(t, client, fmt.Sprintf("large/%02d", i), strings.Repeat("x", 100_000))
	}
	response, err := kv.Range(callContext(t), &pb.RangeRequest{Key: []byte("large/"), RangeEnd: []byte("large0")})
	must(t, err)
	expect(t, "keys", len(response.Kvs), 20)
	wanted := map[string]bool{`key:"large/" range_end:"large0"`: false}
	eventually(t, "the line", func() bool {
		for _, line := range statsLines(t, tested) {
			if _, ok := wanted[line.Content]; ok && line.Response == 20 && line.Answer > 2_000_000 {
				wanted[line.Content] = true
			}
		}
		return !slices.Contains(slices.Collect(maps.Values(wanted)), false)
	})
}
