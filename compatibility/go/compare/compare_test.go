package main

import (
	"os"
	"strings"
	"testing"
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
	if want := (figures{perSecond: 12755.284340511524, p50: 0.003397168, p99: 0.009650121}); got != want {
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

func TestTheTableHasMediansWithTheirSpreadAndARatio(t *testing.T) {
	r := newResults()
	for _, rate := range []float64{30, 10, 20} {
		r.add("Quoin", "put", figures{perSecond: rate, p50: 1, p99: 1, cpu: 1})
		r.add("etcd", "put", figures{perSecond: rate * 2, p50: 1, p99: 1, cpu: 4})
	}
	table := r.markdown("Quoin", "etcd", []workload{{name: "put"}})
	for _, row := range []string{
		"| put | operations/s | 20 (10 to 30) | 40 (20 to 60) | 0.50 |",
		"| put | server CPU µs/op | 1.0 (1.0 to 1.0) | 4.0 (4.0 to 4.0) | 0.25 |",
	} {
		if !strings.Contains(table, row) {
			t.Errorf("no row %q in\n%s", row, table)
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
