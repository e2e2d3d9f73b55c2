package main

import (
	"fmt"
	"strings"
)

// table has a row for each figure, in the order in which they were first reported, and a column for each server.
type table struct {
	contenders []contender
	order      []string
	values     map[string][]float64
}

func newTable(contenders []contender) *table {
	return &table{contenders: contenders, values: map[string][]float64{}}
}

func (t *table) add(row string, contender int, value float64) {
	if t.values[row] == nil {
		t.values[row] = make([]float64, len(t.contenders))
		t.order = append(t.order, row)
	}
	t.values[row][contender] = value
}

func (t *table) markdown() string {
	var out strings.Builder
	out.WriteString("| Work |")
	for _, c := range t.contenders {
		fmt.Fprintf(&out, " %s |", c.name)
	}
	both := len(t.contenders) == 2
	if both {
		fmt.Fprintf(&out, " %s/%s |", t.contenders[1].name, t.contenders[0].name)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", strings.Count(out.String(), "|")-2) + "\n")
	for _, row := range t.order {
		fmt.Fprintf(&out, "| %s |", row)
		for _, value := range t.values[row] {
			fmt.Fprintf(&out, " %.2f |", value)
		}
		if both && t.values[row][0] != 0 {
			fmt.Fprintf(&out, " %.3f |", t.values[row][1]/t.values[row][0])
		} else if both {
			out.WriteString(" |")
		}
		out.WriteString("\n")
	}
	return out.String()
}
