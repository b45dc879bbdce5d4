package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

func TestTables(t *testing.T) {
	tables, err := catalog.Tables()
	require.NoError(t, err)
	require.True(t, slices.IsSortedFunc(tables, func(a, b rules.Table) int { return strings.Compare(a.Benchmark, b.Benchmark) }))
	for _, table := range tables {
		seen := map[string]bool{}
		for _, r := range table.Rules {
			require.False(t, seen[r.ID], "%s is there twice", r.ID)
			seen[r.ID] = true
			require.NotEmpty(t, table.Texts[r.ID], "nothing could pass under %s", r.ID)
			found, ok := table.Find(r.ID)
			require.True(t, ok)
			require.Equal(t, r.Reading, found.Reading)
		}
	}
}

func TestFor(t *testing.T) {
	table, err := catalog.For("Mirantis_Kubernetes_Engine_STIG")
	require.NoError(t, err)
	require.NotEmpty(t, table.Rules)
	for _, other := range []string{"RHEL_9_STIG", "", "mirantis_kubernetes_engine_stig"} {
		table, err := catalog.For(other)
		require.NoError(t, err)
		require.Equal(t, rules.Table{Benchmark: other}, table)
	}
}
