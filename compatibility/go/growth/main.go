// Command growth measures what a server needs for more and more keys: memory, disk, the time of a restart, the latency
// of a get. It fits a line to the logarithms and fails when a slope is steeper than linear. See ../../growth --help.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"quoin.io/compatibility/server"
)

func main() {
	keys := flag.String("keys", "100000,1000000,10000000", "numbers of keys, each of 64 bytes with a value of 256 bytes")
	command := flag.String("server", "", "absolute path of the server's command (default: $QUOIN or the launcher at the root); etcd for the real one")
	flag.Parse()
	if err := run(*keys, *command); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(keys, command string) error {
	sizes, err := parseSizes(keys)
	if err != nil {
		return err
	}
	switch command {
	case "":
		command, err = server.Command()
	case "etcd":
		command, err = server.Tool("etcd")
	default:
		command, err = server.Executable(command)
	}
	if err != nil {
		return err
	}
	var taken []figures
	for _, size := range sizes {
		fmt.Fprintf(os.Stderr, "%d keys\n", size)
		f, err := measure(command, size)
		if err != nil {
			return fmt.Errorf("%d keys: %w", size, err)
		}
		taken = append(taken, f)
	}
	table, steep := tabulate(sizes, taken)
	fmt.Print(table)
	if len(steep) > 0 {
		return fmt.Errorf("grows faster than it may: %s", strings.Join(steep, ", "))
	}
	return nil
}

func parseSizes(text string) ([]int, error) {
	var sizes []int
	for part := range strings.SplitSeq(text, ",") {
		size, err := strconv.Atoi(part)
		if err != nil || size < 1 {
			return nil, fmt.Errorf("%q is not a number of keys", part)
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

// measure loads a fresh server, stops and kills it, and measures it after each of its restarts.
func measure(command string, keys int) (figures, error) {
	var f figures
	directory, err := os.MkdirTemp("", "growth")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(directory)
	s, err := server.New(command, filepath.Join(directory, "data"), "--quota-backend-bytes=17179869184")
	if err != nil {
		return f, err
	}
	defer s.Kill()
	return f, f.take(s, keys)
}
