package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// processor is what the machine's cores had done at one moment, and this process and its ended children of it. All are
// zero where nobody says (Linux only).
type processor struct {
	busy, stolen, own time.Duration
	at                time.Time
}

func processorNow() processor {
	// user, nice, system, idle, iowait, irq, softirq, steal
	cores := ticks("/proc/stat", "cpu", 8)
	// utime, stime, cutime and cstime are the 12th and following after the command's name
	own := ticks("/proc/self/stat", ")", 15)
	return processor{
		busy:   cores[0] + cores[1] + cores[2] + cores[5] + cores[6],
		stolen: cores[7],
		own:    own[11] + own[12] + own[13] + own[14],
		at:     time.Now(),
	}
}

// ticks are the first fields behind the first occurrence of that text, as times.
func ticks(file, after string, fields int) []time.Duration {
	const tick = 10 * time.Millisecond
	taken := make([]time.Duration, fields)
	content, _ := os.ReadFile(file)
	_, rest, _ := strings.Cut(string(content), after)
	for i, field := range strings.Fields(rest) {
		if n, err := strconv.ParseInt(field, 10, 64); err == nil && i < fields {
			taken[i] = time.Duration(n) * tick
		}
	}
	return taken
}

// since is how many cores others used since that moment, and how many the machine did not get.
func (p processor) since() (others, stolen float64) {
	now := processorNow()
	elapsed := float64(now.at.Sub(p.at))
	others = float64(now.busy-p.busy-(now.own-p.own)) / elapsed
	return max(0, others), float64(now.stolen-p.stolen) / elapsed
}
