package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

const steadyConnections = 10

// steady puts at a fixed rate, whatever the answers do: a put's latency counts from when it was due, so that those who
// would have come during a stall are not left out.
type steady struct {
	perSecond int
	warm      time.Duration
	lasting   time.Duration
}

func (l steady) String() string {
	return fmt.Sprintf("%s after %s, %d connections, each put when it is due", l.lasting, l.warm, steadyConnections)
}

func (l steady) warmUp(s *server.Server) error {
	_, err := l.put(s, l.warm)
	return err
}

func (l steady) run(s *server.Server) (latencies, error) {
	return l.put(s, l.lasting)
}

func (l steady) put(s *server.Server, lasting time.Duration) (latencies, error) {
	clients := make([]*clientv3.Client, steadyConnections)
	for i := range clients {
		client, err := s.Client()
		if err != nil {
			return latencies{}, err
		}
		defer client.Close()
		if _, err := client.Get(context.Background(), rangeKey); err != nil { // connects
			return latencies{}, err
		}
		clients[i] = client
	}
	total := max(1, int(lasting.Seconds()*float64(l.perSecond)))
	taken := make([]time.Duration, total)
	failures := make([]error, total)
	value := strings.Repeat("v", 256)
	var puts sync.WaitGroup
	begun := time.Now()
	for i := range total {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(l.perSecond))
		time.Sleep(time.Until(due))
		key := fmt.Sprintf("%016d", rand.IntN(100_000))
		puts.Go(func() {
			_, failures[i] = clients[i%steadyConnections].Put(context.Background(), key, value)
			taken[i] = time.Since(due)
		})
	}
	puts.Wait()
	elapsed := time.Since(begun)
	for _, err := range failures {
		if err != nil {
			return latencies{}, err
		}
	}
	slices.Sort(taken)
	return latencies{
		operations: total,
		perSecond:  float64(total) / elapsed.Seconds(),
		p50:        quantile(taken, 0.5),
		p99:        quantile(taken, 0.99),
		p999:       quantile(taken, 0.999),
	}, nil
}

// quantile of sorted times, in seconds.
func quantile(sorted []time.Duration, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Seconds()
}
