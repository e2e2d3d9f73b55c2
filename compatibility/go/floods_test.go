package compatibility

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"golang.org/x/net/http2"

	"quoin.io/compatibility/server"
)

// floodTime is how long each flood lasts; it ends earlier when the server hangs up, and then begins again.
const floodTime = 2 * time.Second

// floodBytesMost is what the process may grow by under any flood: what one connection may make wait, and a collector's
// leisure. A flood that is kept in memory comes to this within its time.
const floodBytesMost = 400 << 20

// flood writes one round of frames without reading answers; the framer's buffer is flushed by the caller.
type flood func(f *http2.Framer, round int) error

func floods() map[string]flood {
	headers := headerBlock(callHeaders("/etcdserverpb.KV/Put"))
	open := func(f *http2.Framer, stream int, endHeaders bool) error {
		return f.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(stream), BlockFragment: headers, EndHeaders: endHeaders})
	}
	return map[string]flood{ // one line each, or few
		"settings": func(f *http2.Framer, _ int) error {
			return f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1})
		},
		"pings":          func(f *http2.Framer, _ int) error { return f.WritePing(false, [8]byte{1}) },
		"pings answered": func(f *http2.Framer, _ int) error { return f.WritePing(true, [8]byte{1}) },
		"window updates": func(f *http2.Framer, _ int) error { return f.WriteWindowUpdate(0, 1) },
		"priorities": func(f *http2.Framer, i int) error {
			return f.WritePriority(uint32(2*i+1), http2.PriorityParam{Weight: 9})
		},
		"resets": func(f *http2.Framer, i int) error {
			return errors.Join(open(f, 2*i+1, true), f.WriteRSTStream(uint32(2*i+1), http2.ErrCodeCancel))
		},
		"resets that it causes": func(f *http2.Framer, i int) error {
			return errors.Join(open(f, 2*i+1, true), f.WriteWindowUpdate(uint32(2*i+1), 1<<31-1))
		},
		"empty data": func(f *http2.Framer, i int) error {
			if i == 0 {
				return open(f, 1, true)
			}
			return f.WriteData(1, false, nil)
		},
		"continuations without end": func(f *http2.Framer, i int) error {
			if i == 0 {
				return open(f, 1, false)
			}
			return f.WriteContinuation(1, false, []byte{0x40, 1, 'x', 1, 'y'})
		},
		"empty continuations": func(f *http2.Framer, i int) error {
			if i == 0 {
				return open(f, 1, false)
			}
			return f.WriteContinuation(1, false, nil)
		},
		"unknown frames": func(f *http2.Framer, _ int) error { return f.WriteRawFrame(0x77, 0xff, 9, make([]byte, 1000)) },
		"goodbyes":       func(f *http2.Framer, _ int) error { return f.WriteGoAway(0, http2.ErrCodeNo, []byte("bye")) },
		"calls refused": func(f *http2.Framer, i int) error {
			return f.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(2*i + 1), EndHeaders: true, EndStream: true,
				BlockFragment: headerBlock(callHeaders("/none/none"))})
		},
	}
}

// TestAFloodOfEachKindHarmsNobodyElse sends each flood on connections that read nothing, while another client writes.
func TestAFloodOfEachKindHarmsNobodyElse(t *testing.T) {
	tested := newRunningServer(t)
	client := newClient(t, tested)
	put(t, client, "floods/before", "x")
	for name, flood := range floods() {
		t.Run(name, func(t *testing.T) {
			before := residentBytes(tested)
			end := time.Now().Add(floodTime)
			var attackers sync.WaitGroup
			var sent, hangUps int
			attackers.Go(func() {
				for time.Now().Before(end) {
					sent += floodOnce(tested.Endpoint(), flood, end)
					hangUps++
				}
			})
			var longest time.Duration
			puts := 0
			for time.Now().Before(end) {
				start := time.Now()
				put(t, client, "floods/among", name)
				longest = max(longest, time.Since(start))
				puts++
			}
			attackers.Wait()
			grown := residentBytes(tested) - before
			t.Logf("%d frames, %d connections; %d puts, the longest %v; memory grew by %d MiB",
				sent, hangUps, puts, longest, grown>>20)
			if grown > floodBytesMost {
				t.Errorf("memory grew by %d bytes", grown)
			}
			put(t, newClient(t, tested), "floods/after", name)
		})
	}
	expect(t, "still the same process", tested.Alive(), true)
	for _, line := range tested.Lines() {
		if strings.Contains(line, `"level":"error"`) {
			t.Errorf("it says %s", line)
		}
	}
}

// floodOnce floods over one connection until time is over, the server hangs up, or takes no more.
func floodOnce(endpoint string, flood flood, end time.Time) int {
	connection, err := net.Dial("tcp", endpoint)
	if err != nil {
		return 0
	}
	defer connection.Close()
	_ = connection.SetDeadline(end)
	buffer := &batchWriter{to: connection}
	framer := http2.NewFramer(buffer, nil)
	framer.AllowIllegalWrites = true
	_, _ = buffer.Write([]byte(preface))
	_ = framer.WriteSettings()
	for i := 0; ; i++ {
		if flood(framer, i) != nil {
			return i
		}
	}
}

// batchWriter gathers frames to 32 KiB.
type batchWriter struct {
	to      io.Writer
	waiting []byte
}

func (w *batchWriter) Write(bytes []byte) (int, error) {
	w.waiting = append(w.waiting, bytes...)
	if len(w.waiting) < 32<<10 {
		return len(bytes), nil
	}
	_, err := w.to.Write(w.waiting)
	w.waiting = w.waiting[:0]
	return len(bytes), err
}

// residentBytes is the memory that the server's process occupies; 0 where the system does not tell.
func residentBytes(s *server.Server) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Pid()))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, _ := strconv.Atoi(fields[1])
			return kib << 10
		}
	}
	return 0
}

// TestTheLimitOfStreamsHoldsForEachConnectionAsWithEtcd: one call too many is refused, not so on another connection.
func TestTheLimitOfStreamsHoldsForEachConnectionAsWithEtcd(t *testing.T) {
	quoinOnly(t)
	const limit = "--max-concurrent-streams=3"
	for name, s := range map[string]*server.Server{"etcd": realEtcd(t, limit), "the server": newRunningServer(t, limit)} {
		for range 2 {
			w := newWire(t, s.Endpoint())
			w.open(1, "/etcdserverpb.KV/Unknown") // answered when the settings have been seen and acknowledged
			must(t, w.framer.WriteData(1, true, nil))
			w.readToEnd(1)
			for stream := uint32(3); stream <= 9; stream += 2 {
				w.open(stream, "/etcdserverpb.KV/Put") // whose message does not come
			}
			w.readToEnd(9)
			expect(t, name+" resets the call too many with", w.reset[9], http2.ErrCodeRefusedStream)
			must(t, w.framer.WriteData(3, true, message(t, &pb.PutRequest{Key: []byte("streams")})))
			w.readToEnd(3)
			expect(t, name+" serves those before, status", w.headers[3]["grpc-status"], "0")
			w.open(11, "/etcdserverpb.KV/Put")
			must(t, w.framer.WriteData(11, true, message(t, &pb.PutRequest{Key: []byte("streams")})))
			w.readToEnd(11)
			expect(t, name+" has room again, status", w.headers[11]["grpc-status"], "0")
		}
	}
}

// TestPingsAreJudgedByTheFlag: with a minimum of a millisecond nobody is too lively, with an hour everybody is.
func TestPingsAreJudgedByTheFlag(t *testing.T) {
	quoinOnly(t)
	for flag, want := range map[string]string{
		"--grpc-keepalive-min-time=1ns": "", "--grpc-keepalive-min-time=1h": "ENHANCE_YOUR_CALM too_many_pings",
	} {
		for name, s := range map[string]*server.Server{"etcd": realEtcd(t, flag), "the server": newRunningServer(t, flag)} {
			expect(t, name+" with "+flag, hangUpAfterPings(t, s.Endpoint(), 4, false, false), want)
		}
	}
}

// TestASilentClientIsPingedAsByEtcd: after --grpc-keepalive-interval; without an answer it is dropped.
func TestASilentClientIsPingedAsByEtcd(t *testing.T) {
	quoinOnly(t)
	flags := []string{"--grpc-keepalive-interval=1s", "--grpc-keepalive-timeout=1s"}
	for name, s := range map[string]*server.Server{"etcd": realEtcd(t, flags...), "the server": newRunningServer(t, flags...)} {
		connection, err := net.Dial("tcp", s.Endpoint())
		must(t, err)
		must(t, connection.SetDeadline(time.Now().Add(callTimeout)))
		must(t, drop(connection.Write([]byte(preface))))
		framer := http2.NewFramer(connection, connection)
		must(t, framer.WriteSettings())
		pinged := false
		for {
			frame, err := framer.ReadFrame()
			if err != nil {
				break
			}
			ping, ok := frame.(*http2.PingFrame)
			pinged = pinged || ok && !ping.IsAck()
		}
		expect(t, name+" pings", pinged, true)
		must(t, connection.Close())
	}
}

// TestTwoServersMayShareAPortIfBothSaySo, as with etcd.
func TestTwoServersMayShareAPortIfBothSaySo(t *testing.T) {
	quoinOnly(t)
	quoin, etcd := bothCommands(t)
	for _, command := range []string{etcd, quoin} {
		first, err := server.New(command, t.TempDir()+"/data", "--socket-reuse-port=true", "--socket-reuse-address")
		must(t, err)
		killAtEnd(t, first)
		must(t, first.Start())
		second := first.Twin(command, t.TempDir()+"/data")
		killAtEnd(t, second)
		must(t, second.Start())
		second.Kill()
		put(t, newClient(t, first), "a", "1")
		first.Kill()
	}
}

// TestASlowSenderCostsOnlyItself: messages that come byte by byte, or never, keep no other call from being served.
func TestASlowSenderCostsOnlyItself(t *testing.T) {
	tested := newRunningServer(t)
	client := newClient(t, tested)
	w := newWire(t, tested.Endpoint())
	request := message(t, &pb.PutRequest{Key: []byte("slow"), Value: []byte("sender")})
	last := uint32(2*500 - 1)
	for stream := uint32(1); stream <= last; stream += 2 {
		w.open(stream, "/etcdserverpb.KV/Put")
	}
	for i := range request {
		for stream := uint32(1); stream <= last; stream += 2 {
			if i < len(request)-1 || stream%4 == 1 { // every other one never ends
				must(t, w.framer.WriteData(stream, false, request[i:i+1]))
			}
		}
		put(t, client, "quick", fmt.Sprint(i))
	}
	w.readUntil(func() bool { return w.ended[1] && w.ended[last-2] })
	expect(t, "grpc-status", w.headers[1]["grpc-status"], "0")
	expect(t, "an answer to half a message", w.headers[3]["grpc-status"], "")
	expect(t, "value", pairs(get(t, client, "slow").Kvs), "slow=sender")
}

// TestOpenCallsEndWhenTheServerStops: the client is told by GOAWAY, what it asked before is answered.
func TestOpenCallsEndWhenTheServerStops(t *testing.T) {
	tested := newRunningServer(t)
	w := newWire(t, tested.Endpoint())
	w.open(1, "/etcdserverpb.KV/Put")
	w.open(3, "/etcdserverpb.KV/Unknown")
	must(t, w.framer.WriteData(3, true, nil))
	w.readToEnd(3) // so the first call is open, too
	ended := make(chan int, 1)
	go func() {
		code, _ := tested.Terminate(callContext(t))
		ended <- code
	}()
	w.readUntil(func() bool { return w.goAway != "" })
	must(t, w.framer.WriteData(1, true, message(t, &pb.PutRequest{Key: []byte("stop"), Value: []byte("x")})))
	w.readToEnd(1)
	expect(t, "grpc-status of the open call", w.headers[1]["grpc-status"], "0")
	expect(t, "exit code", <-ended, 143)
	must(t, tested.Start())
	expect(t, "value", pairs(get(t, newClient(t, tested), "stop", clientv3.WithSerializable()).Kvs), "stop=x")
}

// TestConnectionsLeaveFilesForTheServer: of the files that a process may open some stay its own, as with etcd, so that
// clients that connect and never leave do not keep it from writing; who comes later waits.
func TestConnectionsLeaveFilesForTheServer(t *testing.T) {
	quoinOnly(t)
	quoin, etcd := bothCommands(t)
	for _, command := range []string{etcd, quoin} {
		limited := filepath.Join(t.TempDir(), filepath.Base(command))
		script := fmt.Sprintf("#!/bin/sh\nulimit -n 400\nexec %s \"$@\"\n", command)
		must(t, os.WriteFile(limited, []byte(script), 0o700))
		s, err := server.New(limited, t.TempDir()+"/data")
		must(t, err)
		killAtEnd(t, s)
		must(t, s.Start())
		client := newClient(t, s)
		put(t, client, "a", "1")
		var silent []net.Conn
		for range 500 {
			connection, err := net.Dial("tcp", s.Endpoint())
			must(t, err)
			silent = append(silent, connection)
		}
		for i := range 100 {
			put(t, client, "a", fmt.Sprint(i))
		}
		if files := openFiles(s); files > 399 {
			t.Errorf("%d files are open", files)
		}
		closeAll(silent)
		put(t, newClient(t, s), "a", "2")
		s.Kill()
	}
}

// TestLostClientsAreProbedForByTCPAsByEtcd: the system's timer of the accepted connection is the one of keep-alive.
func TestLostClientsAreProbedForByTCPAsByEtcd(t *testing.T) {
	quoinOnly(t)
	for name, s := range map[string]*server.Server{"etcd": realEtcd(t), "the server": shared} {
		connection, err := net.Dial("tcp", s.Endpoint())
		must(t, err)
		must(t, drop(connection.Write([]byte(preface))))
		if timer := tcpTimer(t, connection); timer == "" {
			t.Skip("the system does not tell")
		}
		eventually(t, name+" has the timer of keep-alive", func() bool { return tcpTimer(t, connection) == "02" })
		must(t, connection.Close())
	}
}

// tcpTimer is the kind of timer at the other end of the connection, as Linux numbers them; empty where it is not told.
func tcpTimer(t *testing.T, connection net.Conn) string {
	t.Helper()
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return ""
	}
	table6, _ := os.ReadFile("/proc/net/tcp6") // where a socket for both protocols is listed
	table = append(table, table6...)
	here, there := hexPort(connection.LocalAddr()), hexPort(connection.RemoteAddr())
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) > 5 && strings.HasSuffix(fields[1], there) && strings.HasSuffix(fields[2], here) {
			kind, _, _ := strings.Cut(fields[5], ":")
			return kind
		}
	}
	return "none"
}

func hexPort(address net.Addr) string {
	return fmt.Sprintf(":%04X", address.(*net.TCPAddr).Port)
}
