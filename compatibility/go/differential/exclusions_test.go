package differential

import (
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/protobuf/proto"
)

func putOp(key string) *pb.RequestOp {
	return &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: &pb.PutRequest{Key: []byte(key)}}}
}

func deleteOp(key, end string) *pb.RequestOp {
	request := &pb.DeleteRangeRequest{Key: []byte(key), RangeEnd: []byte(end)}
	return &pb.RequestOp{Request: &pb.RequestOp_RequestDeleteRange{RequestDeleteRange: request}}
}

func txnOp(operations ...*pb.RequestOp) *pb.RequestOp {
	return &pb.RequestOp{Request: &pb.RequestOp_RequestTxn{RequestTxn: &pb.TxnRequest{Failure: operations}}}
}

func ends(t *testing.T, operations ...*pb.RequestOp) bool {
	t.Helper()
	body, err := proto.Marshal(&pb.TxnRequest{Success: operations})
	if err != nil {
		t.Fatal(err)
	}
	return endsEtcd(Request{Txn, body})
}

func TestOnlyWhatCanEndEtcdIsLeftOut(t *testing.T) {
	for _, operations := range [][]*pb.RequestOp{
		{deleteOp("a", "\x00"), putOp("b")},
		{deleteOp("a", "\x00"), txnOp(putOp("a"))},
		{txnOp(deleteOp("a", "\x00")), putOp("z")},
	} {
		if !ends(t, operations...) {
			t.Errorf("%v is sent", operations)
		}
	}
	for _, operations := range [][]*pb.RequestOp{
		{},
		{putOp("b"), deleteOp("a", "\x00")},
		{deleteOp("c", "\x00"), putOp("b")},
		{deleteOp("a", "c"), putOp("b")},
		{deleteOp("a", "\x00"), txnOp(deleteOp("a", "\x00"))},
	} {
		if ends(t, operations...) {
			t.Errorf("%v is left out", operations)
		}
	}
}
