// Package catalog knows which benchmarks have evaluators.
package catalog

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
)

// Tables is every table of evaluators, in the order of their benchmark ids.
func Tables() ([]rules.Table, error) {
	table, err := mke.Table()
	if err != nil {
		return nil, err
	}
	return []rules.Table{table}, nil
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
