package differential

import (
	"math"
	"slices"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

// nestingMost bounds ordinary nesting; chains go deeper.
const nestingMost = 3

func (g *Generator) transaction() *pb.TxnRequest {
	switch {
	case g.oneIn(80):
		return g.chain(pick(g, 10, 63, 64, 126, 127, 128, 129, 140))
	case g.oneIn(40):
		return g.manyDeletions()
	case g.oneIn(60):
		return g.wide(pick(g, 127, 128, 129, 200))
	default:
		return g.txn(0)
	}
}

func (g *Generator) txn(depth int) *pb.TxnRequest {
	request := &pb.TxnRequest{}
	for range g.random.IntN(3) {
		request.Compare = append(request.Compare, g.compare())
	}
	for range g.random.IntN(5) {
		request.Success = append(request.Success, g.operation(depth))
	}
	for range g.random.IntN(5) {
		request.Failure = append(request.Failure, g.operation(depth))
	}
	return request
}

func (g *Generator) operation(depth int) *pb.RequestOp {
	switch kind := g.random.IntN(100); {
	case kind < 1:
		return &pb.RequestOp{}
	case kind < 40:
		return &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: g.put()}}
	case kind < 55:
		return &pb.RequestOp{Request: &pb.RequestOp_RequestDeleteRange{RequestDeleteRange: g.deletion()}}
	case kind < 85 || depth == nestingMost:
		return &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: g.get()}}
	default:
		return &pb.RequestOp{Request: &pb.RequestOp_RequestTxn{RequestTxn: g.txn(depth + 1)}}
	}
}

// chain nests transactions of one operation each, below each other.
func (g *Generator) chain(depth int) *pb.TxnRequest {
	request := g.txn(nestingMost)
	for range depth {
		outer := &pb.TxnRequest{}
		inner := []*pb.RequestOp{{Request: &pb.RequestOp_RequestTxn{RequestTxn: request}}}
		if g.oneIn(2) {
			outer.Success = inner
		} else {
			outer.Failure = inner
			if g.oneIn(2) { // so that it is taken
				outer.Compare = []*pb.Compare{{Key: []byte("a"), Result: pb.Compare_LESS}}
			}
		}
		request = outer
	}
	return request
}

// wide has many operations, and at times a nested transaction that has to do with what is left.
func (g *Generator) wide(operations int) *pb.TxnRequest {
	request := &pb.TxnRequest{}
	list := pick(g, &request.Success, &request.Failure)
	for range operations {
		*list = append(*list, &pb.RequestOp{Request: &pb.RequestOp_RequestRange{RequestRange: g.validGet()}})
	}
	if g.oneIn(2) {
		nested := &pb.TxnRequest{}
		for range g.random.IntN(3) {
			nested.Compare = append(nested.Compare, g.compare())
		}
		(*list)[g.random.IntN(operations)] = &pb.RequestOp{Request: &pb.RequestOp_RequestTxn{RequestTxn: nested}}
	}
	if g.oneIn(3) {
		for range operations {
			request.Compare = append(request.Compare, g.compare())
		}
	}
	return request
}

// manyDeletions has more intervals than an ordinary transaction, some of them empty, and a few puts among them.
func (g *Generator) manyDeletions() *pb.TxnRequest {
	request := &pb.TxnRequest{}
	for range 5 + g.random.IntN(30) {
		request.Success = append(request.Success, &pb.RequestOp{Request: &pb.RequestOp_RequestDeleteRange{
			RequestDeleteRange: &pb.DeleteRangeRequest{Key: []byte(pick(g, allKeys...)), RangeEnd: []byte(pick(g, allKeys...))},
		}})
	}
	for range 1 + g.random.IntN(3) {
		put := &pb.PutRequest{Key: []byte(pick(g, allKeys...)), Value: g.value()}
		operation := &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: put}}
		request.Success = slices.Insert(request.Success, g.random.IntN(len(request.Success)), operation)
	}
	return request
}

// validGet is one that a transaction is hardly refused for.
func (g *Generator) validGet() *pb.RangeRequest {
	return &pb.RangeRequest{Key: []byte(pick(g, allKeys...)), CountOnly: g.oneIn(2)}
}

func (g *Generator) compare() *pb.Compare {
	compare := &pb.Compare{
		Result: pb.Compare_CompareResult(g.random.IntN(4)),
		Target: pb.Compare_CompareTarget(g.random.IntN(5)),
		Key:    g.key(),
	}
	if g.oneIn(4) {
		compare.Key, compare.RangeEnd = g.interval()
	}
	if g.oneIn(25) {
		compare.Result = pick[pb.Compare_CompareResult](g, 4, 99, -1, math.MaxInt32, math.MinInt32)
	}
	operandOf := compare.Target
	if g.oneIn(12) { // an operand that belongs to another target, or none
		operandOf = pb.Compare_CompareTarget(g.random.IntN(6))
	}
	if g.oneIn(25) {
		compare.Target = pick[pb.Compare_CompareTarget](g, 5, 99, -1, math.MaxInt32, math.MinInt32)
	}
	g.addOperand(compare, operandOf)
	return compare
}

func (g *Generator) addOperand(compare *pb.Compare, target pb.Compare_CompareTarget) {
	switch target {
	case pb.Compare_VERSION:
		compare.TargetUnion = &pb.Compare_Version{Version: pick[int64](g, 0, 0, 1, 2, 3, -1, math.MaxInt64)}
	case pb.Compare_CREATE:
		compare.TargetUnion = &pb.Compare_CreateRevision{CreateRevision: pick(g, 0, g.someRevision())}
	case pb.Compare_MOD:
		compare.TargetUnion = &pb.Compare_ModRevision{ModRevision: pick(g, 0, g.someRevision())}
	case pb.Compare_VALUE:
		compare.TargetUnion = &pb.Compare_Value{Value: g.value()}
	case pb.Compare_LEASE:
		compare.TargetUnion = &pb.Compare_Lease{Lease: pick[int64](g, 0, 0, 1, -1, noLease)}
	}
}
