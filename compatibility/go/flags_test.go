package compatibility

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quoin.io/compatibility/server"
)

// What etcd's help shows although etcd itself no longer knows it.
var helpOnly = []string{"discovery", "discovery-proxy"}

// What etcd knows although its help does not show it.
var hidden = []string{
	"cluster-active-size", "cluster-remove-delay", "cluster-sync-interval", "config", "force", "max-result-buffer",
	"max-retry-attempts", "peer-heartbeat-interval", "peer-election-timeout", "retry-interval", "snapshot", "v", "vv",
	"test.coverprofile", "test.outputdir", "config-file",
}

// Defaults that are shown in other words: what etcd shows, and what we do.
var otherWords = map[string][2]string{
	"max-concurrent-streams": {"math.MaxUint32", "4294967295"},
	"backend-batch-interval": {"", "0s"},
}

type shownFlag struct{ group, value string }

var (
	groupLine = regexp.MustCompile(`^([A-Z][A-Za-z ]*):$`)
	flagLine  = regexp.MustCompile(`^  --([a-z0-9-]+)(?: (.*))?$`)
)

// run starts a command as a supervisor would, with the environment given on top, until it ends.
func run(t *testing.T, command string, environment []string, arguments ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), server.StartTimeout)
	defer cancel()
	process := exec.CommandContext(ctx, command, arguments...)
	process.Dir = t.TempDir()
	process.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, environment...)
	var out, err strings.Builder
	process.Stdout, process.Stderr = &out, &err
	var exit *exec.ExitError
	if failure := process.Run(); failure != nil && !errors.As(failure, &exit) {
		t.Fatal(failure)
	}
	return process.ProcessState.ExitCode(), out.String(), err.String()
}

func bothCommands(t *testing.T) (quoin, etcd string) {
	t.Helper()
	quoin, err := server.Command()
	must(t, err)
	etcd, err = server.Tool("etcd")
	must(t, err)
	return quoin, etcd
}

// shownFlags reads what --help prints.
func shownFlags(t *testing.T, command string) map[string]shownFlag {
	t.Helper()
	code, help, _ := run(t, command, nil, "--help")
	expect(t, "exit code of --help", code, 0)
	shown := map[string]shownFlag{}
	group := ""
	for line := range strings.Lines(help) {
		line = strings.TrimRight(line, "\n")
		if title := groupLine.FindStringSubmatch(line); title != nil {
			group = title[1]
		} else if flag := flagLine.FindStringSubmatch(line); flag != nil {
			shown[flag[1]] = shownFlag{group, strings.Trim(flag[2], "'")}
		}
	}
	return shown
}

func TestTheHelpShowsTheFlagsGroupsAndDefaultsOfEtcd(t *testing.T) {
	quoin, etcd := bothCommands(t)
	got, want := shownFlags(t, quoin), shownFlags(t, etcd)
	for _, name := range helpOnly {
		delete(want, name)
	}
	delete(got, "config-file") // etcd shows it elsewhere
	expect(t, "flags shown", strings.Join(slices.Sorted(maps.Keys(got)), " "), strings.Join(slices.Sorted(maps.Keys(want)), " "))
	for name, flag := range want {
		expect(t, "group of "+name, got[name].group, flag.group)
		if words, ok := otherWords[name]; ok {
			expect(t, "etcd's default of "+name, flag.value, words[0])
			expect(t, "default of "+name, got[name].value, words[1])
		} else if flag.value != "" || got[name].value != "false" && !noDefaultShown[name] {
			expect(t, "default of "+name, sameDuration(got[name].value), sameDuration(flag.value))
		}
	}
}

// Flags of which etcd's help leaves the default out.
var noDefaultShown = map[string]bool{
	"enable-grpc-gateway": true, "bootstrap-defrag-threshold-megabytes": true, "compaction-sleep-interval": true,
	"downgrade-check-time": true, "snapshot-catchup-entries": true,
}

// sameDuration writes equal durations alike: 1m is 1m0s.
func sameDuration(text string) string {
	if duration, err := time.ParseDuration(text); err == nil {
		return duration.String()
	}
	return text
}

func TestBothAcceptTheSameFlags(t *testing.T) {
	quoin, etcd := bothCommands(t)
	known := shownFlags(t, quoin)
	var arguments []string
	for name := range known {
		value := known[name].value
		if name == "data-dir" {
			value = "x"
		}
		arguments = append(arguments, "--"+name+"="+value)
	}
	for _, name := range hidden {
		arguments = append(arguments, "-"+name+"=")
	}
	slices.Sort(arguments)
	arguments = append(arguments, "--version")
	for _, command := range []string{quoin, etcd} {
		code, out, complaint := run(t, command, nil, arguments...)
		if first, _, _ := strings.Cut(out, "\n"); code != 0 || first != "etcd Version: 3.7.3" {
			t.Errorf("%s ends with %d and says %q %q", command, code, first, complaint)
		}
	}
	for _, name := range hidden {
		for _, command := range []string{quoin, etcd} {
			if _, shown := known[name]; !shown && name != "config-file" {
				code, _, _ := run(t, command, nil, "-"+name, "--version")
				expect(t, "exit code of -"+name, code, 0)
			}
		}
	}
}

type badCommand struct {
	arguments   []string
	environment []string
	file        string // of --config-file
	text        string // what both say; empty where only the exit code is the same
	code        int
}

func args(arguments ...string) []string { return arguments }

var badCommands = []badCommand{
	{arguments: args("--nonsense"), text: "flag provided but not defined: -nonsense", code: 2},
	{arguments: args("-nonsense=1"), text: "flag provided but not defined: -nonsense", code: 2},
	{arguments: args("---name=x"), text: "bad flag syntax: ---name=x", code: 2},
	{arguments: args("--=x"), text: "bad flag syntax: --=x", code: 2},
	{arguments: args("--name"), text: "flag needs an argument: -name", code: 2},
	{arguments: args("--snapshot-count=many"), text: `invalid value "many" for flag -snapshot-count: parse error`, code: 2},
	{arguments: args("--snapshot-count", "-1"), text: `invalid value "-1" for flag -snapshot-count: parse error`, code: 2},
	{arguments: args("--snapshot-count=99999999999999999999"), text: "for flag -snapshot-count: value out of range", code: 2},
	{arguments: args("--max-learners=99999999999999999999"), text: "for flag -max-learners: value out of range", code: 2},
	{arguments: args("--max-concurrent-streams=x"), text: `strconv.ParseUint: parsing "x": invalid syntax`, code: 2},
	{arguments: args("--max-concurrent-streams=4294967296"), text: `parsing "4294967296": value out of range`, code: 2},
	{arguments: args("--pre-vote=maybe"), text: `invalid boolean value "maybe" for -pre-vote: parse error`, code: 2},
	{arguments: args("--version=maybe"), text: `invalid boolean value "maybe" for -version: parse error`, code: 2},
	{arguments: args("--backend-batch-interval=5"), text: `invalid value "5" for flag -backend-batch-interval: parse error`, code: 2},
	{arguments: args("--feature-gates=Foo=true"), text: "unrecognized feature gate: Foo", code: 2},
	{arguments: args("--feature-gates=InitialCorruptCheck"), text: "missing bool value for InitialCorruptCheck", code: 2},
	{arguments: args("--feature-gates=InitialCorruptCheck=x"), text: `err: strconv.ParseBool: parsing "x": invalid syntax`, code: 2},
	{arguments: args("--initial-cluster-state=foo"), text: `invalid value "foo" for flag -initial-cluster-state: invalid value`, code: 2},
	{arguments: args("--v2-deprecation=not-yet"), text: `invalid value "not-yet" for flag -v2-deprecation: invalid value "not-yet"`, code: 2},
	{arguments: args("--listen-client-urls=localhost:1"), text: "URL scheme must be http, https, unix, or unixs: localhost:1", code: 2},
	{arguments: args("--listen-client-urls=127.0.0.1:1"), text: "first path segment in URL cannot contain colon", code: 2},
	{arguments: args("--listen-client-urls=http://a"), text: `URL address does not have the form "host:port": http://a`, code: 2},
	{arguments: args("--listen-client-urls=http://a:1/x"), text: "URL must not contain a path: http://a:1/x", code: 2},
	{arguments: args("--listen-peer-urls=http://a:x"), text: `parse "http://a:x": invalid port ":x" after host`, code: 2},
	{arguments: args("--log-level=loud"), text: `unrecognized level: "loud"`, code: 2}, // etcd panics
	{arguments: args("foo"), text: `\"foo\" is not a valid flag`, code: 1},
	{arguments: args("--version", "false"), text: `\"false\" is not a valid flag`, code: 1},
	{arguments: args("--log-format=x"), text: "unknown log format: x, supported values json, console", code: 1},
	{arguments: args("--logger=x"), text: `unknown logger option \"x\"`, code: 1},
	{arguments: args("--log-outputs=default,stderr"), text: `multi logoutput for \"default\" is not supported yet`, code: 1},
	{arguments: args("--log-outputs=/nonexistent/x/y"), text: "open /nonexistent/x/y: no such file or directory", code: 1},
	{arguments: args("--enable-log-rotation"), text: "--log-outputs requires a single file path", code: 1},
	{arguments: args("--listen-client-urls=http://127.0.0.1:1"), text: "--advertise-client-urls is required when", code: 1},
	{arguments: args("--listen-metrics-urls=http://a.b:1"), text: "expected IP in URL for binding (http://a.b:1)", code: 1},
	{arguments: args("--initial-advertise-peer-urls=http://:1"), text: "unexpected empty host (http://:1)", code: 1},
	{arguments: args("--heartbeat-interval=0"), text: "--heartbeat-interval must be \\u003e0 (set to 0ms)", code: 1},
	{arguments: args("--election-timeout=400"), text: "--election-timeout[400ms] should be at least as 5 times", code: 1},
	{arguments: args("--election-timeout=60000"), text: "should be set less than 50000ms", code: 1},
	{arguments: args("--discovery-token=x"), text: "both --discovery-token and --discovery-endpoints must be set", code: 1},
	{arguments: args("--initial-cluster=a=http://a:1", "--discovery-srv=a"), text: "multiple discovery or bootstrap flags", code: 1},
	{arguments: args("--discovery-fallback=proxy"), text: "v2 proxy is deprecated", code: 1},
	{arguments: args("--auto-compaction-mode=x"), text: `unknown auto-compaction-mode \"x\"`, code: 1},
	{arguments: args("--tls-min-version=TLS1.1"), text: `unexpected TLS version \"TLS1.1\"`, code: 1},
	{arguments: args("--tls-min-version=TLS1.3", "--tls-max-version=TLS1.2"), text: "is greater than max version", code: 1},
	{arguments: args("--feature-gates=LeaseCheckpointPersist=true"), text: "requires enabling feature gate LeaseCheckpoint", code: 1},
	{arguments: args("--config-file=/nonexistent"), text: "open /nonexistent: no such file or directory", code: 1},
	{arguments: args("--name=a"), environment: args("ETCD_NAME=b"), text: "environment variable is shadowed by", code: 1},
	{environment: args("ETCD_MAX_TXN_OPS=many"), text: `invalid value \"many\" for ETCD_MAX_TXN_OPS: parse error`, code: 1},
	{environment: args("ETCD_X=y", "ETCD_LOG_FORMAT=z"), text: `unrecognized environment variable`, code: 1},
	{file: "grpc-keepalive-interval: '10m'", text: "of type time.Duration", code: 1},
	{file: "pre-vote: 3", text: "cannot unmarshal number into Go struct field configYAML.Config.pre-vote of type bool", code: 1},
	{file: "name: [x", text: "error converting YAML to JSON: yaml:", code: 1},
	{file: "listen-client-urls: foo", text: "unexpected error setting up listen-client-urls: URL scheme must be", code: 1},
	{file: "feature-gates: Foo=true", text: "unrecognized feature gate: Foo", code: 1},
	{file: "just text", text: "json: cannot unmarshal string", code: 1},
}

func TestBothRefuseTheSameCommandsInTheSameWords(t *testing.T) {
	quoin, etcd := bothCommands(t)
	for _, bad := range badCommands {
		name := strings.Join(append(bad.environment, bad.arguments...), " ") + bad.file
		t.Run(name, func(t *testing.T) {
			arguments := bad.arguments
			if bad.file != "" {
				file := filepath.Join(t.TempDir(), "etcd.yaml")
				must(t, os.WriteFile(file, []byte(bad.file+"\n"), 0o600))
				arguments = args("--config-file", file)
			}
			for _, command := range []string{etcd, quoin} {
				code, out, complaint := run(t, command, bad.environment, arguments...)
				expect(t, "exit code of "+filepath.Base(command), code, bad.code)
				expect(t, "standard output of "+filepath.Base(command), out, "")
				if plain := strings.ReplaceAll(bad.text, `\u003e`, ">"); !strings.Contains(complaint, bad.text) &&
					!strings.Contains(complaint, plain) {
					t.Errorf("%s does not say %q but %q", command, bad.text, complaint)
				}
			}
		})
	}
}
