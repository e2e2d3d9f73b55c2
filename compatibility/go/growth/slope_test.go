package main

import (
	"math"
	"testing"
)

func TestLogSlopeIsTheExponent(t *testing.T) {
	sizes := []int{1000, 10_000, 100_000}
	for _, exponent := range []float64{0, 0.5, 1, 2} {
		var values []float64
		for _, size := range sizes {
			values = append(values, 3*math.Pow(float64(size), exponent))
		}
		if slope := logSlope(sizes, values); math.Abs(slope-exponent) > 1e-9 {
			t.Errorf("exponent %v: slope %v", exponent, slope)
		}
	}
}

func TestWhatGrowsWithTheSquareIsTooSteep(t *testing.T) {
	_, steep := tabulate([]int{10, 100}, []figures{
		{load: 1, afterTerm: 1, afterKill: 1, loaded: 1, anonymous: 1, mapped: 1, disk: 1, getMedianMillis: 1, getHundredthMillis: 1},
		{load: 10, afterTerm: 100, afterKill: 1, loaded: 10, anonymous: 9, mapped: 10, disk: 10, getMedianMillis: 1.2, getHundredthMillis: 1},
	})
	if len(steep) != 1 {
		t.Errorf("too steep: %v", steep)
	}
}
