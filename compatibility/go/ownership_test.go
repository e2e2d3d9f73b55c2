package compatibility

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoin.io/compatibility/server"
)

// refusalTimeout bounds the time in which a server must see that it may not start.
const refusalTimeout = 30 * time.Second

func TestASecondServerOnTheSameDirectoryIsRefusedAndTheFirstGoesOn(t *testing.T) {
	quoinOnly(t)
	first := newRunningServer(t)
	client := newClient(t, first)
	revision := put(t, client, "a", "1")

	refusedWithOneLine(t, newServerIn(t, first.DataDir()))

	expect(t, "next revision of the first", put(t, client, "a", "2"), revision+1)
	expect(t, "first is alive", first.Alive(), true)
}

func TestADirectoryOfEtcdIsRefusedAndNotTouched(t *testing.T) {
	quoinOnly(t)
	dataDir := t.TempDir() + "/data"
	command, err := server.Tool("etcd")
	must(t, err)
	etcd, err := server.New(command, dataDir)
	must(t, err)
	killAtEnd(t, etcd)
	must(t, etcd.Start())
	put(t, newClient(t, etcd), "a", "1")
	etcd.Kill()

	before := listing(t, dataDir)
	refusedWithOneLine(t, newServerIn(t, dataDir))

	after := listing(t, dataDir)
	if !maps.Equal(before, after) {
		t.Errorf("before:\n%v\nafter:\n%v", before, after)
	}
	must(t, etcd.Start())
	expect(t, "etcd's own value", pairs(get(t, newClient(t, etcd), "a").Kvs), "a=1")
}

// refusedWithOneLine starts a server that must end with an error, and say why in one line that names the directory.
func refusedWithOneLine(t *testing.T, s *server.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), refusalTimeout)
	defer cancel()
	code, err := s.StartAndRefuse(ctx)
	must(t, err)
	if code == 0 {
		t.Error("exit code 0")
	}
	var complaints []string
	for _, line := range s.Lines() {
		var entry struct{ Level string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("not a JSON object: %q", line)
		}
		if entry.Level == "error" || entry.Level == "fatal" || entry.Level == "panic" {
			complaints = append(complaints, line)
		}
	}
	if len(complaints) != 1 || !strings.Contains(complaints[0], s.DataDir()) {
		t.Errorf("not one line that names %s:\n%s", s.DataDir(), strings.Join(complaints, "\n"))
	}
}

// listing describes everything below a directory: names, modes, sizes, times of change, contents.
func listing(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		description := fmt.Sprint(info.Mode(), info.ModTime())
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			description += fmt.Sprintf(" %d %x", info.Size(), sha256.Sum256(content))
		}
		files[path] = description
		return nil
	}))
	return files
}
