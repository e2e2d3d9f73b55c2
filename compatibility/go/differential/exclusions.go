package differential

import (
	"bytes"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/protobuf/proto"
)

// endsEtcd tells whether etcd would die of a request, or could. The reason is in the documentation of the package.
func endsEtcd(request Request) bool {
	txn := &pb.TxnRequest{}
	if request.Method != Txn || proto.Unmarshal(request.Body, txn) != nil {
		return false
	}
	for _, operations := range [][]*pb.RequestOp{txn.Success, txn.Failure} {
		var way way
		if way.follow(operations); way.putsAfterOpenDeletion {
			return true
		}
	}
	return false
}

// way is what operations do in order, both branches of nested transactions included.
type way struct {
	open                  [][]byte // where open deletions begin
	putsAfterOpenDeletion bool
}

func (w *way) follow(operations []*pb.RequestOp) {
	for _, operation := range operations {
		switch request := operation.Request.(type) {
		case *pb.RequestOp_RequestPut:
			for _, from := range w.open {
				if bytes.Compare(request.RequestPut.GetKey(), from) >= 0 {
					w.putsAfterOpenDeletion = true
				}
			}
		case *pb.RequestOp_RequestDeleteRange:
			if end := request.RequestDeleteRange.GetRangeEnd(); len(end) == 1 && end[0] == 0 {
				w.open = append(w.open, request.RequestDeleteRange.GetKey())
			}
		case *pb.RequestOp_RequestTxn:
			w.follow(request.RequestTxn.GetSuccess())
			w.follow(request.RequestTxn.GetFailure())
		}
	}
}

// isReadDifferently tells whether parsers may disagree on bytes that are no message.
func isReadDifferently(request Request) bool {
	return proto.Unmarshal(request.Body, newRequest(request.Method)) != nil && holdsLongNumber(request.Body)
}

// losesKeys tells whether etcd's stream of a range can leave keys out; the documentation of the package says why.
func losesKeys(request Request) bool {
	stream := &pb.RangeRequest{}
	return request.Method == RangeStream && proto.Unmarshal(request.Body, stream) == nil &&
		stream.SortOrder == pb.RangeRequest_NONE && stream.SortTarget != pb.RangeRequest_KEY
}
