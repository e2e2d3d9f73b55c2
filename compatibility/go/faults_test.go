package compatibility

import (
	"context"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"quoin.io/compatibility/differential"
)

// fault alters an answer, or says that it does not fit.
type fault func(request differential.Request, answer differential.Answer) (differential.Answer, bool)

// TestThePlantedFaultsAreFound compares a server with itself: the second answer is the first, altered once. What the
// comparison does not notice here it would not notice of the server either.
func TestThePlantedFaultsAreFound(t *testing.T) {
	for name, planted := range map[string]fault{
		"a count is one too high": inRange(func(r *pb.RangeResponse) bool { r.Count++; return true }),
		"more is claimed":         inRange(func(r *pb.RangeResponse) bool { r.More = !r.More; return true }),
		"a pair is missing": inRange(func(r *pb.RangeResponse) bool {
			r.Kvs = r.Kvs[:max(0, len(r.Kvs)-1)]
			return true
		}),
		"a value is longer":   inPair(func(kv pair) { kv.Value = append(kv.Value, 'x') }),
		"a version is wrong":  inPair(func(kv pair) { kv.Version++ }),
		"a creation is wrong": inPair(func(kv pair) { kv.CreateRevision++ }),
		"a lease appears":     inPair(func(kv pair) { kv.Lease = 1 }),
		"two pairs change places": inRange(func(r *pb.RangeResponse) bool {
			if len(r.Kvs) < 2 {
				return false
			}
			r.Kvs[0], r.Kvs[1] = r.Kvs[1], r.Kvs[0]
			return true
		}),
		"a header's revision": inRange(func(r *pb.RangeResponse) bool { r.Header.Revision++; return true }),
		"no header":           inRange(func(r *pb.RangeResponse) bool { r.Header = nil; return true }),
		"a field nobody knows": inRange(func(r *pb.RangeResponse) bool {
			r.ProtoReflect().SetUnknown(protowire.AppendVarint(protowire.AppendTag(nil, 99, protowire.VarintType), 1))
			return true
		}),
		"a previous pair is missing": in(differential.Put, func(r *pb.PutResponse) bool {
			had := r.PrevKv != nil
			r.PrevKv = nil
			return had
		}),
		"deletions are miscounted": in(differential.DeleteRange, func(r *pb.DeleteRangeResponse) bool {
			r.Deleted++
			return true
		}),
		"a transaction went the other way": in(differential.Txn, func(r *pb.TxnResponse) bool {
			r.Succeeded = !r.Succeeded
			return true
		}),
		"a nested header says too much": in(differential.Txn, func(r *pb.TxnResponse) bool {
			for _, response := range r.Responses {
				if header := response.GetResponseRange().GetHeader(); header != nil {
					header.MemberId = 1
					return true
				}
			}
			return false
		}),
		"a compaction's revision": in(differential.Compact, func(r *pb.CompactionResponse) bool {
			r.Header.Revision--
			return true
		}),
		"a refusal's text": inRefusal(func(refusal string) string { return refusal + "." }),
		"a refusal's code": inRefusal(func(refusal string) string { return strings.Replace(refusal, "InvalidArgument", "NotFound", 1) }),
		"an answer for a refusal": func(_ differential.Request, a differential.Answer) (differential.Answer, bool) {
			return differential.Answer{}, a.Refusal != ""
		},
		"a refusal for an answer": func(_ differential.Request, a differential.Answer) (differential.Answer, bool) {
			return differential.Answer{Refusal: "Unavailable: etcdserver: no leader"}, a.Refusal == ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			difference := compareWithItself(t, planted)
			if difference == nil {
				t.Fatal("not found")
			}
			if text := difference.String(); !strings.Contains(text, difference.Request.String()) {
				t.Errorf("the request is not in the report:\n%s", text)
			}
		})
	}
}

func TestAServerIsLikeItself(t *testing.T) {
	nothing := func(_ differential.Request, a differential.Answer) (differential.Answer, bool) { return a, false }
	if difference := compareWithItself(t, nothing); difference != nil {
		t.Fatal(difference)
	}
}

func compareWithItself(t *testing.T, planted fault) *differential.Difference {
	t.Helper()
	original := &recording{server: dial(t, shared), answers: make(chan differential.Answer, 1)}
	altered := &replaying{answers: original.answers, planted: planted}
	generator := differential.NewGenerator(1)
	difference, _, err := differential.Compare(t.Context(), original, altered, generator, 400)
	must(t, err)
	return difference
}

// recording passes each answer on.
type recording struct {
	server  differential.Server
	answers chan differential.Answer
}

func (r *recording) Answer(ctx context.Context, request differential.Request) (differential.Answer, error) {
	answer, err := r.server.Answer(ctx, request)
	r.answers <- answer
	return answer, err
}

// replaying gives the recorded answers; the first that the fault fits is altered.
type replaying struct {
	answers chan differential.Answer
	planted fault
	done    bool
}

func (r *replaying) Answer(_ context.Context, request differential.Request) (differential.Answer, error) {
	answer := <-r.answers
	if altered, fits := r.planted(request, answer); fits && !r.done {
		r.done = true
		return altered, nil
	}
	return answer, nil
}

type messageOf[T any] interface {
	*T
	proto.Message
}

func in[T any, M messageOf[T]](method differential.Method, alter func(M) bool) fault {
	return func(request differential.Request, answer differential.Answer) (differential.Answer, bool) {
		response := M(new(T))
		if request.Method != method || answer.Refusal != "" || proto.Unmarshal(answer.Body, response) != nil ||
			!alter(response) {
			return answer, false
		}
		body, err := proto.Marshal(response)
		return differential.Answer{Body: body}, err == nil && string(body) != string(answer.Body)
	}
}

// inRange fits ranges in the order of keys: of others, ties may change places.
func inRange(alter func(*pb.RangeResponse) bool) fault {
	altered := in(differential.Range, alter)
	return func(request differential.Request, answer differential.Answer) (differential.Answer, bool) {
		asked := &pb.RangeRequest{}
		if proto.Unmarshal(request.Body, asked) != nil || asked.SortTarget != pb.RangeRequest_KEY {
			return answer, false
		}
		return altered(request, answer)
	}
}

type pair = *mvccpb.KeyValue

func inPair(alter func(pair)) fault {
	return inRange(func(r *pb.RangeResponse) bool {
		for _, kv := range r.Kvs {
			alter(kv)
			return true
		}
		return false
	})
}

func inRefusal(alter func(string) string) fault {
	return func(_ differential.Request, answer differential.Answer) (differential.Answer, bool) {
		altered := alter(answer.Refusal)
		return differential.Answer{Refusal: altered}, answer.Refusal != "" && altered != answer.Refusal
	}
}
