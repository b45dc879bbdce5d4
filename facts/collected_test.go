package facts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

func TestCollectedAt(t *testing.T) {
	at := time.Date(2026, 11, 20, 6, 5, 2, 0, time.UTC)
	s := facts.NewSnapshot(nil, nil, facts.TLS.Set(facts.Fact{State: facts.OK, Complete: true, At: at}))
	require.Equal(t, at, facts.CollectedAt(s, facts.TLS))
	require.Zero(t, facts.CollectedAt(s, facts.MSR), "a section that was never collected has no time")
}
