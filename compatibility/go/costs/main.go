// Command costs measures what ranges, compaction, long histories and slow readers cost in Quoin and in the real etcd,
// one after the other on fresh directories, and prints one Markdown table. See benchmark/costs --help.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quoin.io/compatibility/server"
)

func main() {
	var size sizes
	flag.IntVar(&size.keys, "keys", 1_000_000, "keys of 64 bytes with 256-byte values, for ranges and compaction")
	flag.IntVar(&size.versions, "versions", 1_000_000, "versions of one key")
	flag.IntVar(&size.slowBytes, "slow-bytes", 1<<30, "bytes that each slow reader asks for")
	flag.IntVar(&size.seconds, "seconds", 10, "how long puts are measured, quiet and beside other work")
	only := flag.String("only", "", "a comma-separated choice of: "+names())
	quoin := flag.String("quoin", "", "absolute path of Quoin's command (default: $QUOIN or the launcher at the root)")
	etcd := flag.String("etcd", "", "absolute path of etcd's command (default: compatibility/target/bin); - for none")
	flag.Parse()
	if err := run(size, *only, *quoin, *etcd); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func names() string {
	var all []string
	for _, w := range works {
		all = append(all, w.name)
	}
	return strings.Join(all, ",")
}

func run(size sizes, only, quoin, etcd string) error {
	contenders, err := find(quoin, etcd)
	if err != nil {
		return err
	}
	table := newTable(contenders)
	for _, w := range works {
		if only != "" && !slices.Contains(strings.Split(only, ","), w.name) {
			continue
		}
		for i, c := range contenders {
			fmt.Fprintf(os.Stderr, "%s: %s\n", c.name, w.name)
			if err := measure(c, w, size, func(row string, value float64) {
				fmt.Fprintf(os.Stderr, "  %-52s %.2f\n", row, value)
				table.add(row, i, value)
			}); err != nil {
				return fmt.Errorf("%s, %s: %w", c.name, w.name, err)
			}
		}
	}
	fmt.Print(table.markdown())
	return nil
}

type contender struct {
	name    string
	command string
}

func find(quoin, etcd string) ([]contender, error) {
	var err error
	if quoin == "" {
		if quoin, err = server.Command(); err != nil {
			return nil, err
		}
	}
	contenders := []contender{{"Quoin", quoin}}
	if etcd == "-" {
		return contenders, nil
	}
	if etcd == "" {
		if etcd, err = server.Tool("etcd"); err != nil {
			return nil, err
		}
	}
	return append([]contender{{"etcd", etcd}}, contenders...), nil
}

// measure does the work on a fresh server. The backend may grow: without it etcd's default quota ends the load.
func measure(c contender, w work, size sizes, report func(string, float64)) error {
	directory, err := os.MkdirTemp("", "costs")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	s, err := server.New(c.command, filepath.Join(directory, "data"), "--quota-backend-bytes=8589934592")
	if err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return err
	}
	begun := processorNow()
	err = w.does(s, size, report)
	s.Kill() // what it used is known once it has ended
	others, stolen := begun.since()
	report("cores used by others meanwhile ("+w.name+")", others)
	report("cores stolen meanwhile ("+w.name+")", stolen)
	return err
}
