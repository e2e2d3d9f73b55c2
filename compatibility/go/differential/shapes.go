package differential

import (
	"bytes"
	"fmt"
	"math"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

// noLease is the id of a lease that does not exist.
const noLease = 4711

// allKeys are the keys in use: short ones that are neighbours, and bytes that tempt to be taken for something else.
var allKeys = []string{
	"a", "b", "c", "d", "e", "f", "g", "h", "a\x00", "a\x00\x00", "a\xff", "\x00", "\x00\x01", "\x7f", "\x80", "\xff",
	"\xff\xff", "key\nwith\tspace ", "\u00fcml\u00e4ut",
}

func (g *Generator) put() *pb.PutRequest {
	request := &pb.PutRequest{Key: g.key(), Value: g.value(), PrevKv: g.oneIn(3)}
	if g.oneIn(10) {
		request.IgnoreValue = true
		if !g.oneIn(4) {
			request.Value = nil
		}
	}
	request.IgnoreLease = g.oneIn(20)
	if g.oneIn(30) {
		request.Lease = pick[int64](g, noLease, -1, math.MaxInt64, math.MinInt64)
	}
	return request
}

func (g *Generator) deletion() *pb.DeleteRangeRequest {
	key, end := g.interval()
	return &pb.DeleteRangeRequest{Key: key, RangeEnd: end, PrevKv: g.oneIn(2)}
}

func (g *Generator) get() *pb.RangeRequest {
	key, end := g.interval()
	request := &pb.RangeRequest{
		Key: key, RangeEnd: end, Serializable: g.oneIn(4), KeysOnly: g.oneIn(6), CountOnly: g.oneIn(8),
	}
	if g.oneIn(2) {
		request.Limit = g.random.Int64N(6)
	} else if g.oneIn(20) {
		request.Limit = pick[int64](g, -1, math.MinInt64, math.MaxInt64, math.MaxInt64-1, 1000)
	}
	if g.oneIn(3) {
		request.Revision = g.someRevision()
	}
	if g.oneIn(2) {
		request.SortOrder = pb.RangeRequest_SortOrder(g.random.IntN(3))
		request.SortTarget = pb.RangeRequest_SortTarget(g.random.IntN(5))
	}
	if g.oneIn(60) {
		request.SortOrder = pick[pb.RangeRequest_SortOrder](g, 3, 77, -1, math.MaxInt32, math.MinInt32)
	}
	if g.oneIn(60) {
		request.SortTarget = pick[pb.RangeRequest_SortTarget](g, 5, 77, -1, math.MaxInt32, math.MinInt32)
	}
	for _, bound := range []*int64{
		&request.MinModRevision, &request.MaxModRevision, &request.MinCreateRevision, &request.MaxCreateRevision,
	} {
		if g.oneIn(12) {
			*bound = g.someRevision()
		}
	}
	return request
}

// streamable is a range, at times with what a stream does not offer.
func (g *Generator) streamable() *pb.RangeRequest {
	request := g.get()
	if !g.oneIn(3) {
		request.SortOrder, request.SortTarget = pb.RangeRequest_NONE, pb.RangeRequest_KEY
		request.MinModRevision, request.MaxModRevision = 0, 0
		request.MinCreateRevision, request.MaxCreateRevision = 0, 0
	}
	return request
}

func (g *Generator) compaction() *pb.CompactionRequest {
	return &pb.CompactionRequest{Revision: g.someRevision(), Physical: g.oneIn(2)}
}

// someRevision lies mostly between the compacted and the present one, at times just outside or far away.
func (g *Generator) someRevision() int64 {
	switch g.random.IntN(12) {
	case 0:
		return g.revision + 1
	case 1:
		return g.compacted - 1
	case 2:
		return g.compacted
	case 3:
		return g.revision
	case 4:
		return pick[int64](g, 0, 1, -1, -2, math.MaxInt64, math.MinInt64, g.compacted+1, g.revision+2)
	default:
		return max(g.compacted, g.revision-g.random.Int64N(20))
	}
}

func (g *Generator) key() []byte {
	switch {
	case g.oneIn(60):
		return nil
	case g.oneIn(300): // a long key, one of two
		return bytes.Repeat([]byte{byte('a' + g.random.IntN(2))}, 5000)
	default:
		return []byte(pick(g, allKeys...))
	}
}

// interval is a single key, an interval, everything from a key on, everything, or nothing.
func (g *Generator) interval() (key, end []byte) {
	switch g.random.IntN(8) {
	case 0, 1:
		return g.key(), nil
	case 2:
		return g.key(), []byte{0}
	case 3:
		return []byte{0}, []byte{0}
	case 4:
		key := g.key()
		return key, append(bytes.Clone(key), 0)
	case 5:
		key := g.key()
		return key, key
	default:
		return g.key(), g.key()
	}
}

func (g *Generator) value() []byte {
	switch {
	case g.oneIn(12):
		return nil
	case g.oneIn(100):
		return bytes.Repeat([]byte("0123456789"), 1000)
	case g.oneIn(2000): // near the limit of a request, or above it
		return bytes.Repeat([]byte{'x'}, 1536<<10-600+g.random.IntN(1200))
	default:
		return []byte(fmt.Sprint(g.random.IntN(5)))
	}
}
