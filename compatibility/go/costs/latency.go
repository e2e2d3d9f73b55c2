package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

// samples are latencies, sorted once they are complete.
type samples []time.Duration

func (s samples) at(quantile float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	slices.Sort(s)
	return s[min(len(s)-1, int(quantile*float64(len(s))))]
}

const (
	warmUp         = 4 * time.Second // a server that compiles while it runs has done so by then
	measuring      = 4 * time.Second
	repetitionsMin = 15
	repetitionsMax = 500
)

// median calls f for a while to warm up, then for a while to measure, and returns the median.
func median(f func() error) (time.Duration, error) {
	if _, err := repeat(3, warmUp, f); err != nil {
		return 0, err
	}
	taken, err := repeat(repetitionsMin, measuring, f)
	return taken.at(0.5), err
}

// repeat calls f until the time is up, at least so many times and repetitionsMax times at most.
func repeat(least int, duration time.Duration, f func() error) (samples, error) {
	var taken samples
	for begun := time.Now(); len(taken) < least || time.Since(begun) < duration && len(taken) < repetitionsMax; {
		start := time.Now()
		if err := f(); err != nil {
			return nil, err
		}
		taken = append(taken, time.Since(start))
	}
	return taken, nil
}

// putsPerSecond is the rate of the puts whose latency shows what other work does to others.
const putsPerSecond = 300

// prober puts at a fixed rate. A put's latency counts from when it was due, so that a stall is not left out.
type prober struct {
	mutex   sync.Mutex
	taken   samples
	failed  int
	cancel  context.CancelFunc
	stopped sync.WaitGroup
	client  *clientv3.Client
}

func startProber(s *server.Server) (*prober, error) {
	client, err := s.Client()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &prober{cancel: cancel, client: client}
	p.stopped.Go(func() { p.run(ctx) })
	return p, nil
}

// probeQuietly starts a prober and returns what its puts took once the load's last commits and the server's warm-up for
// lone puts were over, and nothing else was done.
func probeQuietly(s *server.Server, size sizes) (*prober, samples, error) {
	puts, err := startProber(s)
	if err != nil {
		return nil, nil, err
	}
	time.Sleep(5 * time.Second)
	puts.take()
	time.Sleep(time.Duration(size.seconds) * time.Second)
	return puts, puts.take(), nil
}

func (p *prober) run(ctx context.Context) {
	const interval = time.Second / putsPerSecond
	due := time.Now()
	var puts sync.WaitGroup
	for i := 0; ctx.Err() == nil; i++ {
		time.Sleep(time.Until(due))
		start := due
		puts.Go(func() {
			_, err := p.client.Put(context.Background(), fmt.Sprintf("prober/%d", i%1000), "0123456789abcdef")
			taken := time.Since(start)
			p.mutex.Lock()
			defer p.mutex.Unlock()
			p.taken = append(p.taken, taken)
			if err != nil {
				p.failed++
			}
		})
		due = due.Add(interval)
	}
	puts.Wait()
}

// take returns the latencies since it was last called.
func (p *prober) take() samples {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	taken := p.taken
	p.taken = nil
	return taken
}

func (p *prober) stop() error {
	p.cancel()
	p.stopped.Wait()
	p.client.Close()
	if p.failed > 0 {
		return fmt.Errorf("%d puts failed", p.failed)
	}
	return nil
}
