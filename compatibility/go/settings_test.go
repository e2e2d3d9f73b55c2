package compatibility

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/encoding/gzip"

	"quoin.io/compatibility/server"
)

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestTheLogMayLieElsewhere(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "new", "wal")
	tested := newServer(t, "--wal-dir", elsewhere)
	must(t, tested.Start())
	put(t, newClient(t, tested), "a", "1")
	tested.Kill()
	segments := 0
	must(t, filepath.Walk(elsewhere, func(path string, _ os.FileInfo, err error) error {
		if strings.HasSuffix(path, ".wal") {
			segments++
		}
		return err
	}))
	if segments == 0 {
		t.Errorf("no segment below %s", elsewhere)
	}
	must(t, tested.Start())
	expect(t, "value after the restart", pairs(get(t, newClient(t, tested), "a").Kvs), "a=1")
}

func TestMetricsHaveTheirOwnAddress(t *testing.T) {
	address := fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	newRunningServer(t, "--listen-metrics-urls", address)
	client := &http.Client{Timeout: callTimeout}
	for path, part := range map[string]string{"/health": `"health":"true"`, "/metrics": "etcd_server_has_leader 1"} {
		response, err := client.Get(address + path)
		must(t, err)
		body, err := io.ReadAll(response.Body)
		must(t, err)
		must(t, response.Body.Close())
		expect(t, "status of "+path, response.StatusCode, http.StatusOK)
		if !strings.Contains(string(body), part) {
			t.Errorf("%s is %q, without %q", path, body, part)
		}
	}
}

func TestLinesGoToAllOutputs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lines")
	tested := newServer(t, "--log-outputs=stderr,"+file, "--unsafe-no-fsync", "--log-format=console")
	must(t, tested.Start()) // finds the line on standard error
	put(t, newClient(t, tested), "a", "1")
	text, err := os.ReadFile(file)
	must(t, err)
	if !strings.Contains(string(text), "\t"+server.ReadyLine) {
		t.Errorf("the file holds %q", text)
	}
}

func TestAFileReplacesTheFlags(t *testing.T) {
	quoin, etcd := bothCommands(t)
	for _, command := range []string{etcd, quoin} {
		file := filepath.Join(t.TempDir(), "etcd.yaml")
		must(t, os.WriteFile(file, []byte("max-txn-ops: 1\nlog-format: nonsense\n"), 0o600))
		code, _, complaint := run(t, command, []string{"ETCD_LOG_FORMAT=json"}, "--config-file", file, "--log-format=json")
		expect(t, "exit code of "+filepath.Base(command), code, 1)
		if !strings.Contains(complaint, "unknown log format: nonsense") {
			t.Errorf("%s says %q", command, complaint)
		}
	}
}

// TestSeveralAddressesAreServed: one of them is any free port, of which the log tells.
func TestSeveralAddressesAreServed(t *testing.T) {
	first, second := freePort(t), freePort(t)
	urls := fmt.Sprintf("http://127.0.0.1:%d,http://localhost:%d,http://127.0.0.1:0", first, second)
	tested := newServer(t, "--listen-client-urls", urls)
	must(t, tested.Start())
	for _, endpoint := range []string{fmt.Sprintf("127.0.0.1:%d", first), fmt.Sprintf("localhost:%d", second)} {
		client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: callTimeout, Logger: zap.NewNop()})
		must(t, err)
		put(t, client, "address", endpoint)
		must(t, client.Close())
	}
}

// TestCompressedRequestsAreUnderstoodAsByEtcd, also one that is long only when it is not compressed.
func TestCompressedRequestsAreUnderstoodAsByEtcd(t *testing.T) {
	quoinOnly(t)
	etcd := realEtcd(t)
	for _, length := range []int{1, 100_000, 1_500_000, 1_600_000, 3_000_000} {
		request := &pb.PutRequest{Key: []byte("gzip"), Value: []byte(strings.Repeat("x", length))}
		_, want := kvOf(t, etcd).Put(callContext(t), request, grpc.UseCompressor(gzip.Name))
		_, got := kvOf(t, shared).Put(callContext(t), request, grpc.UseCompressor(gzip.Name))
		expect(t, fmt.Sprintf("%d bytes", length), fmt.Sprint(got), fmt.Sprint(want))
	}
}
