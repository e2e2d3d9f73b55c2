package compatibility

import (
	"net"
	"syscall"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"golang.org/x/net/http2"
)

// What an idle connection and an open call may cost in memory, and what the collector's leisure may add. README.md
// states what they do cost.
const (
	connectionBytesMost = 40 << 10
	callBytesMost       = 6 << 10
	leisureBytes        = 200 << 20
)

// TestTenThousandIdleConnectionsCostWhatIsStated: each has exchanged its settings and been answered once.
func TestTenThousandIdleConnectionsCostWhatIsStated(t *testing.T) {
	count := 10_000
	var files syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files))
	if files.Max < uint64(count)+1_000 {
		t.Skipf("only %d open files are allowed", files.Max)
	}
	tested := newRunningServer(t)
	client := newClient(t, tested)
	put(t, client, "capacity", "x")
	before := residentBytes(tested)
	var idle []net.Conn
	defer func() { closeAll(idle) }()
	for range count {
		w := newWire(t, tested.Endpoint())
		idle = append(idle, w.connection)
		w.open(1, "/etcdserverpb.KV/Range")
		must(t, w.framer.WriteData(1, true, message(t, &pb.RangeRequest{Key: []byte("capacity")})))
		w.readToEnd(1)
	}
	grown := residentBytes(tested) - before
	t.Logf("%d idle connections: memory grew from %d by %d MiB, %d bytes each",
		count, before>>20, grown>>20, grown/count)
	if grown > count*connectionBytesMost+leisureBytes {
		t.Errorf("memory grew by %d bytes", grown)
	}
	put(t, client, "capacity", "y")
	put(t, newClient(t, tested), "capacity", "z")
}

// TestFiftyThousandOpenCallsCostWhatIsStated: calls whose message has begun to come, on fifty connections; then all
// are answered.
func TestFiftyThousandOpenCallsCostWhatIsStated(t *testing.T) {
	const connections, calls = 50, 1_000
	tested := newRunningServer(t)
	client := newClient(t, tested)
	put(t, client, "capacity", "x")
	before := residentBytes(tested)
	request := message(t, &pb.RangeRequest{Key: []byte("capacity")})
	var wires []*wire
	for range connections {
		w := newWire(t, tested.Endpoint())
		wires = append(wires, w)
		for i := range uint32(calls) {
			w.open(2*i+1, "/etcdserverpb.KV/Range")
			must(t, w.framer.WriteData(2*i+1, false, request[:7]))
		}
		must(t, w.framer.WritePing(false, [8]byte{}))
		w.readUntil(func() bool { return w.pongs == 1 }) // so all before it has been read
	}
	grown := residentBytes(tested) - before
	t.Logf("%d open calls: memory grew from %d by %d MiB, %d bytes each",
		connections*calls, before>>20, grown>>20, grown/(connections*calls))
	if grown > connections*calls*callBytesMost+leisureBytes {
		t.Errorf("memory grew by %d bytes", grown)
	}
	put(t, client, "capacity", "y")
	for _, w := range wires {
		for i := range uint32(calls) {
			must(t, w.framer.WriteData(2*i+1, true, request[7:]))
		}
		for i := range uint32(calls) {
			w.readToEnd(2*i + 1)
			if status := w.headers[2*i+1]["grpc-status"]; status != "0" || w.reset[2*i+1] != http2.ErrCodeNo {
				t.Fatalf("call %d ended with %q", i, status)
			}
		}
	}
}
