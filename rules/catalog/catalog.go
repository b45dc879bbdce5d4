// Package catalog knows which benchmarks have evaluators.
package catalog

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/mke"
)

// Tables is every table of evaluators, in the order of their benchmark ids.
func Tables() ([]rules.Table, error) {
	var tables []rules.Table
	for _, read := range []func() (rules.Table, error){dockeree.Table, mke.Table} {
		table, err := read()
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// For is the table of a benchmark; one without rules when it has none.
func For(benchmark string) (rules.Table, error) {
	tables, err := Tables()
	if err != nil {
		return rules.Table{}, err
	}
	for _, t := range tables {
		if t.Benchmark == benchmark {
			return t, nil
		}
	}
	return rules.Table{Benchmark: benchmark}, nil
}
