package compatibility

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"quoin.io/compatibility/server"
)

// TestRangeStreamAnswersAsEtcdDoes compares streams of both servers, put together as a client does, with each other:
// keys, counts, more, revision and refusals; and looks at what only the chunks show.
func TestRangeStreamAnswersAsEtcdDoes(t *testing.T) {
	etcdCommand, err := server.Tool("etcd")
	must(t, err)
	etcd, err := server.New(etcdCommand, t.TempDir()+"/data")
	must(t, err)
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	tested := newRunningServer(t)
	theirs, ours := kvOf(t, etcd), kvOf(t, tested)
	for _, kv := range []pb.KVClient{theirs, ours} {
		fillForStreams(t, kv)
	}

	all := func(change func(r *pb.RangeRequest)) *pb.RangeRequest {
		r := &pb.RangeRequest{Key: []byte("k"), RangeEnd: []byte("l")}
		change(r)
		return r
	}
	requests := []*pb.RangeRequest{
		all(func(*pb.RangeRequest) {}),
		all(func(r *pb.RangeRequest) { r.Limit = 7 }),
		all(func(r *pb.RangeRequest) { r.Limit = 10 }),
		all(func(r *pb.RangeRequest) { r.Limit = 250 }),
		all(func(r *pb.RangeRequest) { r.Limit = 100_000 }),
		all(func(r *pb.RangeRequest) { r.CountOnly = true }),
		all(func(r *pb.RangeRequest) { r.CountOnly = true; r.Limit = 3 }),
		all(func(r *pb.RangeRequest) { r.KeysOnly = true }),
		all(func(r *pb.RangeRequest) { r.Serializable = true }),
		all(func(r *pb.RangeRequest) { r.Revision = 5 }),
		all(func(r *pb.RangeRequest) { r.Revision = 1 << 40 }),
		all(func(r *pb.RangeRequest) { r.Revision = 2 }),
		all(func(r *pb.RangeRequest) { r.Key = nil }),
		all(func(r *pb.RangeRequest) { r.RangeEnd = nil }),
		all(func(r *pb.RangeRequest) { r.Key = []byte("k00011"); r.RangeEnd = nil }),
		all(func(r *pb.RangeRequest) { r.RangeEnd = []byte("a") }),
		all(func(r *pb.RangeRequest) { r.SortOrder = pb.RangeRequest_ASCEND }),
		all(func(r *pb.RangeRequest) { r.SortOrder = pb.RangeRequest_DESCEND }),
		all(func(r *pb.RangeRequest) { r.SortOrder = pb.RangeRequest_ASCEND; r.SortTarget = pb.RangeRequest_MOD }),
		all(func(r *pb.RangeRequest) { r.SortTarget = 9 }),
		all(func(r *pb.RangeRequest) { r.MinModRevision = 3 }),
		all(func(r *pb.RangeRequest) { r.MaxCreateRevision = 3 }),
		all(func(r *pb.RangeRequest) { r.MinModRevision = 3; r.SortOrder = pb.RangeRequest_DESCEND }),
	}
	for _, request := range requests {
		want, wantErr := streamed(t, theirs, request)
		got, gotErr := streamed(t, ours, request)
		if want != got || wantErr != gotErr {
			t.Errorf("%v\netcd:   %.300s%s\nserver: %.300s%s", request, want, wantErr, got, gotErr)
		}
	}
}

func fillForStreams(t *testing.T, kv pb.KVClient) {
	t.Helper()
	for i := range 600 {
		value := strings.Repeat("v", 10+i*20)
		_, err := kv.Put(t.Context(), &pb.PutRequest{Key: fmt.Appendf(nil, "k%05d", i), Value: []byte(value)})
		must(t, err)
	}
	_, err := kv.DeleteRange(t.Context(), &pb.DeleteRangeRequest{Key: []byte("k00500"), RangeEnd: []byte("k00510")})
	must(t, err)
	_, err = kv.Compact(t.Context(), &pb.CompactionRequest{Revision: 4})
	must(t, err)
}

// streamed is the merged answer as text without what may differ, after a look at the chunks; or the error.
func streamed(t *testing.T, kv pb.KVClient, request *pb.RangeRequest) (answer, refusal string) {
	t.Helper()
	stream, err := kv.RangeStream(t.Context(), request)
	must(t, err)
	whole := &pb.RangeResponse{}
	ended := false
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", status.Convert(err).Code().String() + ": " + status.Convert(err).Message()
		}
		if ended {
			t.Fatal("a chunk after the one with the header")
		}
		r := chunk.RangeResponse
		if ended = r.Header != nil; !ended && (r.More || r.Count != 0 || len(r.Kvs) == 0) {
			t.Fatalf("a chunk before the last one: more %v, count %d, %d keys", r.More, r.Count, len(r.Kvs))
		}
		proto.Merge(whole, r)
	}
	if !ended {
		t.Fatal("no chunk with a header")
	}
	whole.Header.ClusterId, whole.Header.MemberId, whole.Header.RaftTerm = 0, 0, 0
	return whole.String(), ""
}

// TestAStreamEndsWithCompactedWhenACompactionPassesIt: the client stops reading, others write and compact.
func TestAStreamEndsWithCompactedWhenACompactionPassesIt(t *testing.T) {
	tested := newRunningServer(t)
	kv := kvOf(t, tested)
	value := []byte(strings.Repeat("v", 100_000))
	for i := range 500 {
		_, err := kv.Put(t.Context(), &pb.PutRequest{Key: fmt.Appendf(nil, "k%05d", i), Value: value})
		must(t, err)
	}
	stream, err := kv.RangeStream(t.Context(), &pb.RangeRequest{Key: []byte("k"), RangeEnd: []byte("l")})
	must(t, err)
	_, err = stream.Recv()
	must(t, err)
	put, err := kv.Put(t.Context(), &pb.PutRequest{Key: []byte("k00499"), Value: value})
	must(t, err)
	_, err = kv.Compact(t.Context(), &pb.CompactionRequest{Revision: put.Header.Revision})
	must(t, err)
	for err == nil {
		_, err = stream.Recv()
	}
	if status.Code(err) != codes.OutOfRange || !strings.Contains(err.Error(), "required revision has been compacted") {
		t.Fatalf("got %v", err)
	}
}

// TestTheGoClientPutsAStreamTogether uses clientv3's own call for it.
func TestTheGoClientPutsAStreamTogether(t *testing.T) {
	client := newClient(t, newRunningServer(t))
	for i := range 100 {
		_, err := client.Put(t.Context(), fmt.Sprintf("k%05d", i), "value")
		must(t, err)
	}
	stream, err := client.GetStream(t.Context(), "k", clientv3.WithPrefix())
	must(t, err)
	streamed, err := clientv3.GetStreamToGetResponse(stream)
	must(t, err)
	whole, err := client.Get(t.Context(), "k", clientv3.WithPrefix())
	must(t, err)
	if !proto.Equal((*pb.RangeResponse)(streamed), (*pb.RangeResponse)(whole)) {
		t.Fatalf("got %v\nwant %v", streamed, whole)
	}
}
