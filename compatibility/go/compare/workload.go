package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quoin.io/compatibility/server"
)

// rangeKey is the key that the read workload asks for.
const rangeKey = "compare-range-key"

// clockTicksPerSecond is the unit of /proc/<pid>/stat: 100 on every Linux of today.
const clockTicksPerSecond = 100

// workload is one call of etcd's benchmark tool, after a warm-up with a quarter of its operations.
type workload struct {
	name       string
	operations int
	arguments  []string
}

// figures is what one run of a workload gave.
type figures struct {
	perSecond float64
	p50, p99  float64 // seconds
	cpu       float64 // microseconds of the server's CPU per operation
}

func workloads(scale float64) []workload {
	load := []string{"--conns=100", "--clients=1000"}
	write := []string{"--key-size=16", "--val-size=256", "--key-space-size=100000"}
	read := []string{"range", rangeKey, "--consistency=l"}
	scaled := func(operations int) int { return max(4, int(float64(operations)*scale)) }
	return []workload{
		{"put, 100 connections, 1000 clients", scaled(200_000), append(append([]string{"put"}, load...), write...)},
		{"put, one client", scaled(5_000), append([]string{"put", "--conns=1", "--clients=1"}, write...)},
		{"get, 100 connections, 1000 clients", scaled(200_000), append(read, load...)},
	}
}

// prepare writes what the workloads read.
func prepare(s *server.Server) error {
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = client.Put(ctx, rangeKey, strings.Repeat("x", 256))
	return err
}

func (w workload) run(s *server.Server) (figures, error) {
	if _, err := w.benchmark(s, max(1, w.operations/4)); err != nil {
		return figures{}, fmt.Errorf("warm-up: %w", err)
	}
	before, err := cpuMicros(s.Pid())
	if err != nil {
		return figures{}, err
	}
	output, err := w.benchmark(s, w.operations)
	if err != nil {
		return figures{}, err
	}
	after, err := cpuMicros(s.Pid())
	if err != nil {
		return figures{}, err
	}
	result, err := parse(output)
	result.cpu = (after - before) / float64(w.operations)
	return result, err
}

func (w workload) benchmark(s *server.Server, operations int) (string, error) {
	tool, err := server.Tool("benchmark")
	if err != nil {
		return "", err
	}
	arguments := append([]string{"--endpoints=" + s.Endpoint(), "--precise"}, w.arguments...)
	command := exec.Command(tool, append(arguments, "--total="+strconv.Itoa(operations))...)
	output, err := command.Output() // the progress bar goes to standard error
	if err != nil {
		return "", fmt.Errorf("benchmark: %w", err)
	}
	return string(output), nil
}

var (
	perSecondLine  = regexp.MustCompile(`Requests/sec:\s+([0-9.e+-]+)`)
	percentileLine = regexp.MustCompile(`(?m)^\s+([0-9.]+)% in ([0-9.e+-]+) secs`)
)

// parse reads the tool's summary. A run with errors is no measurement.
func parse(output string) (figures, error) {
	if strings.Contains(output, "Error distribution") {
		return figures{}, fmt.Errorf("some operations failed:\n%s", output)
	}
	rate := perSecondLine.FindStringSubmatch(output)
	if rate == nil {
		return figures{}, fmt.Errorf("no summary in the output of benchmark:\n%s", output)
	}
	var result figures
	var err error
	if result.perSecond, err = strconv.ParseFloat(rate[1], 64); err != nil {
		return figures{}, err
	}
	for _, line := range percentileLine.FindAllStringSubmatch(output, -1) {
		seconds, err := strconv.ParseFloat(line[2], 64)
		if err != nil {
			return figures{}, err
		}
		switch line[1] {
		case "50":
			result.p50 = seconds
		case "99":
			result.p99 = seconds
		}
	}
	if result.p50 == 0 || result.p99 == 0 {
		return figures{}, fmt.Errorf("no percentiles in the output of benchmark:\n%s", output)
	}
	return result, nil
}

// cpuMicros is the CPU time that a process has used so far, in user and system mode, over all its threads.
func cpuMicros(pid int) (float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may hold anything; utime and stime are the 12th and 13th field after it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(fields[12], 10, 64)
	return float64(user+system) * 1e6 / clockTicksPerSecond, err
}

func (f figures) String() string {
	return fmt.Sprintf("%8.0f/s   p50 %.3f ms   p99 %.3f ms   %.1f µs CPU/op", f.perSecond, f.p50*1000, f.p99*1000, f.cpu)
}
