package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"quoin.io/compatibility/server"
)

// clockTicksPerSecond is the unit of /proc/stat and /proc/<pid>/stat: 100 on every Linux of today.
const clockTicksPerSecond = 100

// consumed is what has been used up to now.
type consumed struct {
	serverMicros float64 // CPU of the server, user and system mode, over all its threads
	writtenBytes float64 // what the server had written to storage
	ownMicros    float64 // CPU of this process
	busyMicros   float64 // CPU of the whole machine that was not idle, stolen time included
	allMicros    float64 // what the machine has, idle or not
}

func readUsage(pid int) (consumed, error) {
	var u consumed
	var err error
	if u.serverMicros, err = cpuMicros(pid); err != nil {
		return u, err
	}
	if u.ownMicros, err = cpuMicros(os.Getpid()); err != nil {
		return u, err
	}
	if u.writtenBytes, err = field(fmt.Sprintf("/proc/%d/io", pid), writtenLine); err != nil {
		return u, err
	}
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return u, err
	}
	u.busyMicros, u.allMicros, err = machineMicros(string(stat))
	return u, err
}

// othersShare is the share of the machine that neither the server nor the load took: neighbours, kernel and hypervisor.
func othersShare(before, after consumed, generator time.Duration) float64 {
	load := after.ownMicros - before.ownMicros + float64(generator.Microseconds())
	ours := after.serverMicros - before.serverMicros + load
	all := after.allMicros - before.allMicros
	if all == 0 {
		return 0
	}
	return max(0, after.busyMicros-before.busyMicros-ours) / all
}

// machineMicros reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. What guests
// get is in user and nice already.
func machineMicros(stat string) (busy, all float64, err error) {
	line, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0, 0, fmt.Errorf("/proc/stat begins with %q", line)
	}
	for i, text := range fields[1:9] {
		ticks, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, 0, err
		}
		all += ticks
		if i != 3 && i != 4 {
			busy += ticks
		}
	}
	const microsPerTick = 1e6 / clockTicksPerSecond
	return busy * microsPerTick, all * microsPerTick, nil
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

var (
	writtenLine  = regexp.MustCompile(`(?m)^write_bytes:\s*(\d+)`)
	residentLine = regexp.MustCompile(`(?m)^VmRSS:\s*(\d+) kB`)
	anonymous    = regexp.MustCompile(`(?m)^RssAnon:\s*(\d+) kB`)
	mappedLine   = regexp.MustCompile(`(?m)^RssFile:\s*(\d+) kB`)
)

func field(path string, line *regexp.Regexp) (float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	match := line.FindSubmatch(text)
	if match == nil {
		return 0, fmt.Errorf("no %s in %s", line, path)
	}
	return strconv.ParseFloat(string(match[1]), 64)
}

func reportMemory(s *server.Server, load string, report report) error {
	status := fmt.Sprintf("/proc/%d/status", s.Pid())
	for figure, line := range map[string]*regexp.Regexp{
		resident: residentLine, residentAnonymous: anonymous, residentMapped: mappedLine,
	} {
		kilobytes, err := field(status, line)
		if err != nil {
			return err
		}
		report(load, figure, kilobytes*1024/1e6)
	}
	return nil
}

// machine names what a reader of the figures should know of where they were measured.
func machine() string {
	return fmt.Sprintf("%d CPUs, %s/%s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
}
