package compatibility

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"quoin.io/compatibility/server"
)

// operator is both services that the alarm tests need, over one connection.
type operator struct {
	kv          pb.KVClient
	maintenance pb.MaintenanceClient
}

func newOperator(t *testing.T, s *server.Server) operator {
	t.Helper()
	connection := newClient(t, s).ActiveConnection()
	return operator{pb.NewKVClient(connection), pb.NewMaintenanceClient(connection)}
}

// say is an answer without what may differ, or the error.
func say[T interface {
	proto.Message
	GetHeader() *pb.ResponseHeader
}](response T, err error) string {
	if err != nil {
		return fmt.Sprint(status.Code(err), " ", err)
	}
	if header := response.GetHeader(); header != nil {
		header.ClusterId, header.MemberId, header.RaftTerm = 0, 0, 0
	}
	// prototext varies its blanks from one build to the next
	return strings.Join(strings.Fields(prototext.MarshalOptions{}.Format(response)), " ")
}

func alarmRequest(action pb.AlarmRequest_AlarmAction, member uint64, alarm pb.AlarmType) *pb.AlarmRequest {
	return &pb.AlarmRequest{Action: action, MemberID: member, Alarm: alarm}
}

func putOp(key string) *pb.RequestOp {
	return &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: &pb.PutRequest{Key: []byte(key)}}}
}

func txnOp(txn *pb.TxnRequest) *pb.RequestOp {
	return &pb.RequestOp{Request: &pb.RequestOp_RequestTxn{RequestTxn: txn}}
}

func rangeOp(key string) *pb.RequestOp {
	return &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: []byte(key)}}}
}

// everyCall is what each kind of request comes to now, one line each.
func (o operator) everyCall(t *testing.T) []string {
	t.Helper()
	ctx := callContext(t)
	key := []byte("key")
	never := []*pb.Compare{{Key: []byte("missing"), Target: pb.Compare_VERSION, Result: pb.Compare_GREATER}}
	deletion := &pb.RequestOp{Request: &pb.RequestOp_RequestDeleteRange{
		RequestDeleteRange: &pb.DeleteRangeRequest{Key: []byte("nothing")}}}
	current, err := o.kv.Range(ctx, &pb.RangeRequest{Key: key, Serializable: true})
	must(t, err)
	statusNow, err := o.maintenance.Status(ctx, &pb.StatusRequest{})
	must(t, err)
	txn := func(request *pb.TxnRequest) string { return say(o.kv.Txn(ctx, request)) }
	return []string{
		"errors: " + strings.Join(slices.Sorted(slices.Values(statusNow.Errors)), "; "), // etcd's come in any order
		"put: " + say(o.kv.Put(ctx, &pb.PutRequest{Key: key, Value: []byte("value")})),
		"put, ignored value: " + say(o.kv.Put(ctx, &pb.PutRequest{Key: []byte("missing"), IgnoreValue: true})),
		"put without a key: " + say(o.kv.Put(ctx, &pb.PutRequest{})),
		"range: " + say(o.kv.Range(ctx, &pb.RangeRequest{Key: key})),
		"serializable range: " + say(o.kv.Range(ctx, &pb.RangeRequest{Key: key, Serializable: true})),
		"delete: " + say(o.kv.DeleteRange(ctx, &pb.DeleteRangeRequest{Key: []byte("other")})),
		"txn of nothing: " + txn(&pb.TxnRequest{}),
		"txn of a range: " + txn(&pb.TxnRequest{Success: []*pb.RequestOp{rangeOp("key")}}),
		"txn of a deletion: " + txn(&pb.TxnRequest{Success: []*pb.RequestOp{deletion}}),
		"txn of a put: " + txn(&pb.TxnRequest{Success: []*pb.RequestOp{putOp("of txn")}}),
		"txn of a put not taken: " + txn(&pb.TxnRequest{Compare: never, Success: []*pb.RequestOp{putOp("of txn")}}),
		"txn of a nested put: " + txn(&pb.TxnRequest{
			Success: []*pb.RequestOp{txnOp(&pb.TxnRequest{Success: []*pb.RequestOp{putOp("nested")}})}}),
		"txn of a nested put not taken: " + txn(&pb.TxnRequest{
			Failure: []*pb.RequestOp{txnOp(&pb.TxnRequest{Failure: []*pb.RequestOp{putOp("nested")}})}}),
		"txn of a nested range: " + txn(&pb.TxnRequest{
			Success: []*pb.RequestOp{txnOp(&pb.TxnRequest{Success: []*pb.RequestOp{rangeOp("key")}})}}),
		"compaction: " + say(o.kv.Compact(ctx, &pb.CompactionRequest{Revision: current.Header.Revision, Physical: true})),
		"compaction again: " + say(o.kv.Compact(ctx, &pb.CompactionRequest{Revision: 1, Physical: true})),
		"compaction of the future: " + say(o.kv.Compact(ctx, &pb.CompactionRequest{Revision: 1 << 40, Physical: true})),
		"hash: " + say(o.maintenance.HashKV(ctx, &pb.HashKVRequest{})),
	}
}

// TestAlarmsAreEtcds takes both servers through every alarm and compares what every call comes to.
func TestAlarmsAreEtcds(t *testing.T) {
	etcd, tested := newOperator(t, newRunningEtcd(t)), newOperator(t, newRunningServer(t))
	const member, get = 7, pb.AlarmRequest_GET
	const activate, deactivate = pb.AlarmRequest_ACTIVATE, pb.AlarmRequest_DEACTIVATE
	for _, request := range []*pb.AlarmRequest{
		alarmRequest(get, 0, pb.AlarmType_NONE),
		alarmRequest(activate, member, pb.AlarmType_NONE),
		alarmRequest(activate, member, pb.AlarmType_NOSPACE),
		alarmRequest(activate, member, pb.AlarmType_NOSPACE),
		alarmRequest(get, 0, pb.AlarmType_NONE),
		alarmRequest(get, 99, pb.AlarmType_NOSPACE),
		alarmRequest(get, member, pb.AlarmType_CORRUPT),
		alarmRequest(deactivate, member, pb.AlarmType_NONE),
		alarmRequest(deactivate, member, pb.AlarmType_CORRUPT),
		alarmRequest(deactivate, 8, pb.AlarmType_NOSPACE),
		alarmRequest(activate, 0, pb.AlarmType_NOSPACE),
		alarmRequest(deactivate, member, pb.AlarmType_NOSPACE),
		alarmRequest(deactivate, 0, pb.AlarmType_NOSPACE),
		alarmRequest(deactivate, 0, pb.AlarmType_NOSPACE),
		alarmRequest(activate, member, pb.AlarmType_CORRUPT),
		alarmRequest(get, 0, pb.AlarmType_CORRUPT),
		alarmRequest(deactivate, member, pb.AlarmType_CORRUPT),
		alarmRequest(activate, member, 9),
		alarmRequest(get, 0, 9),
		alarmRequest(deactivate, member, 9),
	} {
		t.Run(strings.Join(strings.Fields(prototext.MarshalOptions{}.Format(request)), " "), func(t *testing.T) {
			expect(t, "answer",
				say(tested.maintenance.Alarm(callContext(t), request)), say(etcd.maintenance.Alarm(callContext(t), request)))
			theirs, ours := etcd.everyCall(t), tested.everyCall(t)
			for i, want := range theirs {
				expect(t, "then", ours[i], want)
			}
		})
	}
}

// TestAlarmsSurviveAKill: they are part of the replicated state.
func TestAlarmsSurviveAKill(t *testing.T) {
	s := newRunningServer(t)
	_, err := newOperator(t, s).maintenance.Alarm(
		callContext(t), alarmRequest(pb.AlarmRequest_ACTIVATE, 7, pb.AlarmType_NOSPACE))
	must(t, err)
	s.Kill()
	must(t, s.Start())
	client := newClient(t, s)
	if _, err := client.Put(callContext(t), "key", "value"); !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Errorf("a put is answered with %v", err)
	}
	listed := strings.Fields(etcdctl(t, s, "", "alarm", "list")) // Go varies the blanks from one build to the next
	expect(t, "alarms", strings.Join(listed, " "), "memberID:7 alarm:NOSPACE")
}

// TestAServerBeyondItsQuotaRaisesNoSpaceUntilThereIsRoomAndTheOperatorSaysSo goes the way of an operator.
func TestAServerBeyondItsQuotaRaisesNoSpaceUntilThereIsRoomAndTheOperatorSaysSo(t *testing.T) {
	s := newRunningServer(t, "--quota-backend-bytes", fmt.Sprint(16<<20))
	client := newClient(t, s)
	value := strings.Repeat("x", 1<<20)
	var err error
	for i := 0; err == nil && i < 40; i++ {
		_, err = client.Put(callContext(t), fmt.Sprint("key-", i), value)
	}
	if !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Fatalf("a server beyond its quota says %v", err)
	}
	alarms, err := client.AlarmList(callContext(t))
	must(t, err)
	if len(alarms.Alarms) != 1 || alarms.Alarms[0].MemberID != alarms.Header.MemberId {
		t.Fatalf("alarms: %v", alarms.Alarms)
	}
	if _, err := client.Put(callContext(t), "small", ""); !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Errorf("a small put is answered with %v", err)
	}
	response, err := client.Delete(callContext(t), "key-", clientv3.WithPrefix())
	must(t, err)
	_, err = client.Compact(callContext(t), response.Header.Revision, clientv3.WithCompactPhysical())
	must(t, err)
	etcdctl(t, s, "", "defrag")
	etcdctl(t, s, "", "alarm", "disarm")
	put(t, client, "key", value)
	expect(t, "alarms", etcdctl(t, s, "", "alarm", "list"), "")
}

func TestStatusHasAllFieldsOfEtcds(t *testing.T) {
	for _, flags := range [][]string{nil, {"--quota-backend-bytes=-1"}, {"--quota-backend-bytes=123456789"}} {
		etcd, tested := newRunningEtcd(t, flags...), newRunningServer(t, flags...)
		of := func(s *server.Server) *pb.StatusResponse {
			client := newClient(t, s)
			put(t, client, "key", "value")
			answer, err := client.Status(callContext(t), s.Endpoint())
			must(t, err)
			full := (*pb.StatusResponse)(answer)
			if full.Leader != full.Header.MemberId || full.RaftIndex < 2 || full.RaftAppliedIndex != full.RaftIndex ||
				full.RaftTerm == 0 || full.RaftTerm != full.Header.RaftTerm || full.DbSizeInUse <= 0 ||
				full.DbSize < full.DbSizeInUse {
				t.Errorf("status: %v", full)
			}
			return full
		}
		want, got := of(etcd), of(tested)
		want.Header, want.Leader, want.RaftIndex, want.RaftAppliedIndex, want.RaftTerm, want.DbSize, want.DbSizeInUse =
			got.Header, got.Leader, got.RaftIndex, got.RaftAppliedIndex, got.RaftTerm, got.DbSize, got.DbSizeInUse
		if want.StorageVersion == "" { // etcd decides it some seconds after its first start
			want.StorageVersion = got.StorageVersion
		}
		if !proto.Equal(want, got) {
			t.Errorf("%v\netcd:   %v\nserver: %v", flags, want, got)
		}
		etcd.Kill()
		tested.Kill()
	}
}

// TestEtcdctlMaintains: what an operator types, with the same output as from etcd but for addresses, ids and sizes.
func TestEtcdctlMaintains(t *testing.T) {
	etcd, tested := newRunningEtcd(t), newRunningServer(t)
	for _, s := range []*server.Server{etcd, tested} {
		etcdctl(t, s, "", "put", "key", "value")
	}
	varying := regexp.MustCompile(
		`127\.0\.0\.1:\d+|"(member_id|cluster_id|leader|ID|raft_term|raftTerm|raftIndex|raftAppliedIndex|dbSize|dbSizeInUse)":\d+` +
			`|,"storageVersion":"3\.7\.0"|took: [^"]*|took [0-9.]+.?s|successfully committed proposal: took = .*`)
	for _, command := range []string{
		"endpoint status -w json", "endpoint health", "endpoint hashkv -w json", "endpoint hashkv --rev 1 -w json",
		"alarm list -w json", "alarm disarm -w json", "member list -w json", "defrag",
	} {
		arguments := strings.Fields(command)
		want := varying.ReplaceAllString(etcdctl(t, etcd, "", arguments...), "")
		got := varying.ReplaceAllString(etcdctl(t, tested, "", arguments...), "")
		expect(t, command, got, want)
	}
}

// TestTheBenchmarkToolPrintsTheHash: etcd's own tool checks the hash at the end of its load.
func TestTheBenchmarkToolPrintsTheHash(t *testing.T) {
	s := newRunningServer(t)
	tool, err := server.Tool("benchmark")
	must(t, err)
	output, err := exec.Command(tool, "--endpoints="+s.Endpoint(), "put", "--total=2000", "--sequential-keys",
		"--key-space-size=500", "--check-hashkv").CombinedOutput()
	if err != nil {
		t.Fatalf("benchmark: %v\n%s", err, output)
	}
	printed := regexp.MustCompile(`HashKV: (\d+)`).FindSubmatch(output)
	if printed == nil {
		t.Fatalf("no hash in the output:\n%s", output)
	}
	expect(t, "hash", hashAt(t, newClient(t, s), 0),
		fmt.Sprintf("hash %s, compacted -1, of 2001, now 2001", printed[1]))
}

func TestMoveLeaderOfASingleMemberIsEtcds(t *testing.T) {
	var said [2][]string
	for i, s := range []*server.Server{newRunningEtcd(t), newRunningServer(t)} {
		client := newClient(t, s)
		answer, err := client.Status(callContext(t), s.Endpoint())
		must(t, err)
		for _, target := range []uint64{answer.Leader, 0, 12345} {
			response, err := client.MoveLeader(callContext(t), target)
			text, _ := json.Marshal(response)
			said[i] = append(said[i], fmt.Sprint(string(text), " ", err))
		}
	}
	expect(t, "answers", fmt.Sprint(said[1]), fmt.Sprint(said[0]))
}
