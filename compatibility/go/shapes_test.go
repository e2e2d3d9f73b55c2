package compatibility

import (
	"bytes"
	"encoding/hex"
	"math"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"quoin.io/compatibility/differential"
)

// TestOddRequestsAreAnsweredAsByEtcd sends each shape that clients get wrong to both, on a store with three keys.
func TestOddRequestsAreAnsweredAsByEtcd(t *testing.T) {
	quoinOnly(t)
	etcd, tested := serverPair(t)
	const get, put, del, txn, compact = differential.Range, differential.Put, differential.DeleteRange, differential.Txn, differential.Compact
	var prelude []differential.Request
	for _, key := range []string{"a", "b", "c"} {
		prelude = append(prelude, differential.Request{Method: put, Body: encode(t, &pb.PutRequest{Key: []byte(key), Value: []byte(key)})})
	}
	key := []byte("b")
	long := bytes.Repeat([]byte("k"), 1<<20)
	ops := func(n int) []*pb.RequestOp {
		operations := make([]*pb.RequestOp, n)
		for i := range operations {
			operations[i] = &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: key}}}
		}
		return operations
	}
	puts := func(keys ...string) []*pb.RequestOp {
		var operations []*pb.RequestOp
		for _, k := range keys {
			operations = append(operations, &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: &pb.PutRequest{Key: []byte(k)}}})
		}
		return operations
	}
	within := func(txn *pb.TxnRequest) []*pb.RequestOp {
		return []*pb.RequestOp{{Request: &pb.RequestOp_RequestTxn{RequestTxn: txn}}}
	}
	for _, c := range []struct {
		name   string
		method differential.Method
		body   []byte
	}{ // one line each
		{"range of nothing", get, nil},
		{"range, no key but an end", get, encode(t, &pb.RangeRequest{RangeEnd: key})},
		{"range, end before the key", get, encode(t, &pb.RangeRequest{Key: key, RangeEnd: []byte("a")})},
		{"range, end is the key", get, encode(t, &pb.RangeRequest{Key: key, RangeEnd: key})},
		{"range, end is zero", get, encode(t, &pb.RangeRequest{Key: key, RangeEnd: []byte{0}})},
		{"range, negative limit", get, encode(t, &pb.RangeRequest{Key: key, Limit: -1})},
		{"range, smallest limit", get, encode(t, &pb.RangeRequest{Key: []byte{0}, RangeEnd: []byte{0}, Limit: math.MinInt64})},
		{"range, negative revision", get, encode(t, &pb.RangeRequest{Key: key, Revision: -1})},
		{"range, smallest revision", get, encode(t, &pb.RangeRequest{Key: key, Revision: math.MinInt64})},
		{"range, largest revision", get, encode(t, &pb.RangeRequest{Key: key, Revision: math.MaxInt64})},
		{"range, unknown order", get, encode(t, &pb.RangeRequest{Key: key, SortOrder: 3})},
		{"range, negative order", get, encode(t, &pb.RangeRequest{Key: key, SortOrder: -1})},
		{"range, unknown target", get, encode(t, &pb.RangeRequest{Key: key, SortTarget: 5})},
		{"range, huge target", get, encode(t, &pb.RangeRequest{Key: key, SortTarget: math.MaxInt32})},
		{"range, negative bounds of revisions", get, encode(t, &pb.RangeRequest{Key: key, MinModRevision: -5, MaxModRevision: -1, MinCreateRevision: math.MinInt64, MaxCreateRevision: math.MaxInt64})},
		{"range, keys and count only", get, encode(t, &pb.RangeRequest{Key: key, KeysOnly: true, CountOnly: true})},
		{"range, huge key", get, encode(t, &pb.RangeRequest{Key: long, RangeEnd: append(long, 0)})},
		{"range, unknown field", get, append(encode(t, &pb.RangeRequest{Key: key}), protowire.AppendVarint(protowire.AppendTag(nil, 999, protowire.VarintType), 1)...)},
		{"range, unknown field first", get, append(protowire.AppendBytes(protowire.AppendTag(nil, 200, protowire.BytesType), long), encode(t, &pb.RangeRequest{Key: key})...)},
		{"range, unknown group", get, append(encode(t, &pb.RangeRequest{Key: key}), fromHex(t, "a31fa41f")...)},
		{"range, group without end", get, append(encode(t, &pb.RangeRequest{Key: key}), fromHex(t, "a31f")...)},
		{"range, field zero", get, fromHex(t, "0000")},
		{"range, wire type six", get, fromHex(t, "0e00")},
		{"range, wire type of the key wrong", get, fromHex(t, "0801")},
		{"range, key twice", get, fromHex(t, "0a01610a0162")},
		{"range, key longer than the message", get, fromHex(t, "0a7f61")},
		{"range, length of 2^63", get, fromHex(t, "0affffffffffffffffff0161")},
		{"range, number of eleven bytes", get, fromHex(t, "0a016218ffffffffffffffffffff01")},
		{"range, number in more bytes than it needs", get, fromHex(t, "0a01621881808000")},
		{"range, true as two", get, fromHex(t, "0a01624002")},
		{"range, tag beyond 32 bits", get, fromHex(t, "8a80808080800101")},
		{"put of nothing", put, nil},
		{"put, no value", put, encode(t, &pb.PutRequest{Key: key})},
		{"put, value and ignored", put, encode(t, &pb.PutRequest{Key: key, Value: key, IgnoreValue: true})},
		{"put, lease and ignored", put, encode(t, &pb.PutRequest{Key: key, Lease: 1, IgnoreLease: true})},
		{"put, ignored value of an absent key", put, encode(t, &pb.PutRequest{Key: []byte("absent"), IgnoreValue: true})},
		{"put, ignored lease of an absent key", put, encode(t, &pb.PutRequest{Key: []byte("absent"), IgnoreLease: true})},
		{"put, negative lease", put, encode(t, &pb.PutRequest{Key: key, Lease: -1})},
		{"put, huge key", put, encode(t, &pb.PutRequest{Key: long})},
		{"put, cut", put, fromHex(t, "0a016212")},
		{"delete of nothing", del, nil},
		{"delete, end before the key", del, encode(t, &pb.DeleteRangeRequest{Key: key, RangeEnd: []byte("a")})},
		{"delete, no key but an end", del, encode(t, &pb.DeleteRangeRequest{RangeEnd: key})},
		{"transaction of nothing", txn, nil},
		{"transaction, operation of nothing", txn, encode(t, &pb.TxnRequest{Success: []*pb.RequestOp{{}}})},
		{"transaction, empty comparison", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{}}})},
		{"transaction, unknown result", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Result: 4}}})},
		{"transaction, negative result", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Result: -1}}})},
		{"transaction, unknown target", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Target: 5}}})},
		{"transaction, target without operand", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Target: pb.Compare_VALUE}}})},
		{"transaction, operand of another target", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Target: pb.Compare_MOD, TargetUnion: &pb.Compare_Value{Value: key}}}})},
		{"transaction, negative operand", txn, encode(t, &pb.TxnRequest{Compare: []*pb.Compare{{Key: key, Target: pb.Compare_MOD, Result: pb.Compare_GREATER, TargetUnion: &pb.Compare_ModRevision{ModRevision: math.MinInt64}}}})},
		{"transaction, 128 operations", txn, encode(t, &pb.TxnRequest{Success: ops(128)})},
		{"transaction, 129 operations", txn, encode(t, &pb.TxnRequest{Success: ops(129)})},
		{"transaction, 129 not taken", txn, encode(t, &pb.TxnRequest{Failure: ops(129)})},
		{"transaction, 128 in each branch", txn, encode(t, &pb.TxnRequest{Success: ops(128), Failure: ops(128)})},
		{"transaction, 128 comparisons", txn, encode(t, &pb.TxnRequest{Compare: make128(&pb.Compare{Key: key})})},
		{"transaction, 129 comparisons", txn, encode(t, &pb.TxnRequest{Compare: append(make128(&pb.Compare{Key: key}), &pb.Compare{Key: key})})},
		{"transaction, nested within the budget", txn, encode(t, &pb.TxnRequest{Success: within(&pb.TxnRequest{Success: ops(127)})})},
		{"transaction, nested beyond the budget", txn, encode(t, &pb.TxnRequest{Success: within(&pb.TxnRequest{Success: ops(128)})})},
		{"transaction, a key twice", txn, encode(t, &pb.TxnRequest{Success: puts("x", "x")})},
		{"transaction, a key twice in a nested one", txn, encode(t, &pb.TxnRequest{Success: append(puts("x"), within(&pb.TxnRequest{Failure: puts("x")})...)})},
		{"transaction, put without a key", txn, encode(t, &pb.TxnRequest{Failure: puts("")})},
		{"transaction, bad range within", txn, encode(t, &pb.TxnRequest{Success: []*pb.RequestOp{{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: key, SortOrder: 9}}}}})},
		{"transaction, future revision within", txn, encode(t, &pb.TxnRequest{Success: []*pb.RequestOp{{Request: &pb.RequestOp_RequestRange{RequestRange: &pb.RangeRequest{Key: key, Revision: 1 << 40}}}}})},
		{"compaction of nothing", compact, nil},
		{"compaction, negative", compact, encode(t, &pb.CompactionRequest{Revision: -1})},
		{"compaction, smallest", compact, encode(t, &pb.CompactionRequest{Revision: math.MinInt64})},
		{"compaction, future", compact, encode(t, &pb.CompactionRequest{Revision: math.MaxInt64})},
	} {
		t.Run(c.name, func(t *testing.T) {
			requests := append(prelude[:len(prelude):len(prelude)], differential.Request{Method: c.method, Body: c.body},
				differential.Request{Method: get, Body: encode(t, &pb.RangeRequest{Key: []byte{0}, RangeEnd: []byte{0}, KeysOnly: true})})
			difference, err := differential.Replay(t.Context(), etcd, tested, requests)
			must(t, err)
			if difference != nil {
				t.Errorf("wanted %.500s, got %.500s", difference.Want, difference.Got)
			}
		})
	}
}

func make128(compare *pb.Compare) []*pb.Compare {
	compares := make([]*pb.Compare, 128)
	for i := range compares {
		compares[i] = compare
	}
	return compares
}

func encode(t *testing.T, message proto.Message) []byte {
	t.Helper()
	body, err := proto.Marshal(message)
	must(t, err)
	return body
}

func fromHex(t *testing.T, text string) []byte {
	t.Helper()
	body, err := hex.DecodeString(text)
	must(t, err)
	return body
}
