package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

// sizes is how much there is to work on.
type sizes struct {
	keys      int
	versions  int
	slowBytes int
	seconds   int
}

// work is one part of the measurement, on a server of its own.
type work struct {
	name string
	does func(s *server.Server, size sizes, report func(row string, value float64)) error
}

var works = []work{
	{"ranges", ranges},
	{"compaction", compaction},
	{"defragment", defragment},
	{"txn-mixed", txnMixed},
	{"versions", versions},
	{"slow-readers", slowRanges},
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// ranges: what limited, counting and sorted ranges cost where there are many keys.
func ranges(s *server.Server, size sizes, report func(string, float64)) error {
	if err := put(s, size.keys, 256); err != nil {
		return err
	}
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	everything := clientv3.WithPrefix()
	tenThousand := clientv3.WithRange(keyAt(min(size.keys, 10_000)))
	newest := clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend)
	for _, r := range []struct {
		row     string
		key     string
		options []clientv3.OpOption
	}{
		{"limit 500", "costs/", []clientv3.OpOption{everything, clientv3.WithLimit(500)}},
		{"count only", "costs/", []clientv3.OpOption{everything, clientv3.WithCountOnly()}},
		{"newest by mod revision, limit 1, keys only", "costs/",
			[]clientv3.OpOption{everything, newest, clientv3.WithLimit(1), clientv3.WithKeysOnly()}},
		{"10 k keys, keys only", keyAt(0), []clientv3.OpOption{tenThousand, clientv3.WithKeysOnly()}},
		{"10 k keys, full", keyAt(0), []clientv3.OpOption{tenThousand}},
	} {
		taken, err := median(func() error {
			_, err := client.Get(context.Background(), r.key, r.options...)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", r.row, err)
		}
		report(r.row+", ms", milliseconds(taken))
	}
	taken, err := median(func() error {
		stream, err := client.GetStream(context.Background(), keyAt(0), tenThousand)
		if err != nil {
			return err
		}
		_, err = clientv3.GetStreamToGetResponse(stream)
		return err
	})
	report("10 k keys, RangeStream, ms", milliseconds(taken))
	return err
}

// compaction: all keys are written twice, then the first versions are compacted while others put.
func compaction(s *server.Server, size sizes, report func(string, float64)) error {
	for range 2 {
		if err := put(s, size.keys, 256); err != nil {
			return err
		}
	}
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	puts, quiet, err := probeQuietly(s, size)
	if err != nil {
		return err
	}

	current, err := client.Get(context.Background(), "costs/none")
	if err != nil {
		return err
	}
	start := time.Now()
	// Past the moment of the call the prober's own versions are garbage too, a few hundred.
	if _, err := client.Compact(context.Background(), current.Header.Revision, clientv3.WithCompactPhysical()); err != nil {
		return err
	}
	taken, err := untilShrunk(client, s.Endpoint(), start)
	if err != nil {
		return err
	}
	during := puts.take()
	if err := puts.stop(); err != nil {
		return err
	}
	report("compaction, s", taken.Seconds())
	report("put p99 quiet, ms", milliseconds(quiet.at(0.99)))
	report("put p99 while compacting, ms", milliseconds(during.at(0.99)))
	report("put p99 while compacting / quiet", float64(during.at(0.99))/float64(quiet.at(0.99)))
	report("put max while compacting, ms", milliseconds(during.at(1)))
	return nil
}

// defragment: half of the keys are deleted and compacted, then the store is rewritten while others put.
func defragment(s *server.Server, size sizes, report func(string, float64)) error {
	if err := put(s, size.keys, 256); err != nil {
		return err
	}
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	deleted, err := client.Delete(context.Background(), keyAt(0), clientv3.WithRange(keyAt(size.keys/2)))
	if err != nil {
		return err
	}
	_, err = client.Compact(context.Background(), deleted.Header.Revision, clientv3.WithCompactPhysical())
	if err != nil {
		return err
	}
	puts, quiet, err := probeQuietly(s, size)
	if err != nil {
		return err
	}
	start := time.Now()
	if _, err := client.Defragment(context.Background(), s.Endpoint()); err != nil {
		return err
	}
	taken := time.Since(start)
	if err := puts.stop(); err != nil { // those that it stopped have their answers now
		return err
	}
	during := puts.take()
	report("defragmentation, s", taken.Seconds())
	report("put max quiet, ms", milliseconds(quiet.at(1)))
	report("put p99 while defragmenting, ms", milliseconds(during.at(0.99)))
	report("put max while defragmenting, ms", milliseconds(during.at(1)))
	return nil
}

// untilShrunk waits until the size in use has not fallen for two seconds, and returns when it fell last.
func untilShrunk(client *clientv3.Client, endpoint string, start time.Time) (time.Duration, error) {
	last := time.Since(start)
	var lowest int64 = 1 << 62
	for time.Since(start)-last < 2*time.Second {
		status, err := client.Status(context.Background(), endpoint)
		if err != nil {
			return 0, err
		}
		if status.DbSizeInUse < lowest-(1<<20) {
			lowest = status.DbSizeInUse
			last = time.Since(start)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return last, nil
}

var perSecondLine = regexp.MustCompile(`Requests/sec:\s+([0-9.e+-]+)`)

// txnMixed: etcd's own tool, reads of 100 of 100,000 keys and writes in turn.
func txnMixed(s *server.Server, size sizes, report func(string, float64)) error {
	const keySpace = "--key-space-size=100000"
	if _, err := benchmark(s, "put", "--conns=10", "--clients=100", keySpace, "--sequential-keys", "--total=100000",
		"--key-size=8", "--val-size=8"); err != nil {
		return err
	}
	for _, clients := range []int{1, 8} {
		mixed := []string{"txn-mixed", "\x01", "--end-key=\xff", "--limit=100", keySpace,
			fmt.Sprint("--clients=", clients), fmt.Sprint("--conns=", clients)}
		rate, err := benchmark(s, append(mixed, "--total=200")...)
		if err != nil {
			return err
		}
		rate, err = benchmark(s, append(mixed, fmt.Sprint("--total=", max(200, int(rate)*size.seconds/2)))...)
		if err != nil {
			return err
		}
		report(fmt.Sprintf("txn-mixed, limit 100 of 100 k, %d clients, operations/s", clients), rate)
	}
	return nil
}

func benchmark(s *server.Server, arguments ...string) (float64, error) {
	tool, err := server.Tool("benchmark")
	if err != nil {
		return 0, err
	}
	start := time.Now()
	command := exec.Command(tool, append([]string{"--endpoints=" + s.Endpoint(), "--precise"}, arguments...)...)
	output, err := command.Output()
	if err != nil {
		return 0, fmt.Errorf("benchmark %v: %w", arguments, err)
	}
	// txn-mixed prints reads and writes apart: their rates are over the same time.
	var rate float64
	for _, line := range perSecondLine.FindAllSubmatch(output, -1) {
		one, err := strconv.ParseFloat(string(line[1]), 64)
		if err != nil {
			return 0, err
		}
		rate += one
	}
	if rate == 0 {
		return 0, fmt.Errorf("no rate in the output of benchmark after %v:\n%s", time.Since(start), output)
	}
	return rate, nil
}

// versions: puts of a key with a long history beside puts of a key with a short one, in turn.
func versions(s *server.Server, size sizes, report func(string, float64)) error {
	if err := putVersions(s, "long", size.versions); err != nil {
		return err
	}
	client, err := s.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	var long, short samples
	for i := range 6_000 {
		for _, key := range []string{"long", "short" + strconv.Itoa(i%64)} {
			start := time.Now()
			if _, err := client.Put(context.Background(), key, "value"); err != nil {
				return err
			}
			taken := time.Since(start)
			switch {
			case i < 1_000: // warm-up
			case key == "long":
				long = append(long, taken)
			default:
				short = append(short, taken)
			}
		}
	}
	report(fmt.Sprintf("put on a key with %d versions, p50 µs", size.versions), milliseconds(long.at(0.5))*1000)
	report("put on a fresh key, p50 µs", milliseconds(short.at(0.5))*1000)
	report("put, long history / fresh", float64(long.at(0.5))/float64(short.at(0.5)))
	return nil
}

// slowRanges: four clients read everything slowly, with one Range each, while others put.
func slowRanges(s *server.Server, size sizes, report func(string, float64)) error {
	const valueBytes = 16 << 10
	if err := put(s, size.slowBytes/valueBytes, valueBytes); err != nil {
		return err
	}
	puts, quiet, err := probeQuietly(s, size)
	if err != nil {
		return err
	}
	before := residentBytes(s.Pid())
	during, read, rssMax, err := besideSlowReaders(s, puts, 2*time.Duration(size.seconds)*time.Second)
	if err != nil {
		return err
	}
	if err := puts.stop(); err != nil {
		return err
	}
	report("put p99 quiet (big values stored), ms", milliseconds(quiet.at(0.99)))
	report(fmt.Sprintf("put p99 beside %d slow readers, ms", slowReaders), milliseconds(during.at(0.99)))
	report("put p99 beside slow readers / quiet", float64(during.at(0.99))/float64(quiet.at(0.99)))
	report("put max beside slow readers, ms", milliseconds(during.at(1)))
	report("slow readers took, MiB", float64(read>>20))
	report("memory before, without mapped files, MiB", float64(before>>20))
	report("memory beside slow readers, MiB", float64(rssMax>>20))
	return nil
}
