package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"quoin.io/compatibility/server"
)

// tool is a load of etcd's own benchmark tool, by numbers of operations.
type tool struct {
	before     int
	operations int
	arguments  []string
}

func (t tool) String() string {
	return fmt.Sprintf("%d operations after %d: benchmark %s", t.operations, t.before, strings.Join(t.arguments, " "))
}

func (t tool) warmUp(s *server.Server) error {
	if t.before == 0 {
		return nil
	}
	_, err := t.benchmark(s, t.before)
	return err
}

func (t tool) run(s *server.Server) (latencies, error) {
	return t.benchmark(s, t.operations)
}

func (t tool) benchmark(s *server.Server, operations int) (latencies, error) {
	path, err := server.Tool("benchmark")
	if err != nil {
		return latencies{}, err
	}
	arguments := append([]string{"--endpoints=" + s.Endpoint(), "--precise"}, t.arguments...)
	command := exec.Command(path, append(arguments, "--total="+strconv.Itoa(operations))...)
	output, err := command.Output() // the progress bar goes to standard error
	if err != nil {
		return latencies{}, fmt.Errorf("benchmark: %w", err)
	}
	seen, err := parse(string(output))
	seen.operations = operations
	seen.generatorCPU = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return seen, err
}

var (
	perSecondLine  = regexp.MustCompile(`Requests/sec:\s+([0-9.e+-]+)`)
	percentileLine = regexp.MustCompile(`(?m)^\s+([0-9.]+)% in ([0-9.e+-]+) secs`)
)

// parse reads the tool's summary. A run with errors is no measurement.
func parse(output string) (latencies, error) {
	if strings.Contains(output, "Error distribution") {
		return latencies{}, fmt.Errorf("some operations failed:\n%s", output)
	}
	rate := perSecondLine.FindStringSubmatch(output)
	if rate == nil {
		return latencies{}, fmt.Errorf("no summary in the output of benchmark:\n%s", output)
	}
	var seen latencies
	var err error
	if seen.perSecond, err = strconv.ParseFloat(rate[1], 64); err != nil {
		return latencies{}, err
	}
	percentiles := map[string]*float64{"50": &seen.p50, "99": &seen.p99, "99.9": &seen.p999}
	for _, line := range percentileLine.FindAllStringSubmatch(output, -1) {
		if wanted := percentiles[line[1]]; wanted != nil {
			if *wanted, err = strconv.ParseFloat(line[2], 64); err != nil {
				return latencies{}, err
			}
		}
	}
	if seen.p50 == 0 || seen.p99 == 0 || seen.p999 == 0 {
		return latencies{}, fmt.Errorf("no percentiles in the output of benchmark:\n%s", output)
	}
	return seen, nil
}
