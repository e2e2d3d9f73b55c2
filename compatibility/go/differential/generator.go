package differential

import (
	"math/rand/v2"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/protobuf/proto"
)

// Generator makes requests over few keys, so that they meet; revisions lie around the present and the compacted one.
type Generator struct {
	random    *rand.Rand
	revision  int64
	compacted int64
}

// NewGenerator makes a generator for a pair of empty servers.
func NewGenerator(seed uint64) *Generator {
	return &Generator{random: rand.New(rand.NewPCG(seed, 0)), revision: 1, compacted: -1}
}

// Next makes a request of any shape, valid or not.
func (g *Generator) Next() Request {
	for {
		method, message := g.message()
		request := Request{method, g.encode(method, message)}
		if !endsEtcd(request) && !isReadDifferently(request) && !losesKeys(request) {
			return request
		}
	}
}

func (g *Generator) message() (Method, proto.Message) {
	switch percent := g.random.IntN(100); {
	case percent < 30:
		return Put, g.put()
	case percent < 40:
		return DeleteRange, g.deletion()
	case percent < 65:
		return Range, g.get()
	case percent < 70:
		return RangeStream, g.streamable()
	case percent < 97:
		return Txn, g.transaction()
	default:
		return Compact, g.compaction()
	}
}

// observe keeps the generator near the servers' revision.
func (g *Generator) observe(request Request, accepted bool, revision int64) {
	g.revision = max(g.revision, revision)
	compaction := &pb.CompactionRequest{}
	if request.Method == Compact && accepted && proto.Unmarshal(request.Body, compaction) == nil {
		g.compacted = compaction.Revision
	}
}

func (g *Generator) oneIn(n int) bool {
	return g.random.IntN(n) == 0
}

func pick[T any](g *Generator, values ...T) T {
	return values[g.random.IntN(len(values))]
}
