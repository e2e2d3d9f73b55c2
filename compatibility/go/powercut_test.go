package compatibility

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quoin.io/compatibility/server"
)

var cuts = flag.Int("cuts", environmentInt("QUOIN_CUTS", 3), "power cuts of the durability drill")

const powerVolumeMegabytes = 512

// TestNoAcknowledgedWriteIsLostByAPowerCut: writers on a volume whose blocks are a file; at a random moment that file is
// copied as it is, with nothing in it that was not forced; the copy is what the next start finds. Again and again.
func TestNoAcknowledgedWriteIsLostByAPowerCut(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d cuts, seed %d", *cuts, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	volume := newExt4(t, powerVolumeMegabytes)
	s := newServerIn(t, filepath.Join(volume.path, "data"))
	must(t, s.Start())
	drill := &drill{server: s, atRevision: map[int64]string{}}
	for round := range *cuts {
		writers := drill.round(t, round, func() {
			pauseAtRandom(random)
			volume.cutPower(t, s)
		})
		must(t, s.Start())
		drill.check(t, round, writers)
		if t.Failed() {
			t.Fatalf("cut %d", round)
		}
	}
	drill.checkAll(t)
	t.Logf("%d writes acknowledged, all there", len(drill.writes))
}

// TestThePowerCutTakesWhatWasNotForced: else the test above could not fail.
func TestThePowerCutTakesWhatWasNotForced(t *testing.T) {
	quoinOnly(t)
	volume := newExt4(t, powerVolumeMegabytes)
	s := newServerIn(t, filepath.Join(volume.path, "data"), "--unsafe-no-fsync")
	must(t, s.Start())
	drill := &drill{server: s}
	writers := drill.round(t, 0, func() { volume.cutPower(t, s) })
	if err := s.Start(); err != nil {
		t.Logf("it does not start any more: %.200s", err)
		return
	}
	found := byKey(get(t, newClient(t, s), ""))
	acknowledged, lost := 0, 0
	for _, w := range writers {
		for _, each := range w.acknowledged {
			acknowledged++
			if _, there := found[each.key]; !there {
				lost++
			}
		}
	}
	t.Logf("%d of %d acknowledged writes lost", lost, acknowledged)
	if lost == 0 {
		t.Error("nothing was lost")
	}
}

// cutPower ends a server on the volume together with everything that is in the page cache only.
func (v *volume) cutPower(t *testing.T, s *server.Server) {
	t.Helper()
	must(t, s.Freeze(callContext(t)))
	after := v.image + ".after"
	for { // until the kernel has written nothing meanwhile: a disk does not lose its power over some milliseconds
		must(t, quietly(exec.Command("cp", "--sparse=always", v.image, after)))
		if exec.Command("cmp", "--silent", v.image, after).Run() == nil {
			break
		}
	}
	s.Kill()
	must(t, v.unmount())
	must(t, os.Rename(after, v.image))
	must(t, v.mount("-o", "loop", v.image)) // replays the journal of the file system
}

// TestAFailedForceEndsTheServerWithOneLineAndLosesNothing: after a failed force nobody knows what is on the disk, so
// the process must end, say why, and never try again.
func TestAFailedForceEndsTheServerWithOneLineAndLosesNothing(t *testing.T) {
	quoinOnly(t)
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("no force can be made to fail here: no strace on the PATH")
	}
	if err := quietly(exec.Command(strace, "-o", os.DevNull, "true")); err != nil {
		t.Skipf("no force can be made to fail here: %v", err)
	}
	command, err := server.Command()
	must(t, err)
	for name, force := range map[string]struct {
		from  int // which call of a thread is the first to fail
		flags []string
	}{
		"log":    {150, nil}, // the node's thread is the first to make so many
		"engine": {20, []string{"--unsafe-no-fsync"}},
	} {
		t.Run(name, func(t *testing.T) { failForce(t, strace, command, force.from, force.flags) })
	}
}

// failForce starts a server whose forces fail from a certain one of a thread on.
func failForce(t *testing.T, strace, command string, from int, flags []string) {
	traced := filepath.Join(t.TempDir(), "traced")
	// With -D the server is our child, and strace its: signals and exit code are the server's own.
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' -D -f --seccomp-bpf -qq -o '%s' "+
		"-e trace=fdatasync -e inject=fdatasync:error=EIO:when=%d+ '%s' \"$@\"\n", strace, os.DevNull, from, command)
	must(t, os.WriteFile(traced, []byte(script), 0o700))
	dataDir := t.TempDir() + "/data"
	before, err := server.New(command, dataDir, flags...) // makes the disk reserve, which takes many forces
	must(t, err)
	killAtEnd(t, before)
	must(t, before.Start())
	_, err = before.Terminate(callContext(t))
	must(t, err)

	failing := before.Twin(traced, dataDir)
	killAtEnd(t, failing)
	must(t, failing.Start())
	drill := &drill{server: failing, atRevision: map[int64]string{}}
	code := 0
	writers := drill.round(t, 0, func() {
		code, err = failing.AwaitExit(callContext(t))
	})
	must(t, err)
	expect(t, "exit code", code, 1)
	last := server.Tail(failing.Lines(), 1)[0]
	if !strings.Contains(last, `"level":"fatal"`) || !strings.Contains(last, "Input/output error") {
		t.Errorf("its last line is %s", last)
	}
	fatal := 0
	for _, line := range failing.Lines() {
		if strings.Contains(line, `"level":"fatal"`) || strings.HasPrefix(line, "\tat ") {
			fatal++
		}
	}
	expect(t, "lines about it", fatal, 1)

	again := failing.Twin(command, dataDir)
	killAtEnd(t, again)
	must(t, again.Start())
	drill.server = again
	drill.check(t, 0, writers)
	t.Logf("%d writes acknowledged before, all there", len(drill.writes))
}
