package compatibility

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"quoin.io/compatibility/server"
)

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func TestFiveThousandSilentConnectionsDoNotKeepOthersFromBeingServed(t *testing.T) {
	s := newRunningServer(t)
	client := newClient(t, s)
	put(t, client, "before", "x")
	filesBefore := openFiles(s)

	var silent []net.Conn
	defer func() { closeAll(silent) }()
	for i := range 5000 {
		connection, err := net.Dial("tcp", s.Endpoint())
		must(t, err)
		silent = append(silent, connection)
		if i%10 == 0 { // one in ten begins to speak HTTP/2 and falls silent
			must(t, drop(connection.Write([]byte(preface[:1+i%len(preface)]))))
		}
	}
	for i := range 200 {
		put(t, client, fmt.Sprintf("among/%d", i), "x")
	}
	put(t, newClient(t, s), "newcomer", "x")

	closeAll(silent)
	silent = nil
	if filesBefore > 0 {
		eventually(t, "the files of the connections are closed", func() bool { return openFiles(s) < filesBefore+100 })
	}
	put(t, client, "after", "x")
}

func TestGarbageHarmsNobody(t *testing.T) {
	s := newRunningServer(t)
	client := newClient(t, s)
	revision := put(t, client, "a", "1")
	for name, input := range garbage() {
		sendAndHangUp(t, s.Endpoint(), input)
		response, err := client.Get(callContext(t), "a")
		if err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		expect(t, "revision after "+name, response.Header.Revision, revision)
	}
	expect(t, "still the same process", s.Alive(), true)
	put(t, newClient(t, s), "a", "2")
}

func garbage() map[string][]byte {
	random := rand.NewChaCha8([32]byte{1})
	noise := func(length int) []byte {
		bytes := make([]byte, length)
		_, _ = random.Read(bytes) // never fails
		return bytes
	}
	frame := func(length int, kind, flags byte, stream uint32, payload []byte) []byte {
		head := []byte{byte(length >> 16), byte(length >> 8), byte(length), kind, flags,
			byte(stream >> 24), byte(stream >> 16), byte(stream >> 8), byte(stream)}
		return append(head, payload...)
	}
	settings := frame(0, 4, 0, 0, nil)
	http2 := func(frames ...[]byte) []byte {
		return append([]byte(preface), bytes.Join(append([][]byte{settings}, frames...), nil)...)
	}
	return map[string][]byte{
		"one byte":                         {0},
		"a megabyte of noise":              noise(1 << 20),
		"an endless HTTP/1.1 request line": []byte("GET /" + strings.Repeat("x", 1<<20)),
		"an endless HTTP/1.1 header":       []byte("GET / HTTP/1.1\r\nx: " + strings.Repeat("x", 1<<20)),
		"half an HTTP/1.1 request":         []byte("POST /v3/kv/put HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"),
		"a TLS hello":                      append([]byte{22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3}, noise(500)...),
		"a preface and noise":              http2(noise(1 << 16)),
		"a frame of 16 MiB":                http2(frame(1<<24-1, 0, 0, 1, noise(1<<10))),
		"data on a stream never opened":    http2(frame(5, 0, 1, 1, []byte{0, 0, 0, 0, 0})),
		"headers that HPACK cannot decode": http2(frame(64, 1, 4, 1, noise(64))),
		"headers without end":              http2(frame(1, 1, 0, 1, []byte{0x82}), noise(1<<10)),
		"a window update of zero":          http2(frame(4, 8, 0, 0, []byte{0, 0, 0, 0})),
	}
}

// sendAndHangUp sends, ends its side, and waits until the server has ended its own or has taken its time for it.
func sendAndHangUp(t *testing.T, endpoint string, input []byte) {
	t.Helper()
	connection, err := net.Dial("tcp", endpoint)
	must(t, err)
	defer connection.Close()
	must(t, connection.SetDeadline(time.Now().Add(500*time.Millisecond)))
	_, _ = connection.Write(input) // the server may hang up in the middle of it
	_ = connection.(*net.TCPConn).CloseWrite()
	_, _ = io.Copy(io.Discard, connection)
}

func TestCallsGivenUpHalfWayLeaveNothingBehind(t *testing.T) {
	s := newRunningServer(t)
	client := newClient(t, s)
	put(t, client, "a", strings.Repeat("x", 1<<20))
	for i := range 300 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%10)*100*time.Microsecond)
		_, _ = client.Get(ctx, "a") // given up more often than not
		_, _ = client.Put(ctx, "b", "x")
		cancel()
	}
	expect(t, "length", len(only(t, get(t, client, "a")).Value), 1<<20)
	put(t, client, "b", "y")
	expect(t, "value", pairs(get(t, client, "b").Kvs), "b=y")
}

// openFiles counts the server's open files; 0 where the system does not tell.
func openFiles(s *server.Server) int {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Pid()))
	if err != nil {
		return 0
	}
	return len(entries)
}

func closeAll(connections []net.Conn) {
	for _, connection := range connections {
		_ = connection.Close()
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(callTimeout)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", callTimeout, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
