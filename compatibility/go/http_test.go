package compatibility

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"quoin.io/compatibility/server"
)

// TestHttpEndpointsAnswerAsEtcdDoes compares status, body and the headers below; then again with each alarm raised.
func TestHttpEndpointsAnswerAsEtcdDoes(t *testing.T) {
	etcd, tested := newEtcd(t), newRunningServer(t)
	compareEndpoints(t, etcd, tested)
	for _, alarm := range []pb.AlarmType{pb.AlarmType_NOSPACE, pb.AlarmType_CORRUPT} {
		setAlarm(t, etcd, pb.AlarmRequest_ACTIVATE, alarm)
		setAlarm(t, tested, pb.AlarmRequest_ACTIVATE, alarm)
		t.Run("with alarm "+alarm.String(), func(t *testing.T) { compareEndpoints(t, etcd, tested) })
		setAlarm(t, etcd, pb.AlarmRequest_DEACTIVATE, alarm)
		setAlarm(t, tested, pb.AlarmRequest_DEACTIVATE, alarm)
	}
	compareEndpoints(t, etcd, tested)
}

// comparedPaths has no malformed percent escape, which Quarkus refuses with 400 and etcd takes.
var comparedPaths = []string{
	"/version", "/version/", "/version?verbose",
	"/health", "/health?serializable=true", "/health?serializable=false", "/health?serializable=True",
	"/health?exclude=NOSPACE", "/health?exclude=CORRUPT", "/health?exclude=NOSPACE&exclude=CORRUPT",
	"/health?exclude=NOSPACE&serializable=true", "/health?exclude=", "/health?exclude=NOSPACE,CORRUPT", "/health/",
	"/health?%65xclude=NOSPACE", "/health?Exclude=NOSPACE", "/health?exclude=NOSPACE;serializable=true",
	"/livez", "/livez?verbose", "/livez?verbose=false", "/livez?exclude=serializable_read&verbose",
	"/livez?exclude=none", "/livez/serializable_read", "/livez/serializable_read?verbose",
	"/livez/serializable_read?verbose&exclude=serializable_read", "/livez/linearizable_read", "/livez/",
	"/readyz", "/readyz?verbose", "/readyz?verbose&exclude=data_corruption", "/readyz?exclude=data_corruption",
	"/readyz?verbose&exclude=data_corruption&exclude=non_learner&exclude=none",
	"/readyz?verbose&exclude=data_corruption,non_learner", "/readyz/none",
	"/readyz/data_corruption", "/readyz/data_corruption?verbose", "/readyz/serializable_read?verbose",
	"/readyz/linearizable_read?verbose", "/readyz/non_learner?verbose",
	"/", "/nonsense", "/v2/keys", "/metrics/", "/%76ersion",
}

// comparedHeaders are those that say something; the rest is the length and the date.
var comparedHeaders = []string{
	"Allow", "Content-Type", "X-Content-Type-Options",
	"Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
}

func compareEndpoints(t *testing.T, etcd, tested *server.Server) {
	t.Helper()
	for _, path := range comparedPaths {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} {
			want, got := fetch(t, etcd, method, path), fetch(t, tested, method, path)
			if want != got {
				t.Errorf("%s %s\netcd:   %+v\nserver: %+v", method, path, want, got)
			}
		}
	}
}

type httpAnswer struct {
	status        int
	headers, body string
}

func fetch(t *testing.T, s *server.Server, method, path string) httpAnswer {
	t.Helper()
	request, err := http.NewRequestWithContext(callContext(t), method, "http://"+s.Endpoint()+path, nil)
	must(t, err)
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	body, err := io.ReadAll(response.Body)
	must(t, err)
	must(t, response.Body.Close())
	var headers strings.Builder
	for _, name := range comparedHeaders {
		headers.WriteString(name + ": " + strings.Join(response.Header[name], ", ") + "; ")
	}
	return httpAnswer{response.StatusCode, headers.String(), sortedChecks(string(body))}
}

// sortedChecks puts the lines of a probe's report in order, which etcd does not.
func sortedChecks(body string) string {
	if !strings.HasPrefix(body, "[") {
		return body
	}
	lines := strings.Split(body, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func setAlarm(t *testing.T, s *server.Server, action pb.AlarmRequest_AlarmAction, alarm pb.AlarmType) {
	t.Helper()
	client := newClient(t, s)
	request := &pb.AlarmRequest{Action: action, Alarm: alarm, MemberID: get(t, client, "a").Header.MemberId}
	_, err := pb.NewMaintenanceClient(client.ActiveConnection()).Alarm(callContext(t), request)
	must(t, err)
}

// notShown are metrics of etcd that the server does not have, by prefix, and why.
var notShown = map[string]string{
	"go_":                                   "of the Go runtime",
	"promhttp_":                             "of Go's metrics library",
	"etcd_server_go_version":                "of the Go runtime",
	"etcd_server_feature_enabled":           "etcd's feature gates",
	"etcd_grpc_proxy_":                      "of a command that is not there",
	"etcd_debugging_store_":                 "of the store of etcd 2",
	"etcd_debugging_auth_revision":          "no auth yet",
	"etcd_debugging_lease_":                 "no leases yet",
	"etcd_debugging_server_lease_":          "no leases yet",
	"etcd_debugging_mvcc_events_total":      "no watch yet",
	"etcd_debugging_mvcc_pending_events":    "no watch yet",
	"etcd_debugging_mvcc_slow_watcher":      "no watch yet",
	"etcd_debugging_mvcc_watch":             "no watch yet",
	"etcd_debugging_server_watch_":          "no watch yet",
	"etcd_debugging_mvcc_db_compaction_":    "compaction runs in slices without a clock",
	"etcd_debugging_mvcc_index_compaction_": "compaction runs in slices without a clock",
	"etcd_debugging_disk_backend_commit_":   "phases of a bbolt commit",
	"etcd_debugging_snap_":                  "there are no raft snapshots yet",
	"etcd_snap_":                            "there are no raft snapshots yet",
	"etcd_server_snapshot_apply_":           "there are no raft snapshots yet",
	"etcd_disk_backend_snapshot_":           "no Snapshot call yet",
	"etcd_disk_backend_defrag_":             "not measured yet",
	"etcd_disk_defrag_inflight":             "not measured yet",
	"etcd_mvcc_hash_":                       "not measured yet",
	"etcd_network_known_peers":              "one member only yet",
	"etcd_server_heartbeat_":                "one member only yet",
	"etcd_server_is_learner":                "one member only yet",
	"etcd_server_learner_":                  "one member only yet",
	"etcd_server_read_indexes_failed":       "one member needs no read index",
	"etcd_server_slow_read_indexes":         "one member needs no read index",
	"etcd_server_apply_duration_":           "apply has no clock",
	"etcd_server_slow_apply":                "apply has no clock",
	"etcd_server_range_duration_":           "requests are not timed yet",
	"etcd_server_request_duration_":         "requests are not timed yet",
	"process_network_":                      "not told by the Java runtime",
	"process_virtual_memory_max":            "not told by the Java runtime",
}

func TestMetricsHaveTheNamesTypesHelpAndLabelsOfEtcd(t *testing.T) {
	etcd, tested := newEtcd(t), newRunningServer(t)
	for _, s := range []*server.Server{etcd, tested} {
		doOneOfEach(t, s)
	}
	want, got := scrape(t, etcd), scrape(t, tested)
	reasonsUsed := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if prefix := notShownBy(name); prefix != "" {
			reasonsUsed[prefix] = true
			if _, shown := got[name]; shown {
				t.Errorf("%s is shown, and listed as not shown", name)
			}
			continue
		}
		compareFamily(t, name, want[name], got[name])
	}
	for name := range got {
		if _, known := want[name]; !known && !strings.HasPrefix(name, "quoin_") {
			t.Errorf("%s is not etcd's", name)
		}
	}
	for prefix := range notShown {
		if !reasonsUsed[prefix] {
			t.Errorf("etcd has no metric %s...", prefix)
		}
	}
}

func notShownBy(name string) string {
	for prefix := range notShown {
		if strings.HasPrefix(name, prefix) {
			return prefix
		}
	}
	return ""
}

// compareFamily compares declaration and label sets; sets that only one side can have are few and known.
func compareFamily(t *testing.T, name string, want, got *family) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is missing", name)
		return
	}
	expect(t, name+" help", got.help, want.help)
	expect(t, name+" type", got.kind, want.kind)
	for labels := range want.samples {
		if _, there := got.samples[labels]; !there && !valueLabels(labels) && !strings.Contains(labels, notServed) {
			t.Errorf("%s has no sample %s", name, labels)
		}
	}
	for labels := range got.samples {
		if _, there := want.samples[labels]; !there && !valueLabels(labels) {
			t.Errorf("%s has a sample that etcd has not: %s", name, labels)
		}
	}
}

// notServed labels a method that is not there yet: clients of etcd do not call it.
const notServed = `grpc_method="List",grpc_service="grpc.health.v1.Health"`

// valueLabels tells labels that name a member: two servers differ in them.
func valueLabels(labels string) bool {
	return strings.Contains(labels, "server_id=")
}

// TestMetricsCountWhatEtcdCounts compares by how much counters grow over the same requests.
func TestMetricsCountWhatEtcdCounts(t *testing.T) {
	compared := []string{
		"etcd_mvcc_put_total", "etcd_mvcc_delete_total", "etcd_mvcc_txn_total", "etcd_mvcc_range_total",
		"etcd_debugging_mvcc_total_put_size_in_bytes", "etcd_debugging_mvcc_keys_total",
		"etcd_debugging_mvcc_current_revision", "etcd_debugging_mvcc_compact_revision",
		"etcd_server_proposals_failed_total", "etcd_server_health_success", "etcd_server_healthchecks_total",
		"etcd_server_client_requests_total", "grpc_server_started_total", "grpc_server_handled_total",
		"grpc_server_msg_received_total", "grpc_server_msg_sent_total", "etcd_network_client_grpc_received_bytes_total",
		"etcd_server_has_leader", "etcd_server_is_leader", "etcd_server_leader_changes_seen_total",
	}
	etcd, tested := newEtcd(t), newRunningServer(t)
	want, got := growth(t, etcd, compared), growth(t, tested, compared)
	for _, sample := range slices.Sorted(maps.Keys(want)) {
		expect(t, sample, got[sample], want[sample])
	}
	for sample := range got {
		if _, known := want[sample]; !known {
			t.Errorf("%s grew, and etcd has it not", sample)
		}
	}
}

// growth is by how much the samples of these metrics grow while one of each request is sent.
func growth(t *testing.T, s *server.Server, names []string) map[string]float64 {
	t.Helper()
	fetch(t, s, "GET", "/health")
	before := scrape(t, s)
	doOneOfEach(t, s)
	after := scrape(t, s)
	grown := map[string]float64{}
	for _, name := range names {
		for labels, value := range after[name].samples {
			grown[name+labels] = value - before[name].samplesOrNone()[labels]
		}
	}
	return grown
}

func doOneOfEach(t *testing.T, s *server.Server) {
	t.Helper()
	client := newClient(t, s)
	kv := pb.NewKVClient(client.ActiveConnection())
	put := func(key, value string) *pb.PutRequest {
		return &pb.PutRequest{Key: []byte(key), Value: []byte(value)}
	}
	ctx := callContext(t)
	_, err := kv.Put(ctx, put("a", "1"))
	must(t, err)
	_, err = kv.Put(ctx, &pb.PutRequest{Key: []byte("a"), Value: []byte("22"), PrevKv: true})
	must(t, err)
	_, err = kv.Put(ctx, put("b", ""))
	must(t, err)
	_, err = kv.Put(ctx, put("", "empty key"))
	expect(t, "refused", err != nil, true)
	_, err = kv.Range(ctx, &pb.RangeRequest{Key: []byte("a")})
	must(t, err)
	_, err = kv.Txn(ctx, &pb.TxnRequest{Success: []*pb.RequestOp{
		{Request: &pb.RequestOp_RequestPut{RequestPut: put("c", "3")}},
		{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: []byte("c")}}},
	}})
	must(t, err)
	_, err = kv.DeleteRange(ctx, &pb.DeleteRangeRequest{Key: []byte("a"), RangeEnd: []byte("c")})
	must(t, err)
	_, err = kv.Compact(ctx, &pb.CompactionRequest{Revision: 3})
	must(t, err)
	for _, path := range []string{"/health", "/livez", "/readyz"} {
		expect(t, path, fetch(t, s, "GET", path).status, http.StatusOK)
	}
}

// family is a metric: its declaration, and its samples by suffix and labels.
type family struct {
	help, kind string
	samples    map[string]float64
}

func (f *family) samplesOrNone() map[string]float64 {
	if f == nil {
		return nil
	}
	return f.samples
}

// scrape reads the text format.
func scrape(t *testing.T, s *server.Server) map[string]*family {
	t.Helper()
	answer := fetch(t, s, "GET", "/metrics")
	expect(t, "status", answer.status, http.StatusOK)
	families := map[string]*family{}
	var current *family
	var name string
	for line := range strings.Lines(answer.body) {
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "# HELP "); ok {
			var help string
			name, help, _ = strings.Cut(rest, " ")
			current = &family{help: help, samples: map[string]float64{}}
			families[name] = current
		} else if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			current.kind = strings.TrimPrefix(rest, name+" ")
		} else {
			end := strings.LastIndexByte(line, ' ')
			value, err := strconv.ParseFloat(line[end+1:], 64)
			must(t, err)
			current.samples[strings.TrimPrefix(line[:end], name)] = value
		}
	}
	return families
}

func newEtcd(t *testing.T) *server.Server {
	t.Helper()
	command, err := server.Tool("etcd")
	must(t, err)
	etcd, err := server.New(command, t.TempDir()+"/data")
	must(t, err)
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	return etcd
}
