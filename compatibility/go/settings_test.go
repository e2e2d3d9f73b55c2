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
