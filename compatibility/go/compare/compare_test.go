package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

const summary = `
Summary:
  Total:	0.156797759 secs.
  Slowest:	0.012406042 secs.
  Requests/sec:	12755.284340511524

Response time histogram:
  0.000747771 [1]	|

Latency distribution:
  10% in 0.002148753 secs.
  50% in 0.003397168 secs.
  99% in 0.009650121 secs.
  99.9% in 0.012210591 secs.
`

func TestASummaryIsRead(t *testing.T) {
	got, err := parse(summary)
	if err != nil {
		t.Fatal(err)
	}
	want := latencies{perSecond: 12755.284340511524, p50: 0.003397168, p99: 0.009650121, p999: 0.012210591}
	if got != want {
		t.Errorf("%+v instead of %+v", got, want)
	}
}

func TestARunWithErrorsOrWithoutASummaryIsNoMeasurement(t *testing.T) {
	for _, output := range []string{"", "Summary:\n", summary + "\nError distribution:\n  [3]\ttimeout\n"} {
		if _, err := parse(output); err == nil {
			t.Errorf("accepted: %q", output)
		}
	}
}

func TestTheTableHasMediansWithTheirSpreadARatioAndAGoal(t *testing.T) {
	r := newResults()
	for _, value := range []float64{30, 10, 20} {
		r.add("Quoin", manyPuts, perSecond, value)
		r.add("etcd", manyPuts, perSecond, value*2)
		r.add("Quoin", manyPuts, serverCPU, 12)
		r.add("etcd", manyPuts, serverCPU, 40)
		r.add("Quoin", lonePut, p50, 0.66)
		r.add("etcd", lonePut, p50, 1)
		r.add("Quoin", emptyNode, firstGet, value/10)
		r.add("etcd", emptyNode, firstGet, 1)
	}
	table := r.markdown("Quoin", "etcd")
	for _, row := range []string{
		" operations/s | 20 (10 to 30) | 40 (20 to 60) | 0.50 (0.50 to 0.50) |  |",
		" server CPU µs/op | 12.0 (12.0 to 12.0) | 40.0 (40.0 to 40.0) | 0.30 (0.30 to 0.30) | ≤ 0.30x met |",
		" p50 ms | 0.660 (0.660 to 0.660) | 1.000 (1.000 to 1.000) | 0.66 (0.66 to 0.66) | ≤ 0.65x **missed** |",
		" start to first get, s | 2.00 (1.00 to 3.00) | 1.00 (1.00 to 1.00) | 2.00 (1.00 to 3.00) | ≤ 1 **missed** |",
	} {
		if !strings.Contains(table, row) {
			t.Errorf("no row %q in\n%s", row, table)
		}
	}
	if strings.Contains(table, manyKeys) {
		t.Errorf("a row that was not measured in\n%s", table)
	}
}

func TestOthersHaveWhatNeitherServerNorLoadTook(t *testing.T) {
	busy, all, err := machineMicros("cpu  10 1 20 100 5 1 2 6 3 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n")
	if err != nil || busy != 400_000 || all != 1_450_000 {
		t.Fatalf("busy %v of %v, %v", busy, all, err)
	}
	after := consumed{serverMicros: 100_000, ownMicros: 50_000, busyMicros: busy, allMicros: 1_000_000}
	if share := othersShare(consumed{}, after, 50*time.Millisecond); share != 0.2 {
		t.Errorf("share %v", share)
	}
}

func TestQuantilesAreThoseOfTheSortedTimes(t *testing.T) {
	var sorted []time.Duration
	for i := range 1000 {
		sorted = append(sorted, time.Duration(i)*time.Second)
	}
	for q, want := range map[float64]float64{0.5: 500, 0.99: 990, 0.999: 999, 1: 999} {
		if got := quantile(sorted, q); got != want {
			t.Errorf("quantile %v is %v instead of %v", q, got, want)
		}
	}
}

func TestOurOwnCpuTimeIsRead(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc")
	}
	before, err := cpuMicros(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for after := before; after < before+20_000; {
		if after, err = cpuMicros(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
}
