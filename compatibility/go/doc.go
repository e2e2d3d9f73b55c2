// Package compatibility tests the packaged server from outside, with etcd's own Go client and command-line tool. With
// QUOIN=target/bin/etcd the same tests run against the real etcd: that is how they are known to ask for the right thing.
package compatibility
