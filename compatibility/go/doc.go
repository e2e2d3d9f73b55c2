// Package compatibility tests the packaged server from outside, with etcd's own Go client and command-line tool. With
// QUOIN=$PWD/target/bin/etcd ./run-go-tests the same tests run against the real etcd: that is how they are known to ask
// for the right thing.
package compatibility
