package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"golang.org/x/net/http2"
	"google.golang.org/protobuf/proto"
	"quoin.io/compatibility/server"
)

const slowReaders = 4

// slowReaderBytesPerSecond is what one slow reader takes.
const slowReaderBytesPerSecond = 8 << 20

// readSlowly asks for everything with one Range and takes the answer slowly, as it comes from the socket: a gRPC client
// would keep all of it. It returns when the time is up or the answer ends.
func readSlowly(ctx context.Context, s *server.Server) (int64, error) {
	transport := &http2.Transport{
		AllowHTTP: true,
		DialTLSContext: func(ctx context.Context, network, address string, _ *tls.Config) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	defer transport.CloseIdleConnections()
	message, err := proto.Marshal(&etcdserverpb.RangeRequest{Key: []byte("costs/"), RangeEnd: []byte("costs0")})
	if err != nil {
		return 0, err
	}
	frame := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	url := "http://" + s.Endpoint() + "/etcdserverpb.KV/Range"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(append(frame, message...)))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	response, err := transport.RoundTrip(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if status := response.Header.Get("Grpc-Status"); status != "" {
		return 0, fmt.Errorf("status %s: %s", status, response.Header.Get("Grpc-Message"))
	}
	const tick = 10 * time.Millisecond
	var total int64
	for {
		n, err := io.CopyN(io.Discard, response.Body, slowReaderBytesPerSecond*int64(tick)/int64(time.Second))
		total += n
		if err != nil {
			return total, err
		}
		time.Sleep(tick)
	}
}

// besideSlowReaders measures puts while slow readers read everything, and what memory the server has at most.
func besideSlowReaders(s *server.Server, p *prober, duration time.Duration) (samples, int64, int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), duration)
	defer cancel()
	var readers sync.WaitGroup
	var mutex sync.Mutex
	var read int64
	var failure error
	p.take()
	for range slowReaders {
		readers.Go(func() {
			n, err := readSlowly(ctx, s)
			mutex.Lock()
			defer mutex.Unlock()
			read += n
			if err != nil && err != io.EOF && ctx.Err() == nil {
				failure = err
			}
		})
	}
	var rssMax int64
	for ctx.Err() == nil {
		rssMax = max(rssMax, residentBytes(s.Pid()))
		time.Sleep(100 * time.Millisecond)
	}
	readers.Wait()
	return p.take(), read, rssMax, failure
}

var residentLine = regexp.MustCompile(`RssAnon:\s*(\d+) kB`)

// residentBytes is what the process has in memory of its own, without the pages of files that it maps; 0 where nobody
// says (Linux only).
func residentBytes(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	match := residentLine.FindSubmatch(status)
	if match == nil {
		return 0
	}
	kilobytes, _ := strconv.ParseInt(string(match[1]), 10, 64)
	return kilobytes << 10
}
