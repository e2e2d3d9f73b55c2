// Command compare measures Quoin beside the real etcd with etcd's own benchmark tool: the two in turn, each alone and on
// a fresh directory, so that a change of the machine's mood hits both. See ../../benchmark --help.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"quoin.io/compatibility/server"
)

type contender struct {
	name    string
	command string
}

func main() {
	rounds := flag.Int("rounds", 3, "how often each server is measured")
	scale := flag.Float64("scale", 1, "factor on the number of operations, e.g. 0.01 to try the program")
	quoin := flag.String("quoin", "", "absolute path of Quoin's command (default: $QUOIN or the launcher at the root)")
	etcd := flag.String("etcd", "", "absolute path of etcd's command (default: the one in compatibility/target/bin)")
	flag.Usage = usage
	flag.Parse()
	if err := run(*rounds, *scale, *quoin, *etcd); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprint(os.Stderr, `Measures Quoin beside the real etcd with etcd's benchmark tool and prints a Markdown table.

For each round each server is started alone on a fresh directory below $TMPDIR, warmed up, and put under these loads:
`)
	for _, w := range workloads(1) {
		fmt.Fprintf(os.Stderr, "  %-34s %d operations: benchmark %v\n", w.name, w.operations, w.arguments)
	}
	fmt.Fprint(os.Stderr, `Server CPU is utime + stime of the server's process, by operation (Linux only).
Figures are medians (lowest to highest). Server and load share the machine, so throughput is also a matter of what the
load generator leaves.

Flags:
`)
	flag.PrintDefaults()
}

func run(rounds int, scale float64, quoin, etcd string) error {
	contenders, err := find(quoin, etcd)
	if err != nil {
		return err
	}
	results := newResults()
	for round := range rounds {
		for i := range contenders {
			// Who begins changes with each round.
			c := contenders[(i+round)%len(contenders)]
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, rounds, c.name)
			if err := measure(c, scale, results); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	fmt.Print(results.markdown(contenders[0].name, contenders[1].name, workloads(scale)))
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

// measure runs all workloads once against a fresh server.
func measure(c contender, scale float64, results *results) error {
	directory, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	s, err := server.New(c.command, filepath.Join(directory, "data"))
	if err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return err
	}
	defer s.Kill()
	if err := prepare(s); err != nil {
		return err
	}
	for _, w := range workloads(scale) {
		figures, err := w.run(s)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		fmt.Fprintf(os.Stderr, "  %-34s %s\n", w.name, figures)
		results.add(c.name, w.name, figures)
	}
	return nil
}
