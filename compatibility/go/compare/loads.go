package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"quoin.io/compatibility/server"
)

// rangeKey is the key that the loads which read ask for.
const rangeKey = "compare-range-key"

// report takes one figure of one load.
type report func(load, figure string, value float64)

// load is what is done to a server that runs, and what is measured of it.
type load struct {
	name    string
	measure measurement
}

// measurement does a load's warm-up and then the load.
type measurement interface {
	warmUp(s *server.Server) error
	run(s *server.Server) (latencies, error)
	String() string
}

// latencies is what the clients of a load saw. Times are in seconds.
type latencies struct {
	operations     int
	perSecond      float64
	p50, p99, p999 float64
	generatorCPU   time.Duration // of processes that have ended; our own is counted apart
}

// operationsMin is the least that shows a p99.9.
const operationsMin = 2_000

// loads scales what is measured. A warm-up is not scaled: a JVM that is still compiling is what it is there to avoid.
func loads(scale float64) []load {
	scaled := func(operations int) int { return max(operationsMin, int(float64(operations)*scale)) }
	many := []string{"--conns=100", "--clients=1000"}
	write := []string{"--key-size=16", "--val-size=256", "--key-space-size=100000"}
	puts := func(warmUp, operations int, clients ...string) tool {
		return tool{warmUp, scaled(operations), append(append([]string{"put"}, clients...), write...)}
	}
	gets := func(consistency string) tool {
		arguments := append([]string{"range", rangeKey, "--consistency=" + consistency}, many...)
		return tool{100_000, scaled(300_000), arguments}
	}
	lasting := time.Duration(20 * scale * float64(time.Second))
	return []load{
		{coldPut, puts(0, 100_000, many...)},
		{manyPuts, puts(300_000, 300_000, many...)},
		{lonePut, puts(5_000, 10_000, "--conns=1", "--clients=1")},
		{steadyPut, steady{perSecond: 5_000, warm: 5 * time.Second, lasting: lasting}},
		{linearizableGet, gets("l")},
		{serializableGet, gets("s")},
	}
}

// onFreshServer gives the work a server on a directory of its own that is not started yet. The backend may grow:
// without that etcd's default quota would end a load.
func onFreshServer(c contender, work func(*server.Server) error) error {
	directory, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	s, err := server.New(c.command, filepath.Join(directory, "data"), "--quota-backend-bytes=8589934592")
	if err != nil {
		return err
	}
	defer s.Kill()
	return work(s)
}

// underLoad starts an empty server and runs every load against it.
func underLoad(s *server.Server, scale float64, report report) error {
	taken, err := startToFirstGet(s)
	if err != nil {
		return err
	}
	report(emptyNode, firstGet, taken.Seconds())
	time.Sleep(3 * time.Second) // idle memory, once what the start has left to do is done
	if err := reportMemory(s, emptyNode, report); err != nil {
		return err
	}
	if err := prepare(s); err != nil {
		return err
	}
	for _, l := range loads(scale) {
		if err := l.measure.warmUp(s); err != nil {
			return fmt.Errorf("warm-up of %s: %w", l.name, err)
		}
		if err := measureLoad(s, l, report); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}

func measureLoad(s *server.Server, l load, report report) error {
	before, err := readUsage(s.Pid())
	if err != nil {
		return err
	}
	seen, err := l.measure.run(s)
	if err != nil {
		return err
	}
	after, err := readUsage(s.Pid())
	if err != nil {
		return err
	}
	operations := float64(seen.operations)
	report(l.name, serverCPU, (after.serverMicros-before.serverMicros)/operations)
	report(l.name, perSecond, seen.perSecond)
	report(l.name, p50, seen.p50*1000)
	report(l.name, p99, seen.p99*1000)
	report(l.name, p999, seen.p999*1000)
	report(l.name, written, (after.writtenBytes-before.writtenBytes)/operations)
	report(l.name, others, othersShare(before, after, seen.generatorCPU)*100)
	return nil
}

// prepare writes what the loads read.
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
