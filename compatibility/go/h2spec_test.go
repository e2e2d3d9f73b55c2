package compatibility

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quoin.io/compatibility/server"
)

// allowedFile lists the cases of h2spec that may fail: `section | case | reason`.
const allowedFile = "h2spec-allowed.txt"

// h2specTimeout bounds the run: a server that advertises a huge number of streams makes h2spec try to open them all.
const h2specTimeout = 4 * time.Minute

// TestTheServerSpeaksHttp2AsSpecified runs h2spec's generic and http2 sections; the report is left in target.
func TestTheServerSpeaksHttp2AsSpecified(t *testing.T) {
	quoinOnly(t)
	s := newRunningServer(t, "--max-concurrent-streams=1000")
	report := runH2spec(t, s)
	allowed, err := readAllowed(allowedFile)
	must(t, err)

	passed, failed := report.outcomes()
	for _, complaint := range judge(passed, failed, allowed) {
		t.Error(complaint)
	}
	t.Logf("h2spec: %d cases passed, %d failed, %d of those are allowed", len(passed), len(failed), len(allowed))
	if len(passed) < 100 {
		t.Errorf("only %d cases passed: did h2spec run?", len(passed))
	}
	put(t, newClient(t, s), "after", "h2spec")
}

func TestAnUnlistedFailureAndAListedPassAreBothComplainedAbout(t *testing.T) {
	passed, failed := []string{"1 | good", "2 | healed"}, []string{"3 | known", "4 | new"}
	complaints := judge(passed, failed, map[string]string{"3 | known": "why", "2 | healed": "why", "5 | gone": "why"})
	want := []string{
		"fails: 4 | new",
		"is allowed to fail, but passes: 2 | healed",
		"is allowed to fail, but was not run: 5 | gone",
	}
	slices.Sort(complaints)
	slices.Sort(want)
	if !slices.Equal(complaints, want) {
		t.Errorf("complaints are %q", complaints)
	}
}

// h2specReport is the part of its JUnit report that we read. A case is an error if it failed.
type h2specReport struct {
	Suites []struct {
		Cases []struct {
			Section string    `xml:"package,attr"`
			Name    string    `xml:"classname,attr"`
			Error   *struct{} `xml:"error"`
			Failure *struct{} `xml:"failure"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func runH2spec(t *testing.T, s *server.Server) h2specReport {
	t.Helper()
	path, err := server.Tool("h2spec")
	must(t, err)
	target, err := server.TargetDir()
	must(t, err)
	file := filepath.Join(target, "h2spec-junit.xml")
	must(t, os.RemoveAll(file))
	host, port, err := net.SplitHostPort(s.Endpoint())
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), h2specTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, path, "generic", "http2", "-h", host, "-p", port, "-j", file)
	output, err := command.CombinedOutput()
	content, readErr := os.ReadFile(file)
	if readErr != nil {
		t.Fatalf("h2spec left no report: %v\n%s", err, output)
	}
	var report h2specReport
	must(t, xml.Unmarshal(content, &report))
	return report
}

func (r h2specReport) outcomes() (passed, failed []string) {
	for _, suite := range r.Suites {
		for _, c := range suite.Cases {
			id := c.Section + " | " + c.Name
			switch {
			case c.Error != nil || c.Failure != nil:
				failed = append(failed, id)
			case c.Skipped == nil:
				passed = append(passed, id)
			}
		}
	}
	return passed, failed
}

// judge complains about every failure that is not listed, and about every listed case that no longer fails.
func judge(passed, failed []string, allowed map[string]string) []string {
	var complaints []string
	for _, id := range failed {
		if _, listed := allowed[id]; !listed {
			complaints = append(complaints, "fails: "+id)
		}
	}
	for id := range allowed {
		switch {
		case slices.Contains(passed, id):
			complaints = append(complaints, "is allowed to fail, but passes: "+id)
		case !slices.Contains(failed, id):
			complaints = append(complaints, "is allowed to fail, but was not run: "+id)
		}
	}
	return complaints
}

func readAllowed(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	allowed := map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " | ", 3)
		if len(parts) != 3 || strings.TrimSpace(parts[2]) == "" {
			return nil, fmt.Errorf("%s: not `section | case | reason`: %s", path, line)
		}
		allowed[parts[0]+" | "+parts[1]] = parts[2]
	}
	return allowed, lines.Err()
}
