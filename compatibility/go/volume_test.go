package compatibility

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// volume is a small file system of the test's own; it is unmounted with the test, whatever becomes of that.
type volume struct {
	path  string
	image string // of an ext4 in a file
}

// newTmpfs mounts a volume in memory. Only root may, and only on Linux: elsewhere the test is skipped.
func newTmpfs(t *testing.T, megabytes int) *volume {
	t.Helper()
	v := &volume{path: filepath.Join(t.TempDir(), "volume")}
	must(t, os.Mkdir(v.path, 0o700))
	v.mountOrSkip(t, "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "tmpfs")
	return v
}

// newExt4 mounts an ext4 whose blocks are a file in memory: what never left the page cache is not in that file.
func newExt4(t *testing.T, megabytes int) *volume {
	t.Helper()
	memory := newTmpfs(t, 2*megabytes+16) // the image and a copy of it
	v := &volume{path: filepath.Join(t.TempDir(), "ext4"), image: filepath.Join(memory.path, "image")}
	must(t, os.Mkdir(v.path, 0o700))
	must(t, os.WriteFile(v.image, nil, 0o600))
	must(t, os.Truncate(v.image, int64(megabytes)<<20))
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", v.image).CombinedOutput(); err != nil {
		t.Skipf("no ext4 can be made here: %v %s", err, out)
	}
	v.mountOrSkip(t, "-o", "loop", v.image)
	return v
}

func (v *volume) mountOrSkip(t *testing.T, arguments ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("no small volume can be mounted here: needs root on Linux")
	}
	if err := v.mount(arguments...); err != nil {
		t.Skipf("no small volume can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if v.unmount() != nil {
			_ = exec.Command("umount", "--lazy", v.path).Run() // the loop device is freed with the last reference
		}
	})
}

func (v *volume) mount(arguments ...string) error {
	return quietly(exec.Command("mount", append(arguments, v.path)...))
}

// unmount frees the loop device too: mount has made it one that goes with its last user.
func (v *volume) unmount() error {
	return quietly(exec.Command("umount", v.path))
}

func quietly(command *exec.Cmd) error {
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w %s", command, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// ballast writes a file of that many bytes, or until the volume is full when they are negative, and returns its path.
func (v *volume) ballast(t *testing.T, name string, bytes int) string {
	t.Helper()
	path := filepath.Join(v.path, name)
	file, err := os.Create(path)
	must(t, err)
	defer file.Close()
	block := make([]byte, 4096)
	for written := 0; bytes < 0 || written < bytes; written += len(block) {
		if _, err := file.Write(block); err != nil {
			if bytes >= 0 {
				t.Fatal(err)
			}
			break
		}
	}
	return path
}
