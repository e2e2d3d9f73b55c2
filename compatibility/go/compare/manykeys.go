package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

// startDeadline bounds a restart with many keys.
const startDeadline = 2 * time.Minute

// withManyKeys loads a server and measures what its data take, and how fast it is back after SIGTERM and after SIGKILL.
func withManyKeys(s *server.Server, keys int, report report) error {
	if err := s.Start(); err != nil {
		return err
	}
	begun := time.Now()
	if err := s.Fill(keys, keyAt); err != nil {
		return err
	}
	report(manyKeys, loading, time.Since(begun).Seconds())
	time.Sleep(2 * time.Second) // both flush their backend behind the answers, in less than that
	bytes, err := server.DiskBytes(s.DataDir())
	if err != nil {
		return err
	}
	report(manyKeys, disk, bytes/1e6)
	ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
	defer cancel()
	if _, err := s.Terminate(ctx); err != nil {
		return err
	}
	taken, err := startToFirstGet(s)
	if err != nil {
		return err
	}
	report(manyKeys, afterTerm, taken.Seconds())
	time.Sleep(3 * time.Second) // as above, for memory
	if err := reportMemory(s, manyKeys, report); err != nil {
		return err
	}
	s.Kill()
	if taken, err = startToFirstGet(s); err != nil {
		return err
	}
	report(manyKeys, afterKill, taken.Seconds())
	return verifyCount(s, keys)
}

func keyAt(i int) string { return fmt.Sprintf("%016d", i) }

// verifyCount holds that what was measured was a server with all its keys.
func verifyCount(s *server.Server, keys int) error {
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	answer, err := client.Get(context.Background(), "\x00", clientv3.WithFromKey(), clientv3.WithCountOnly())
	if err != nil {
		return err
	}
	if answer.Count != int64(keys) {
		return fmt.Errorf("%d keys after two restarts instead of %d", answer.Count, keys)
	}
	return nil
}

// startToFirstGet starts the command and returns the time until a linearizable get was answered. A client that finds
// nobody at first would wait for a second before it tried again, so the door is knocked at first.
func startToFirstGet(s *server.Server) (time.Duration, error) {
	begun := time.Now()
	if err := s.Launch(); err != nil {
		return 0, err
	}
	for !answersAtAll(s.Endpoint()) {
		if time.Since(begun) > startDeadline || !s.Alive() {
			return 0, fmt.Errorf("does not start:\n%s", strings.Join(server.Tail(s.Lines(), 10), "\n"))
		}
		time.Sleep(time.Millisecond)
	}
	client, err := s.Client()
	if err != nil {
		return 0, err
	}
	defer client.Close()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), startDeadline)
		_, err := client.Get(ctx, keyAt(0))
		cancel()
		if err == nil {
			return time.Since(begun), nil
		}
		if time.Since(begun) > startDeadline {
			return 0, err
		}
		time.Sleep(time.Millisecond)
	}
}

func answersAtAll(endpoint string) bool {
	connection, err := net.Dial("tcp", endpoint)
	if err != nil {
		return false
	}
	connection.Close()
	return true
}
