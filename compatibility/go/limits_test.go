package compatibility

import (
	"bytes"
	"fmt"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"quoin.io/compatibility/differential"
	"quoin.io/compatibility/server"
)

// maxRequestBytes is --max-request-bytes as it is by default.
const maxRequestBytes = 1536 << 10

// overheadBytesMost is more than what etcd adds to a request before it compares its length with the limit.
const overheadBytesMost = 24

// TestARequestIsTooLargeFromTheSameByteOnAsForEtcd tries every length around the limit. What etcd adds to a request
// depends on the id of the member, so one server follows the other on the same addresses.
func TestARequestIsTooLargeFromTheSameByteOnAsForEtcd(t *testing.T) {
	quoinOnly(t)
	etcd := realEtcd(t)
	want := answersAroundTheLimits(t, etcd)
	etcd.Kill()
	command, err := server.Command()
	must(t, err)
	tested := etcd.Twin(command, t.TempDir()+"/data")
	killAtEnd(t, tested)
	must(t, tested.Start())
	got := answersAroundTheLimits(t, tested)
	for i := range want {
		expect(t, fmt.Sprintf("answer %d", i), got[i], want[i])
	}
}

// answersAroundTheLimits also makes sure that the limits lie between the first and the last length tried.
func answersAroundTheLimits(t *testing.T, s *server.Server) []string {
	t.Helper()
	remote := dial(t, s)
	var answers []string
	for _, method := range []differential.Method{differential.Put, differential.Txn, differential.DeleteRange} {
		refusals := 0
		for length := maxRequestBytes - overheadBytesMost; length <= maxRequestBytes; length++ {
			answer, err := remote.Answer(callContext(t), differential.Request{Method: method, Body: requestOf(t, method, length)})
			must(t, err)
			if answer.Refusal != "" {
				refusals++
			}
			answers = append(answers, fmt.Sprintf("%s of %d bytes: %q", method, length, answer.Refusal))
		}
		if refusals == 0 || refusals > overheadBytesMost {
			t.Errorf("%d lengths of %s refused by %s", refusals, method, s.Endpoint())
		}
	}
	const messageMost = maxRequestBytes + 512<<10
	for _, length := range []int{messageMost, messageMost + 1, 2 * messageMost} {
		body := requestOf(t, differential.Put, length)
		answer, err := remote.Answer(callContext(t), differential.Request{Method: differential.Put, Body: body})
		must(t, err)
		answers = append(answers, fmt.Sprintf("message of %d bytes: %q", length, answer.Refusal))
	}
	return answers
}

// requestOf makes a request of exactly that length that changes little.
func requestOf(t *testing.T, method differential.Method, length int) []byte {
	t.Helper()
	request := paddedRequest(method, length)
	request = paddedRequest(method, 2*length-proto.Size(request)) // its lengths take as many bytes as before
	body, err := proto.Marshal(request)
	must(t, err)
	expect(t, "length", len(body), length)
	return body
}

func paddedRequest(method differential.Method, padding int) proto.Message {
	long := bytes.Repeat([]byte("x"), padding)
	switch method {
	case differential.Put:
		return &pb.PutRequest{Key: []byte("limit"), Value: long}
	case differential.DeleteRange:
		return &pb.DeleteRangeRequest{Key: long}
	default:
		deletion := &pb.RequestOp_RequestDeleteRange{RequestDeleteRange: &pb.DeleteRangeRequest{Key: long}}
		return &pb.TxnRequest{Success: []*pb.RequestOp{{Request: deletion}}}
	}
}

// TestDeepNestingIsRefusedAsByEtcdAndHarmsNobody: etcd parses to a depth of 10,000 messages, and allows no more than
// 128 transactions in each other.
func TestDeepNestingIsRefusedAsByEtcdAndHarmsNobody(t *testing.T) {
	quoinOnly(t)
	etcd, tested := serverPair(t)
	get := &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: []byte("a")}}}
	for name, innermost := range map[string]*pb.TxnRequest{"empty": {}, "with a range": {Success: []*pb.RequestOp{get}}} {
		for _, levels := range []int{
			1, 127, 128, 129, 399, 400, 401, 497, 498, 499, 500, 1000, 4997, 4998, 4999, 5000, 5001, 20_000, 100_000,
		} {
			body, err := proto.Marshal(innermost)
			must(t, err)
			for _, request := range [][]byte{nested(body, levels), badKeyBefore(nested(body, levels))} {
				difference, err := differential.Replay(t.Context(), etcd, tested,
					[]differential.Request{{Method: differential.Txn, Body: request}})
				must(t, err)
				if difference != nil {
					t.Errorf("%d levels, innermost %s: wanted %s, got %s", levels, name, difference.Want, difference.Got)
				}
			}
		}
	}
}

// nested puts a transaction into so many others, without recursion.
func nested(txn []byte, levels int) []byte {
	// From the inside: all tags and lengths are collected, then written from the outside.
	var heads [][]byte
	length := len(txn)
	for range levels {
		for _, field := range []protowire.Number{4, 2} { // request_txn, then success
			head := protowire.AppendVarint(protowire.AppendTag(nil, field, protowire.BytesType), uint64(length))
			heads = append(heads, head)
			length += len(head)
		}
	}
	body := make([]byte, 0, length)
	for i := len(heads) - 1; i >= 0; i-- {
		body = append(body, heads[i]...)
	}
	return append(body, txn...)
}

// badKeyBefore puts an operation that is refused before all others.
func badKeyBefore(txn []byte) []byte {
	operation := protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), nil) // a range without a key
	return append(protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), operation), txn...)
}
