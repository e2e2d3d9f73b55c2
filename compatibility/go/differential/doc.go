// Package differential sends one random sequence of key-value requests to two servers and compares every answer field
// by field. The sequence is a function of a seed and of the answers; a difference is reported with a shortened sequence
// that shows it on fresh servers.
//
// What may differ, and why:
//
//   - cluster id, member id and raft term of a header: they belong to the server.
//   - The order among pairs of equal sort value, and which of them a limit keeps: etcd's sort is not stable.
//   - The kind of space after "proto:" in the text for bytes that are no message: Go's library varies it by build.
//   - Where a stream is cut into chunks: what they are together is compared.
//
// What is not sent, and why:
//
//   - A transaction in which a put follows a deletion of an open range (end "\0") that holds its key. etcd's duplicate
//     rule overlooks it. With an ignore flag etcd panics, and again at each start; without one the first read of that
//     revision after its compaction ends etcd.
//   - A stream of a range with a sort target but no sort order: etcd accepts it, sorts each chunk by itself and goes on
//     behind the key that came last, so it leaves keys out. Quoin sends them all, in the order of keys.
//   - Bytes that are no message and hold a varint of five bytes or more: Go's library refuses a number wider than its
//     field, others drop the bits beyond.
package differential
