package compatibility

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"quoin.io/compatibility/server"
)

func TestClusterAndMemberHaveTheIdsThatEtcdWouldGiveThem(t *testing.T) {
	tested := newServer(t)
	command, err := server.Tool("etcd")
	must(t, err)
	etcd := tested.Twin(command, t.TempDir()+"/data")
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	want := get(t, newClient(t, etcd), "a").Header
	etcd.Kill()

	must(t, tested.Start())
	got := get(t, newClient(t, tested), "a").Header
	expect(t, "cluster id", got.ClusterId, want.ClusterId)
	expect(t, "member id", got.MemberId, want.MemberId)
}

func TestTheVersionFlagAnswersAsEtcdDoes(t *testing.T) {
	command, err := server.Command()
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), server.StartTimeout)
	defer cancel()
	output, err := exec.CommandContext(ctx, command, "--version").Output()
	must(t, err)
	if first, _, _ := strings.Cut(string(output), "\n"); first != "etcd Version: 3.7.3" {
		t.Errorf("the first line is %q", first)
	}
}

func TestHttp1IsServedOnTheSamePort(t *testing.T) {
	client := &http.Client{Timeout: callTimeout}
	for range 3 { // on one connection
		response, err := client.Get("http://" + shared.Endpoint() + "/version")
		must(t, err)
		body, err := io.ReadAll(response.Body)
		must(t, err)
		must(t, response.Body.Close())
		expect(t, "status", response.StatusCode, http.StatusOK)
		var version struct{ Etcdserver, Etcdcluster string }
		must(t, json.Unmarshal(body, &version))
		expect(t, "server's version", version.Etcdserver, "3.7.3")
		expect(t, "cluster's version", version.Etcdcluster, "3.7.0")
	}
}
