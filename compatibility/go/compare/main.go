// Command compare measures Quoin beside the real etcd: the two in turn, each alone and on fresh directories, so that a
// change of the machine's mood hits both. See benchmark/run --help.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"quoin.io/compatibility/server"
)

type contender struct {
	name    string
	command string
}

// plan is how much is measured.
type plan struct {
	rounds int
	scale  float64
	keys   int
	within time.Duration
}

func main() {
	var p plan
	quick := flag.Bool("quick", false, "at most 10 minutes: 2 rounds, 0.3 of the measured operations")
	flag.IntVar(&p.rounds, "rounds", 5, "how often each server is measured")
	flag.Float64Var(&p.scale, "scale", 1, "factor on the number of operations measured; warm-ups are not scaled")
	flag.IntVar(&p.keys, "keys", 1_000_000, "keys for restart, memory and disk; 0 leaves that out")
	flag.DurationVar(&p.within, "within", time.Hour, "no further round begins that would not end within this")
	quoin := flag.String("quoin", "", "absolute path of Quoin's command (default: $QUOIN or the launcher at the root)")
	etcd := flag.String("etcd", "", "absolute path of etcd's command (default: the one in compatibility/target/bin)")
	flag.Usage = usage
	flag.Parse()
	if *quick {
		p.rounds, p.scale, p.within = 2, 0.3, 9*time.Minute
	}
	if err := run(p, *quoin, *etcd); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprint(os.Stderr, `Measures Quoin beside the real etcd and prints a Markdown table.

For each round each server is started alone on a fresh directory below $TMPDIR, which must be on a real disk, and put
under these loads (each has its warm-up, which is not measured; the cold one, right after the start, has none):
`)
	for _, l := range loads(1) {
		fmt.Fprintf(os.Stderr, "  %-40s %s\n", l.name, l.measure)
	}
	fmt.Fprint(os.Stderr, `Then each is started on another directory, given a million keys, and restarted after SIGTERM and SIGKILL.

Server CPU is utime + stime of the server's process; bytes written is write_bytes of its /proc/<pid>/io, the log and
the backend's pages alike; memory is VmRSS, RssAnon and RssFile (Linux only). The load at a fixed rate counts each
latency from when its put was due. Figures are medians (lowest to highest); the ratio is that of the medians (lowest to
highest of the rounds). Servers and load share the machine, so throughput is also a matter of what the load leaves;
"others" is the CPU that neither took, stolen time included.

Flags:
`)
	flag.PrintDefaults()
}

func run(p plan, quoin, etcd string) error {
	contenders, err := find(quoin, etcd)
	if err != nil {
		return err
	}
	for _, c := range contenders {
		// Not measured: a first start may have to build the server, and to read its files from the disk.
		if err := onFreshServer(c, (*server.Server).Start); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	results := newResults()
	begun := time.Now()
	done := 0
	for ; done < p.rounds; done++ {
		if used := time.Since(begun); done > 0 && used+used/time.Duration(done) > p.within {
			break
		}
		for i := range contenders {
			// Who begins changes with each round.
			c := contenders[(i+done)%len(contenders)]
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", done+1, p.rounds, c.name)
			if err := measure(c, p, results); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	fmt.Printf("%d rounds in %s, scale %g, on %s.\n\n", done, time.Since(begun).Round(time.Second), p.scale, machine())
	fmt.Print(results.markdown(contenders[0].name, contenders[1].name))
	return nil
}

func find(quoin, etcd string) ([]contender, error) {
	quoin, err := given(quoin, server.Command)
	if err != nil {
		return nil, err
	}
	etcd, err = given(etcd, func() (string, error) { return server.Tool("etcd") })
	if err != nil {
		return nil, err
	}
	return []contender{{"Quoin", quoin}, {"etcd", etcd}}, nil
}

func given(command string, otherwise func() (string, error)) (string, error) {
	if command == "" {
		return otherwise()
	}
	return server.Executable(command)
}

// measure runs everything once against a server.
func measure(c contender, p plan, results *results) error {
	report := func(load, figure string, value float64) {
		fmt.Fprintf(os.Stderr, "  %-40s %-28s %12.3f\n", load, figure, value)
		results.add(c.name, load, figure, value)
	}
	if err := onFreshServer(c, func(s *server.Server) error { return underLoad(s, p.scale, report) }); err != nil {
		return err
	}
	if p.keys == 0 {
		return nil
	}
	return onFreshServer(c, func(s *server.Server) error { return withManyKeys(s, p.keys, report) })
}
