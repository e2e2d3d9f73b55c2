package main

import (
	"fmt"
	"slices"
	"strings"
)

// results holds what was measured, one value a round in the order of the rounds.
type results struct {
	measured map[measured][]float64
}

type measured struct{ server, load, figure string }

func newResults() *results {
	return &results{measured: map[measured][]float64{}}
}

func (r *results) add(server, load, figure string, value float64) {
	key := measured{server, load, figure}
	r.measured[key] = append(r.measured[key], value)
}

// markdown writes a line for each row that was measured: both servers, and the first as a fraction of the second.
func (r *results) markdown(first, second string) string {
	var table strings.Builder
	fmt.Fprintf(&table, "| Load | Figure | %s | %s | %s / %s | Goal |\n|---|---|---|---|---|---|\n",
		first, second, first, second)
	for _, row := range rows() {
		a := r.measured[measured{first, row.load, row.figure}]
		b := r.measured[measured{second, row.load, row.figure}]
		if len(a) == 0 || len(a) != len(b) {
			continue
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s |\n", row.load, row.figure, spread(a, row.format),
			spread(b, row.format), ratioText(a, b), row.goal.verdict(median(a), ratio(median(a), median(b))))
	}
	return table.String()
}

// spread writes a median with the lowest and the highest value.
func spread(values []float64, format string) string {
	if len(values) == 1 {
		return fmt.Sprintf(format, values[0])
	}
	return fmt.Sprintf(format+" ("+format+" to "+format+")", median(values), slices.Min(values), slices.Max(values))
}

// ratioText writes the ratio of the medians with the lowest and the highest ratio of a round.
func ratioText(a, b []float64) string {
	if median(b) == 0 {
		return "none"
	}
	each := make([]float64, len(a))
	for i := range a {
		each[i] = ratio(a[i], b[i])
	}
	if len(a) == 1 {
		return fmt.Sprintf("%.2f", each[0])
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", ratio(median(a), median(b)), slices.Min(each), slices.Max(each))
}

// ratio of nothing to nothing is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
