package compatibility

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"quoin.io/compatibility/server"
)

// callTimeout bounds one call of a test: generous, because it is only reached when something is broken.
const callTimeout = 20 * time.Second

// shared serves all tests that need no server of their own; each uses keys under its own name.
var shared *server.Server

func TestMain(m *testing.M) {
	os.Exit(withSharedServer(m))
}

func withSharedServer(m *testing.M) int {
	directory, err := os.MkdirTemp("", "compatibility")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(directory)
	command, err := server.Command()
	if err != nil {
		return fail(err)
	}
	if shared, err = server.New(command, directory+"/data"); err != nil {
		return fail(err)
	}
	if err := shared.Start(); err != nil {
		return fail(err)
	}
	defer shared.Kill()
	return m.Run()
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// newServer makes a server of the test's own, not started; it is gone with the test.
func newServer(t *testing.T, flags ...string) *server.Server {
	t.Helper()
	return newServerIn(t, t.TempDir()+"/data", flags...)
}

func newServerIn(t *testing.T, dataDir string, flags ...string) *server.Server {
	t.Helper()
	command, err := server.Command()
	must(t, err)
	s, err := server.New(command, dataDir, flags...)
	must(t, err)
	killAtEnd(t, s)
	return s
}

// killAtEnd ends a server with its test; after a failure it says how the server was.
func killAtEnd(t *testing.T, s *server.Server) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			last := strings.Join(server.Tail(s.Lines(), 10), "\n")
			t.Logf("%s: alive: %v, last output:\n%s", s.Endpoint(), s.Alive(), last)
		}
		s.Kill()
		for _, line := range s.Lines() {
			if strings.Contains(line, "LEAK: ") { // Netty's leak detector
				t.Errorf("a buffer was lost: %s", line)
			}
		}
	})
}

// newRunningServer makes and starts a server of the test's own.
func newRunningServer(t *testing.T, flags ...string) *server.Server {
	t.Helper()
	s := newServer(t, flags...)
	must(t, s.Start())
	return s
}

func newClient(t *testing.T, s *server.Server) *clientv3.Client {
	t.Helper()
	client, err := s.Client()
	must(t, err)
	t.Cleanup(func() { _ = client.Close() }) // its server may be gone by then
	return client
}

func callContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), callTimeout)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func quoinOnly(t *testing.T) {
	t.Helper()
	command, err := server.Command()
	must(t, err)
	if server.IsEtcd(command) {
		t.Skip("a promise of Quoin, not of etcd")
	}
}
