package main

import (
	"fmt"
	"math"
	"strings"
)

const (
	linear   = 1.1  // proportional, with room for noise
	constant = 0.15 // as good as not at all: 10 times the keys may cost 1.4 times as much
)

// row is one figure, and how steep its logarithm may be over that of the number of keys.
type row struct {
	name     string
	of       func(figures) float64
	slopeMax float64
}

var rows = []row{
	{"load, s", func(f figures) float64 { return f.load }, linear},
	{"restart after SIGTERM, s", func(f figures) float64 { return f.afterTerm }, linear},
	{"restart after SIGKILL, s", func(f figures) float64 { return f.afterKill }, linear},
	{"anonymous memory after the load, MB", func(f figures) float64 { return f.loaded }, linear},
	{"anonymous memory after the restart, MB", func(f figures) float64 { return f.anonymous }, linear},
	{"mapped memory after the restart, MB", func(f figures) float64 { return f.mapped }, linear},
	{"disk, MB", func(f figures) float64 { return f.disk }, linear},
	{"get of one key, p50, ms", func(f figures) float64 { return f.getMedianMillis }, constant},
	{"get of one key, p99, ms", func(f figures) float64 { return f.getHundredthMillis }, math.Inf(1)},
}

// tabulate returns a Markdown table, and the rows that are too steep.
func tabulate(sizes []int, taken []figures) (string, []string) {
	var out strings.Builder
	out.WriteString("| Figure |")
	for _, size := range sizes {
		fmt.Fprintf(&out, " %d keys |", size)
	}
	out.WriteString(" Slope (at most) |\n|---|" + strings.Repeat("---|", len(sizes)+1) + "\n")
	var steep []string
	for _, r := range rows {
		fmt.Fprintf(&out, "| %s |", r.name)
		var values []float64
		for _, f := range taken {
			values = append(values, r.of(f))
			fmt.Fprintf(&out, " %.3g |", r.of(f))
		}
		slope := logSlope(sizes, values)
		if math.IsInf(r.slopeMax, 1) {
			fmt.Fprintf(&out, " %.2f |\n", slope)
		} else {
			fmt.Fprintf(&out, " %.2f (%.2f) |\n", slope, r.slopeMax)
		}
		if slope > r.slopeMax {
			steep = append(steep, fmt.Sprintf("%s (%.2f)", r.name, slope))
		}
	}
	return out.String(), steep
}

// logSlope is the slope of the least-squares line through the logarithms; 0 for a single size.
func logSlope(sizes []int, values []float64) float64 {
	var meanX, meanY float64
	for i := range sizes {
		meanX += math.Log(float64(sizes[i])) / float64(len(sizes))
		meanY += math.Log(values[i]) / float64(len(sizes))
	}
	var products, squares float64
	for i := range sizes {
		x := math.Log(float64(sizes[i])) - meanX
		products += x * (math.Log(values[i]) - meanY)
		squares += x * x
	}
	if squares == 0 {
		return 0
	}
	return products / squares
}
