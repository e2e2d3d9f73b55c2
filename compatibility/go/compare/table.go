package main

import (
	"fmt"
	"slices"
	"strings"
)

// results holds what was measured: by server, by workload, one value a round.
type results struct {
	measured map[string]map[string][]figures
}

// column is one figure of the table and how it is written.
type column struct {
	name   string
	of     func(figures) float64
	format string
}

var columns = []column{
	{"operations/s", func(f figures) float64 { return f.perSecond }, "%.0f"},
	{"p50 ms", func(f figures) float64 { return f.p50 * 1000 }, "%.3f"},
	{"p99 ms", func(f figures) float64 { return f.p99 * 1000 }, "%.3f"},
	{"server CPU µs/op", func(f figures) float64 { return f.cpu }, "%.1f"},
}

func newResults() *results {
	return &results{measured: map[string]map[string][]figures{}}
}

func (r *results) add(server, workload string, f figures) {
	if r.measured[server] == nil {
		r.measured[server] = map[string][]figures{}
	}
	r.measured[server][workload] = append(r.measured[server][workload], f)
}

// markdown writes one row for each workload and figure: both servers, and the first as a fraction of the second.
func (r *results) markdown(first, second string, workloads []workload) string {
	var table strings.Builder
	fmt.Fprintf(&table, "| load | figure | %s | %s | %s / %s |\n|---|---|---|---|---|\n", first, second, first, second)
	for _, w := range workloads {
		for _, c := range columns {
			a, b := r.values(first, w.name, c), r.values(second, w.name, c)
			fmt.Fprintf(&table, "| %s | %s | %s | %s | %s |\n",
				w.name, c.name, spread(a, c.format), spread(b, c.format), ratio(median(a), median(b)))
		}
	}
	return table.String()
}

func (r *results) values(server, workload string, c column) []float64 {
	var values []float64
	for _, f := range r.measured[server][workload] {
		values = append(values, c.of(f))
	}
	return values
}

// spread writes a median with the lowest and the highest value.
func spread(values []float64, format string) string {
	if len(values) == 0 {
		return "none"
	}
	return fmt.Sprintf(format+" ("+format+" to "+format+")", median(values), slices.Min(values), slices.Max(values))
}

func ratio(a, b float64) string {
	if b == 0 {
		return "none"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// median of no values is 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
