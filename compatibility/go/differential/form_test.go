package differential

import (
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/proto"
)

func pairOf(key string, version int64) *mvccpb.KeyValue {
	return &mvccpb.KeyValue{Key: []byte(key), Version: version}
}

// alike compares two answers to a range, also when it is an operation of a transaction.
func alike(t *testing.T, request *pb.RangeRequest, a, b *pb.RangeResponse) bool {
	t.Helper()
	alone := formOfMessages(t, Range, request, a).equal(formOfMessages(t, Range, request, b))
	txn := &pb.TxnRequest{Success: []*pb.RequestOp{{Request: &pb.RequestOp_RequestRange{RequestRange: request}}}}
	within := formOfMessages(t, Txn, txn, txnOf(a)).equal(formOfMessages(t, Txn, txn, txnOf(b)))
	if alone != within {
		t.Errorf("alike alone: %v, within a transaction: %v", alone, within)
	}
	return alone
}

func txnOf(response *pb.RangeResponse) *pb.TxnResponse {
	return &pb.TxnResponse{Succeeded: true, Responses: []*pb.ResponseOp{
		{Response: &pb.ResponseOp_ResponseRange{ResponseRange: response}},
	}}
}

func formOfMessages(t *testing.T, method Method, request, response proto.Message) form {
	t.Helper()
	asked, err := proto.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	answered, err := proto.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := formOf(Request{method, asked}, Answer{Body: answered})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestOnlyEqualSortValuesMayChangePlaces(t *testing.T) {
	byVersion := &pb.RangeRequest{SortTarget: pb.RangeRequest_VERSION, SortOrder: pb.RangeRequest_DESCEND}
	byKey := &pb.RangeRequest{SortTarget: pb.RangeRequest_KEY, SortOrder: pb.RangeRequest_DESCEND}
	ties := &pb.RangeResponse{Kvs: []*mvccpb.KeyValue{pairOf("a", 2), pairOf("b", 2), pairOf("c", 1)}}
	tiesTurned := &pb.RangeResponse{Kvs: []*mvccpb.KeyValue{pairOf("b", 2), pairOf("a", 2), pairOf("c", 1)}}
	wrong := &pb.RangeResponse{Kvs: []*mvccpb.KeyValue{pairOf("a", 2), pairOf("c", 1), pairOf("b", 2)}}
	if !alike(t, byVersion, ties, tiesTurned) {
		t.Error("ties may not change places")
	}
	if alike(t, byVersion, ties, wrong) {
		t.Error("pairs of different value may change places")
	}
	if alike(t, byKey, ties, tiesTurned) {
		t.Error("keys may change places")
	}
}

func TestALimitMayKeepAnyOfEqualSortValues(t *testing.T) {
	sorted := &pb.RangeRequest{Limit: 2, SortTarget: pb.RangeRequest_VERSION, SortOrder: pb.RangeRequest_ASCEND}
	unsorted := &pb.RangeRequest{Limit: 2, SortTarget: pb.RangeRequest_VERSION}
	one := &pb.RangeResponse{More: true, Count: 3, Kvs: []*mvccpb.KeyValue{pairOf("a", 1), pairOf("b", 2)}}
	other := &pb.RangeResponse{More: true, Count: 3, Kvs: []*mvccpb.KeyValue{pairOf("a", 1), pairOf("c", 2)}}
	otherFirst := &pb.RangeResponse{More: true, Count: 3, Kvs: []*mvccpb.KeyValue{pairOf("x", 1), pairOf("b", 2)}}
	all := &pb.RangeResponse{Count: 2, Kvs: one.Kvs}
	allOthers := &pb.RangeResponse{Count: 2, Kvs: other.Kvs}
	if !alike(t, sorted, one, other) {
		t.Error("the last of the kept ones may not be another")
	}
	if alike(t, sorted, one, otherFirst) || alike(t, sorted, all, allOthers) || alike(t, unsorted, one, other) {
		t.Error("a pair that must be there may be another")
	}
}
