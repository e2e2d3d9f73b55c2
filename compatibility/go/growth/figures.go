package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

const (
	getsTaken  = 4000
	restartMax = 10 * time.Minute
	// settle is how long a server may be busy behind the answers: flushing, or giving memory back.
	settle = 8 * time.Second
)

// figures are in seconds and megabytes.
type figures struct {
	load, afterTerm, afterKill          float64
	anonymous, mapped, loaded, disk     float64
	getMedianMillis, getHundredthMillis float64
}

func (f *figures) take(s *server.Server, keys int) error {
	if err := s.Start(); err != nil {
		return err
	}
	begun := time.Now()
	if err := s.Fill(keys, keyAt); err != nil {
		return err
	}
	f.load = time.Since(begun).Seconds()
	time.Sleep(settle)
	bytes, err := server.DiskBytes(s.DataDir())
	if err != nil {
		return err
	}
	f.disk = bytes / 1e6
	if f.loaded, err = memory(s.Pid(), "RssAnon"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), restartMax)
	defer cancel()
	if _, err = s.Terminate(ctx); err != nil {
		return err
	}
	if f.afterTerm, err = start(s, keys); err != nil {
		return err
	}
	time.Sleep(settle)
	if f.anonymous, err = memory(s.Pid(), "RssAnon"); err != nil {
		return err
	}
	if f.mapped, err = memory(s.Pid(), "RssFile"); err != nil {
		return err
	}
	if err = f.get(s, keys); err != nil {
		return err
	}
	s.Kill()
	f.afterKill, err = start(s, keys)
	return err
}

// keyAt is a key of 64 bytes. The order in which keys are written is not their order.
func keyAt(i int) string {
	return fmt.Sprintf("growth/%045d/%011d", uint32(i)*2654435761, i)
}

// start returns the seconds from the command to the first linearizable get that was answered, and holds that all keys
// are there.
func start(s *server.Server, keys int) (float64, error) {
	begun := time.Now()
	finished := make(chan error, 1)
	go func() { finished <- s.Start() }()
	// A client that finds nobody waits for a second before it tries again: so one is made when somebody listens.
	for !listens(s.Endpoint()) && time.Since(begun) < restartMax {
		time.Sleep(time.Millisecond)
	}
	client, err := s.Client()
	if err != nil {
		return 0, err
	}
	defer client.Close()
	if _, err = client.Get(context.Background(), keyAt(0)); err != nil {
		return 0, err
	}
	taken := time.Since(begun).Seconds()
	if err = <-finished; err != nil {
		return 0, err
	}
	answer, err := client.Get(context.Background(), "growth/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	if err != nil {
		return 0, err
	}
	if answer.Count != int64(keys) {
		return 0, fmt.Errorf("%d keys after a restart", answer.Count)
	}
	return taken, nil
}

func listens(endpoint string) bool {
	connection, err := net.Dial("tcp", endpoint)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}

// get asks for single keys, one after the other; the first half only warms up.
func (f *figures) get(s *server.Server, keys int) error {
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	var taken []float64
	for i := range 2 * getsTaken {
		begun := time.Now()
		answer, err := client.Get(context.Background(), keyAt(rand.IntN(keys)))
		if err != nil {
			return err
		}
		if len(answer.Kvs) != 1 {
			return fmt.Errorf("a key is missing")
		}
		if i >= getsTaken {
			taken = append(taken, time.Since(begun).Seconds()*1000)
		}
	}
	slices.Sort(taken)
	f.getMedianMillis = taken[len(taken)/2]
	f.getHundredthMillis = taken[len(taken)*99/100]
	return nil
}

// memory reads a line of /proc/<pid>/status, in megabytes.
func memory(pid int, name string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, name+":"); found {
			kibibytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kibibytes * 1024 / 1e6, err
		}
	}
	return 0, fmt.Errorf("no %s in the status of process %d", name, pid)
}
