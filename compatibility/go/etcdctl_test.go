package compatibility

import (
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"quoin.io/compatibility/server"
)

// etcdctl runs the tool as a user would and returns what it prints.
func etcdctl(t *testing.T, s *server.Server, input string, arguments ...string) string {
	t.Helper()
	output, err := tryEtcdctl(t, s, input, arguments...)
	if err != nil {
		t.Fatalf("etcdctl %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return output
}

func tryEtcdctl(t *testing.T, s *server.Server, input string, arguments ...string) (string, error) {
	t.Helper()
	path, err := server.Tool("etcdctl")
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), callTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, path, append([]string{"--endpoints", s.Endpoint()}, arguments...)...)
	command.Stdin = strings.NewReader(input)
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestEtcdctlPutsGetsAndDeletes(t *testing.T) {
	s := newRunningServer(t)
	for _, key := range []string{"key1", "key2", "key3"} {
		expect(t, "answer to put", etcdctl(t, s, "", "put", key, "of "+key), "OK\n")
	}
	expect(t, "get", etcdctl(t, s, "", "get", "key1"), "key1\nof key1\n")
	expect(t, "value only", etcdctl(t, s, "", "get", "key1", "--print-value-only"), "of key1\n")
	expect(t, "keys by prefix", etcdctl(t, s, "", "get", "key", "--prefix", "--keys-only"), "key1\n\nkey2\n\nkey3\n\n")
	expect(t, "value before", etcdctl(t, s, "", "put", "key1", "new", "--prev-kv"), "OK\nkey1\nof key1\n")
	expect(t, "count deleted", etcdctl(t, s, "", "del", "key2"), "1\n")
	expect(t, "get after it", etcdctl(t, s, "", "get", "key2"), "")
	expect(t, "past revision", etcdctl(t, s, "", "get", "key1", "--rev", "2"), "key1\nof key1\n")
	expect(t, "value from standard input", etcdctl(t, s, "piped", "put", "key4"), "OK\n")
	expect(t, "it", etcdctl(t, s, "", "get", "key4", "--print-value-only"), "piped\n")
}

func TestEtcdctlPrintsHeadersAsJson(t *testing.T) {
	s := newRunningServer(t)
	etcdctl(t, s, "", "put", "key", "value")
	var answer struct {
		Header struct {
			ClusterID uint64 `json:"cluster_id"`
			MemberID  uint64 `json:"member_id"`
			Revision  int64  `json:"revision"`
			RaftTerm  uint64 `json:"raft_term"`
		} `json:"header"`
		Count int64 `json:"count"`
	}
	must(t, json.Unmarshal([]byte(etcdctl(t, s, "", "get", "key", "-w", "json")), &answer))
	expect(t, "revision", answer.Header.Revision, 2)
	expect(t, "count", answer.Count, 1)
	if answer.Header.ClusterID == 0 || answer.Header.MemberID == 0 || answer.Header.RaftTerm == 0 {
		t.Errorf("ids or term are missing: %+v", answer.Header)
	}
}

func TestEtcdctlExecutesTransactions(t *testing.T) {
	s := newRunningServer(t)
	etcdctl(t, s, "", "put", "key", "old")
	transaction := "value(\"key\") = \"old\"\n\nput key new\n\nget key\n\n"
	expect(t, "first answer", etcdctl(t, s, transaction, "txn"), "SUCCESS\n\nOK\n")
	expect(t, "second answer", etcdctl(t, s, transaction, "txn"), "FAILURE\n\nkey\nnew\n")
}

func TestEtcdctlCompacts(t *testing.T) {
	s := newRunningServer(t)
	etcdctl(t, s, "", "put", "key", "1")
	etcdctl(t, s, "", "put", "key", "2")
	expect(t, "answer", etcdctl(t, s, "", "compaction", "3"), "compacted revision 3\n")

	output, err := tryEtcdctl(t, s, "", "get", "key", "--rev", "2")
	if err == nil || !strings.Contains(output, "etcdserver: mvcc: required revision has been compacted") {
		t.Errorf("a compacted revision is answered with %q, %v", output, err)
	}
	output, err = tryEtcdctl(t, s, "", "get", "key", "--rev", "9")
	if err == nil || !strings.Contains(output, "etcdserver: mvcc: required revision is a future revision") {
		t.Errorf("a future revision is answered with %q, %v", output, err)
	}
}
