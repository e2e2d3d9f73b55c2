package compatibility

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"golang.org/x/net/http2/hpack"

	"quoin.io/compatibility/server"
)

// headers of a call that differ from the usual ones: what is given replaces, a value of removed takes away.
type headers [][2]string

const removed = "\x00"

const rangeStream = "/etcdserverpb.KV/RangeStream"

// TestRequestMetadataIsTreatedAsByEtcd sends one call after the other, differing in headers only, to both.
func TestRequestMetadataIsTreatedAsByEtcd(t *testing.T) {
	quoinOnly(t)
	cases := []struct {
		name    string
		headers headers
	}{ // one line each
		{"nothing special", nil},
		{"has leader", headers{{"hasleader", "true"}}},
		{"has leader, false", headers{{"hasleader", "false"}}},
		{"has leader, garbage", headers{{"hasleader", "\xff\xfe"}}},
		{"client API version", headers{{"client-api-version", "3.7.3"}}},
		{"client API version, empty", headers{{"client-api-version", ""}}},
		{"client API version, long", headers{{"client-api-version", strings.Repeat("3", 4000)}}},
		{"client API version, UTF-8", headers{{"client-api-version", "\u00fc\U0001F9F1"}}},
		{"client API version, not UTF-8", headers{{"client-api-version", "\xff"}}},
		{"client API version, cut UTF-8", headers{{"client-api-version", "3\xc3"}}},
		{"client API version, encoded surrogate", headers{{"client-api-version", "\xed\xa0\x80"}}},
		{"client API version, second is bad", headers{{"client-api-version", "3"}, {"client-api-version", "\xff"}}},
		{"client API version, first is bad", headers{{"client-api-version", "\xff"}, {"client-api-version", "3"}}},
		{"stream", headers{{":path", rangeStream}}},
		{"stream, has leader", headers{{":path", rangeStream}, {"hasleader", "true"}}},
		{"stream, client API version", headers{{":path", rangeStream}, {"client-api-version", "3.7.3"}}},
		{"stream, client API version, not UTF-8", headers{{":path", rangeStream}, {"client-api-version", "\xff"}}},
		{"stream, timeout of zero", headers{{":path", rangeStream}, {"grpc-timeout", "0S"}}},
		{"stream, unknown encoding", headers{{":path", rangeStream}, {"grpc-encoding", "snappy"}}},
		{"authority of a resolver", headers{{":authority", "#initially=[127.0.0.1:2379]"}}},
		{"authority of a socket", headers{{":authority", "unix:///tmp/etcd.sock"}}},
		{"authority, percent", headers{{":authority", "%2Ftmp%2Fsock"}}},
		{"authority, spaces", headers{{":authority", "a b"}}},
		{"authority, empty", headers{{":authority", ""}}},
		{"authority, empty, and host", headers{{":authority", ""}, {"host", "other"}}},
		{"authority, empty, and two hosts", headers{{":authority", ""}, {"host", "a"}, {"host", "b"}}},
		{"two authorities", headers{{":authority", "a"}, {":authority", "b"}}},
		{"two authorities, one empty", headers{{":authority", ""}, {":authority", "b"}}},
		{"two empty authorities", headers{{":authority", ""}, {":authority", ""}}},
		{"host instead of authority", headers{{":authority", removed}, {"host", "x"}}},
		{"empty host instead of authority", headers{{":authority", removed}, {"host", ""}}},
		{"neither host nor authority", headers{{":authority", removed}}},
		{"host and authority", headers{{"host", "other"}}},
		{"timeout in hours", headers{{"grpc-timeout", "99999999H"}}},
		{"timeout in seconds", headers{{"grpc-timeout", "60S"}}},
		{"timeout of zero", headers{{"grpc-timeout", "0S"}}},
		{"timeout of a nanosecond", headers{{"grpc-timeout", "1n"}}},
		{"timeout, no unit", headers{{"grpc-timeout", "10"}}},
		{"timeout, no number", headers{{"grpc-timeout", "S"}}},
		{"timeout, too long", headers{{"grpc-timeout", "123456789S"}}},
		{"timeout, negative", headers{{"grpc-timeout", "-1S"}}},
		{"timeout, unknown unit", headers{{"grpc-timeout", "1d"}}},
		{"timeout, empty", headers{{"grpc-timeout", ""}}},
		{"token, though there is no auth", headers{{"token", "abc"}}},
		{"binary metadata", headers{{"x-bin", "AAEC"}}},
		{"binary metadata, empty", headers{{"x-bin", ""}}},
		{"binary metadata, unpadded", headers{{"x-bin", "AAECAw"}}},
		{"binary metadata, padded", headers{{"x-bin", "AAECAw=="}}},
		{"binary metadata, one pad", headers{{"x-bin", "AAECAwQ="}}},
		{"binary metadata, no base64", headers{{"x-bin", "*"}}},
		{"binary metadata, no base64 later", headers{{"x-bin", "AAE*"}}},
		{"binary metadata, one digit too many", headers{{"x-bin", "AAECA"}}},
		{"binary metadata, only pads", headers{{"x-bin", "===="}}},
		{"binary metadata, half a pad", headers{{"x-bin", "AA=A"}}},
		{"binary metadata, pad and more", headers{{"x-bin", "AAA=AAAA"}}},
		{"binary metadata, three pads", headers{{"x-bin", "A==="}}},
		{"binary metadata, pad without length", headers{{"x-bin", "AA="}}},
		{"binary metadata, not ASCII", headers{{"x-bin", "\xff\xfe"}}},
		{"binary metadata, bad name", headers{{"-bin", "*"}}},
		{"binary metadata and timeout, both bad", headers{{"grpc-timeout", "x"}, {"x-bin", "*"}}},
		{"timeout and binary metadata, both bad", headers{{"x-bin", "*"}, {"grpc-timeout", "x"}}},
		{"trace, not base64", headers{{"grpc-trace-bin", "*"}}},
		{"client API version, in base64", headers{{"client-api-version-bin", "My43"}}},
		{"user agent", headers{{"user-agent", "etcdctl/3.7.3"}}},
		{"content type with subtype", headers{{"content-type", "application/grpc+proto"}}},
		{"content type with another subtype", headers{{"content-type", "application/grpc+json"}}},
		{"content type of something else", headers{{"content-type", "text/plain"}}},
		{"no content type", headers{{"content-type", removed}}},
		{"no te", headers{{"te", removed}}},
		{"unknown encoding", headers{{"grpc-encoding", "snappy"}}},
		{"identity encoding", headers{{"grpc-encoding", "identity"}}},
		{"accepted encodings", headers{{"grpc-accept-encoding", "gzip,identity,x"}}},
		{"method GET", headers{{":method", "GET"}}},
		{"unknown method", headers{{":path", "/etcdserverpb.KV/Unknown"}}},
		{"unknown service", headers{{":path", "/etcdserverpb.Unknown/Range"}}},
		{"path without method", headers{{":path", "/etcdserverpb.KV"}}},
		{"path without slash", headers{{":path", "etcdserverpb.KV/Range"}}},
	}
	theirs, ours := realEtcd(t).Endpoint(), shared.Endpoint()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			expect(t, "answer", callWith(t, ours, c.headers), callWith(t, theirs, c.headers))
		})
	}
}

// callWith reads a key that is not there, on a connection of its own, and returns what matters of the answer.
func callWith(t *testing.T, endpoint string, changes headers) string {
	t.Helper()
	fields := callHeaders("/etcdserverpb.KV/Range")
	for _, change := range changes {
		fields = slices.DeleteFunc(fields, func(f hpack.HeaderField) bool {
			return f.Name == change[0] && slices.ContainsFunc(callHeaders(""), func(usual hpack.HeaderField) bool {
				return usual.Name == change[0]
			})
		})
	}
	for _, change := range changes {
		field := hpack.HeaderField{Name: change[0], Value: change[1]}
		switch {
		case change[1] == removed:
		case strings.HasPrefix(change[0], ":"):
			fields = slices.Insert(fields, 0, field)
		default:
			fields = append(fields, field)
		}
	}
	w := newWire(t, endpoint)
	w.openWith(1, fields, false)
	request := &pb.RangeRequest{Key: []byte("metadata/absent"), CountOnly: true}
	must(t, w.framer.WriteData(1, true, message(t, request)))
	w.readUntil(func() bool { return w.ended[1] || w.goAway != "" })
	answer := w.headers[1]
	kind, _, _ := strings.Cut(answer["content-type"], ";")
	reset := ""
	if _, answered := answer[":status"]; !answered {
		reset = fmt.Sprint(w.reset[1])
	}
	return fmt.Sprintf("HTTP %s %s, gRPC %s %q, reset %s, hung up %s",
		answer[":status"], kind, answer["grpc-status"], answer["grpc-message"], reset, w.goAway)
}

// TestPingsFasterThanAllowedEndTheConnectionAsTheyDoWithEtcd: at most one in five seconds while a call is open, one in
// two hours while none is; two offences are forgiven, and all that came before an answer.
func TestPingsFasterThanAllowedEndTheConnectionAsTheyDoWithEtcd(t *testing.T) {
	quoinOnly(t)
	theirs, ours := realEtcd(t).Endpoint(), shared.Endpoint()
	const tooMany = "ENHANCE_YOUR_CALM too_many_pings"
	for _, c := range []struct {
		name   string
		pings  int
		idle   bool
		answer bool // one between any two pings
		want   string
	}{
		{"three while idle", 3, true, false, ""},
		{"four while idle", 4, true, false, tooMany},
		{"three in a call", 3, false, false, ""},
		{"four in a call", 4, false, false, tooMany},
		{"many with answers between them", 12, true, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			expect(t, "etcd", hangUpAfterPings(t, theirs, c.pings, c.idle, c.answer), c.want)
			expect(t, "the server", hangUpAfterPings(t, ours, c.pings, c.idle, c.answer), c.want)
		})
	}
}

func hangUpAfterPings(t *testing.T, endpoint string, pings int, idle, answers bool) string {
	t.Helper()
	w := newWire(t, endpoint)
	stream := uint32(1)
	if !idle {
		w.open(stream, "/etcdserverpb.KV/Put") // whose message never comes
		stream += 2
	}
	for i := range pings {
		must(t, w.framer.WritePing(false, [8]byte{byte(i)}))
		w.readUntil(func() bool { return w.pongs == i+1 || w.goAway != "" })
		if answers {
			w.open(stream, "/etcdserverpb.KV/Range")
			must(t, w.framer.WriteData(stream, true, message(t, &pb.RangeRequest{Key: []byte("a"), CountOnly: true})))
			w.readToEnd(stream)
			stream += 2
		}
	}
	// A call after the last: either it is answered or the server has hung up.
	w.open(stream, "/etcdserverpb.KV/Unknown")
	_ = w.framer.WriteData(stream, true, message(t, &pb.RangeRequest{})) // may be hung up already
	w.readUntil(func() bool { return w.ended[stream] || w.goAway != "" })
	return w.goAway
}

// realEtcd starts the real etcd.
func realEtcd(t *testing.T, flags ...string) *server.Server {
	t.Helper()
	command, err := server.Tool("etcd")
	must(t, err)
	etcd, err := server.New(command, t.TempDir()+"/data", flags...)
	must(t, err)
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	return etcd
}
