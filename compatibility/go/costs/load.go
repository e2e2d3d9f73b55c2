package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	clientv3 "go.etcd.io/etcd/client/v3"
	"quoin.io/compatibility/server"
)

// opsPerTxn is what both servers allow by default.
const opsPerTxn = 128

const loaders = 8

// keyAt is a key of 64 bytes; its order is that of i.
func keyAt(i int) string {
	return fmt.Sprintf("%-52s%012d", "costs/", i)
}

// put writes keys [0, keys), each once, with values of that size; a key-revision each.
func put(s *server.Server, keys, valueBytes int) error {
	value := strings.Repeat("v", valueBytes)
	perTxn := min(opsPerTxn, max(1, (1<<20)/(valueBytes+100)))
	return parallel(s, (keys+perTxn-1)/perTxn, func(ctx context.Context, client *clientv3.Client, batch int) error {
		var ops []clientv3.Op
		for i := batch * perTxn; i < min(keys, (batch+1)*perTxn); i++ {
			ops = append(ops, clientv3.OpPut(keyAt(i), value))
		}
		_, err := client.Txn(ctx).Then(ops...).Commit()
		return err
	})
}

// putVersions gives one key so many versions.
func putVersions(s *server.Server, key string, versions int) error {
	const clients = 200
	each := (versions + clients - 1) / clients
	c, err := s.Client()
	if err != nil {
		return err
	}
	defer c.Close()
	var group sync.WaitGroup
	errs := make(chan error, clients)
	for range clients {
		group.Go(func() {
			for range each {
				if _, err := c.Put(context.Background(), key, "value"); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	group.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// parallel does pieces of work [0, pieces) on a few connections.
func parallel(s *server.Server, pieces int, work func(context.Context, *clientv3.Client, int) error) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	next := make(chan int)
	var group sync.WaitGroup
	for range loaders {
		client, err := s.Client()
		if err != nil {
			return err
		}
		defer client.Close()
		group.Go(func() {
			for piece := range next {
				if err := work(ctx, client, piece); err != nil {
					cancel(err)
				}
			}
		})
	}
	for piece := 0; piece < pieces && ctx.Err() == nil; piece++ {
		next <- piece
	}
	close(next)
	group.Wait()
	return context.Cause(ctx)
}
