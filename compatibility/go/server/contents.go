package server

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	clientv3 "go.etcd.io/etcd/client/v3"
)

const (
	fillers   = 8
	opsPerTxn = 128 // what both servers allow by default
)

// Fill puts that many keys with values of 256 bytes, in transactions over several connections.
func (s *Server) Fill(keys int, keyAt func(int) string) error {
	value := strings.Repeat("v", 256)
	failures := make(chan error, fillers)
	var group sync.WaitGroup
	for filler := range fillers {
		client, err := s.Client()
		if err != nil {
			return err
		}
		defer client.Close()
		group.Go(func() {
			for from := filler * opsPerTxn; from < keys; from += fillers * opsPerTxn {
				var ops []clientv3.Op
				for i := from; i < min(keys, from+opsPerTxn); i++ {
					ops = append(ops, clientv3.OpPut(keyAt(i), value))
				}
				if _, err := client.Txn(context.Background()).Then(ops...).Commit(); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(failures)
	return <-failures
}

// DiskBytes is what the files below a directory take on disk, holes left out.
func DiskBytes(directory string) (float64, error) {
	var blocks int64
	err := filepath.WalkDir(directory, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			blocks += stat.Blocks
		}
		return nil
	})
	return float64(blocks) * 512, err
}
