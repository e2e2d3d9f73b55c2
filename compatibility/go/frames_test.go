package compatibility

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/protobuf/proto"
)

// wire is an HTTP/2 connection driven by hand, to send what no client library sends.
type wire struct {
	t          *testing.T
	connection net.Conn
	framer     *http2.Framer
	decoder    *hpack.Decoder
	headers    map[uint32]map[string]string // of each stream, trailers included
	data       map[uint32][]byte
	ended      map[uint32]bool
	reset      map[uint32]http2.ErrCode
	goAway     string // why the server hangs up
	pongs      int
}

func newWire(t *testing.T, endpoint string, settings ...http2.Setting) *wire {
	t.Helper()
	connection, err := net.Dial("tcp", endpoint)
	must(t, err)
	t.Cleanup(func() { _ = connection.Close() })
	must(t, connection.SetDeadline(time.Now().Add(callTimeout)))
	must(t, drop(connection.Write([]byte(preface))))
	w := &wire{t: t, connection: connection, framer: http2.NewFramer(connection, connection), decoder: hpack.NewDecoder(4096, nil),
		headers: map[uint32]map[string]string{}, data: map[uint32][]byte{}, ended: map[uint32]bool{},
		reset: map[uint32]http2.ErrCode{}}
	must(t, w.framer.WriteSettings(settings...))
	return w
}

// open begins a gRPC call.
func (w *wire) open(stream uint32, path string) {
	w.t.Helper()
	w.openWith(stream, callHeaders(path), false)
}

// callHeaders are those of a usual call.
func callHeaders(path string) []hpack.HeaderField {
	return []hpack.HeaderField{
		{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"}, {Name: ":path", Value: path},
		{Name: ":authority", Value: "test"}, {Name: "content-type", Value: "application/grpc"},
		{Name: "te", Value: "trailers"},
	}
}

// openWith begins a stream with any headers.
func (w *wire) openWith(stream uint32, fields []hpack.HeaderField, end bool) {
	w.t.Helper()
	headers := http2.HeadersFrameParam{StreamID: stream, BlockFragment: headerBlock(fields), EndHeaders: true, EndStream: end}
	must(w.t, w.framer.WriteHeaders(headers))
}

// headerBlock encodes headers; each block has a table of its own.
func headerBlock(fields []hpack.HeaderField) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, field := range fields {
		_ = encoder.WriteField(field) // a buffer takes everything
	}
	return block.Bytes()
}

// readUntil reads frames, answering settings and pings, until something is the case.
func (w *wire) readUntil(done func() bool) {
	w.t.Helper()
	for !done() {
		frame, err := w.framer.ReadFrame()
		if err != nil {
			w.t.Fatalf("after %v, hung up: %q: %v", w.headers, w.goAway, err)
		}
		stream := frame.Header().StreamID
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				must(w.t, w.framer.WriteSettingsAck())
			}
		case *http2.PingFrame:
			if f.IsAck() {
				w.pongs++
			} else {
				must(w.t, w.framer.WritePing(true, f.Data))
			}
		case *http2.HeadersFrame:
			fields, err := w.decoder.DecodeFull(f.HeaderBlockFragment())
			must(w.t, err)
			if w.headers[stream] == nil {
				w.headers[stream] = map[string]string{}
			}
			for _, field := range fields {
				w.headers[stream][field.Name] = field.Value
			}
			w.ended[stream] = w.ended[stream] || f.StreamEnded()
		case *http2.DataFrame:
			w.data[stream] = append(w.data[stream], f.Data()...)
			if len(f.Data()) > 0 { // the connection's window is kept open, the stream's is not
				must(w.t, w.framer.WriteWindowUpdate(0, uint32(len(f.Data()))))
			}
		case *http2.RSTStreamFrame:
			w.ended[stream] = true
			w.reset[stream] = f.ErrCode
		case *http2.GoAwayFrame:
			w.goAway = fmt.Sprintf("%v %s", f.ErrCode, f.DebugData())
		}
	}
}

func (w *wire) readToEnd(stream uint32) {
	w.t.Helper()
	w.readUntil(func() bool { return w.ended[stream] })
}

// message frames a request as gRPC does.
func message(t *testing.T, request proto.Message) []byte {
	t.Helper()
	body, err := proto.Marshal(request)
	must(t, err)
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(body))), body...)
}

func TestAMessageIsJoinedFromFramesOfOneByteEach(t *testing.T) {
	w := newWire(t, shared.Endpoint())
	w.open(1, "/etcdserverpb.KV/Put")
	request := message(t, &pb.PutRequest{Key: []byte("frames/a"), Value: []byte("in pieces")})
	for i := range request {
		must(t, w.framer.WriteData(1, i == len(request)-1, request[i:i+1]))
	}
	w.readToEnd(1)
	expect(t, "grpc-status", w.headers[1]["grpc-status"], "0")
	expect(t, "value", pairs(get(t, newClient(t, shared), "frames/a").Kvs), "frames/a=in pieces")
}

func TestAStreamHalfClosedInTheMiddleOfAMessageIsRefusedAndTheConnectionGoesOn(t *testing.T) {
	w := newWire(t, shared.Endpoint())
	request := message(t, &pb.PutRequest{Key: []byte("frames/half"), Value: []byte("x")})
	for i, length := range []int{0, 3, 5, len(request) - 1} {
		stream := uint32(1 + 2*i)
		w.open(stream, "/etcdserverpb.KV/Put")
		must(t, w.framer.WriteData(stream, true, request[:length]))
		w.readToEnd(stream)
		if code := w.headers[stream]["grpc-status"]; code == "" || code == "0" {
			t.Errorf("half a message of %d bytes is answered with grpc-status %q", length, code)
		}
	}
	w.open(99, "/etcdserverpb.KV/Put")
	must(t, w.framer.WriteData(99, true, message(t, &pb.PutRequest{Key: []byte("frames/whole")})))
	w.readToEnd(99)
	expect(t, "grpc-status of the next call", w.headers[99]["grpc-status"], "0")
	expect(t, "count of the half put", get(t, newClient(t, shared), "frames/half").Count, 0)
}

func TestStreamsResetAtOnceDoNotHarmTheConnection(t *testing.T) {
	w := newWire(t, shared.Endpoint())
	request := message(t, &pb.RangeRequest{Key: []byte("a")})
	const last = 2*50 + 1
	for stream := uint32(1); stream < last; stream += 2 {
		w.open(stream, "/etcdserverpb.KV/Range")
		if stream%4 == 1 {
			must(t, w.framer.WriteData(stream, true, request))
		}
		must(t, w.framer.WriteRSTStream(stream, http2.ErrCodeCancel))
	}
	w.open(last, "/etcdserverpb.KV/Range")
	must(t, w.framer.WriteData(last, true, request))
	w.readToEnd(last)
	expect(t, "grpc-status", w.headers[last]["grpc-status"], "0")
}

func TestAReaderThatStallsHoldsUpNoOtherStreamOfItsConnection(t *testing.T) {
	client := newClient(t, shared)
	value := string(bytes.Repeat([]byte("x"), 1<<20))
	put(t, client, "frames/large", value)
	put(t, client, "frames/small", "s")

	w := newWire(t, shared.Endpoint(), http2.Setting{ID: http2.SettingInitialWindowSize, Val: 10_000})
	w.open(1, "/etcdserverpb.KV/Range")
	must(t, w.framer.WriteData(1, true, message(t, &pb.RangeRequest{Key: []byte("frames/large")})))
	w.readUntil(func() bool { return len(w.data[1]) == 10_000 })

	w.open(3, "/etcdserverpb.KV/Range")
	must(t, w.framer.WriteData(3, true, message(t, &pb.RangeRequest{Key: []byte("frames/small")})))
	w.readToEnd(3)
	expect(t, "grpc-status of the small answer", w.headers[3]["grpc-status"], "0")
	expect(t, "bytes of the large answer while its window is shut", len(w.data[1]), 10_000)

	must(t, w.framer.WriteWindowUpdate(1, 2<<20))
	w.readToEnd(1)
	expect(t, "grpc-status of the large answer", w.headers[1]["grpc-status"], "0")
	if len(w.data[1]) < len(value) {
		t.Errorf("%d bytes of the large answer", len(w.data[1]))
	}
}

// TestAnAnswerIsTakenHoweverSmallTheWindow: from one byte on, and nobody else's answers suffer.
func TestAnAnswerIsTakenHoweverSmallTheWindow(t *testing.T) {
	client := newClient(t, shared)
	put(t, client, "frames/window", "v")
	for size := uint32(1); size <= 6; size++ {
		w := newWire(t, shared.Endpoint(), http2.Setting{ID: http2.SettingInitialWindowSize, Val: size})
		w.open(1, "/etcdserverpb.KV/Put")
		must(t, w.framer.WriteData(1, true, message(t, &pb.PutRequest{Key: []byte("frames/window"), Value: []byte("w")})))
		for taken := 0; !w.ended[1]; taken = len(w.data[1]) {
			w.readUntil(func() bool { return w.ended[1] || len(w.data[1]) > taken })
			put(t, client, "frames/other", "x")
			if !w.ended[1] {
				must(t, w.framer.WriteWindowUpdate(1, size))
			}
		}
		expect(t, "grpc-status", w.headers[1]["grpc-status"], "0")
	}
}
