package main

import "fmt"

// The loads, as the table names them.
const (
	coldPut         = "put, 100 connections, 1000 clients, cold"
	manyPuts        = "put, 100 connections, 1000 clients"
	lonePut         = "put, 1 client"
	steadyPut       = "put, 5000 a second"
	linearizableGet = "get, linearizable, 100/1000"
	serializableGet = "get, serializable, 100/1000"
	emptyNode       = "empty node"
	manyKeys        = "1 M keys"
)

// The figures, as the table names them.
const (
	serverCPU         = "server CPU µs/op"
	perSecond         = "operations/s"
	p50               = "p50 ms"
	p99               = "p99 ms"
	p999              = "p99.9 ms"
	written           = "bytes written/op"
	others            = "others' CPU, % of the machine"
	firstGet          = "start to first get, s"
	resident          = "resident MB"
	residentAnonymous = "of it anonymous MB"
	residentMapped    = "of it mapped MB"
	loading           = "loading, s"
	disk              = "data directory MB"
	afterTerm         = "SIGTERM, start to first get, s"
	afterKill         = "SIGKILL, start to first get, s"
)

// goal is what a figure of Quoin's should be at most: as a fraction of etcd's in the same run, or in the row's unit.
// The zero value is no goal.
type goal struct {
	ratio  float64
	atMost float64
}

// row is one line of the table.
type row struct {
	load, figure, format string
	goal                 goal
}

func rows() []row {
	table := []row{
		{emptyNode, firstGet, "%.2f", goal{atMost: 1.0}},
		{emptyNode, resident, "%.0f", goal{atMost: 150}},
		{emptyNode, residentAnonymous, "%.0f", goal{}},
		{emptyNode, residentMapped, "%.0f", goal{}},
	}
	table = append(table, loadRows(coldPut, nil)...)
	table = append(table, loadRows(manyPuts, map[string]goal{serverCPU: {ratio: 0.30}})...)
	table = append(table, loadRows(lonePut, map[string]goal{p50: {ratio: 0.65}, written: {ratio: 0.9}})...)
	table = append(table, loadRows(steadyPut, map[string]goal{p999: {ratio: 0.6}})...)
	table = append(table, loadRows(linearizableGet, map[string]goal{serverCPU: {ratio: 0.20}})...)
	table = append(table, loadRows(serializableGet, map[string]goal{serverCPU: {ratio: 0.20}})...)
	return append(table,
		row{manyKeys, loading, "%.1f", goal{}},
		row{manyKeys, disk, "%.0f", goal{ratio: 0.9}},
		row{manyKeys, afterTerm, "%.2f", goal{ratio: 0.7}},
		row{manyKeys, afterKill, "%.2f", goal{ratio: 0.7}},
		row{manyKeys, resident, "%.0f", goal{ratio: 0.9}},
		row{manyKeys, residentAnonymous, "%.0f", goal{atMost: 400}},
		row{manyKeys, residentMapped, "%.0f", goal{}},
	)
}

// loadRows has what is measured of every load; a get writes nothing.
func loadRows(load string, goals map[string]goal) []row {
	var table []row
	for _, figure := range []struct{ name, format string }{
		{serverCPU, "%.1f"}, {perSecond, "%.0f"}, {p50, "%.3f"}, {p99, "%.2f"}, {p999, "%.2f"}, {written, "%.0f"},
		{others, "%.0f"},
	} {
		if figure.name == written && (load == linearizableGet || load == serializableGet) {
			continue
		}
		table = append(table, row{load, figure.name, figure.format, goals[figure.name]})
	}
	return table
}

// verdict says what the goal is and whether it was met; empty for none.
func (g goal) verdict(ours, ratio float64) string {
	switch {
	case g.ratio > 0:
		return fmt.Sprintf("≤ %.2fx %s", g.ratio, met(ratio <= g.ratio))
	case g.atMost > 0:
		return fmt.Sprintf("≤ %g %s", g.atMost, met(ours <= g.atMost))
	default:
		return ""
	}
}

func met(reached bool) string {
	if reached {
		return "met"
	}
	return "**missed**"
}
