package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// A section that was looked at and of which nothing is known is not called ok.
func TestLackingEntries(t *testing.T) {
	none := facts.Maybe[bool]{State: facts.Failed, Error: "no auditctl"}
	for name, c := range map[string]struct {
		value any
		n     int
		first string
	}{
		"whole":     {facts.AuditLog{AuditdActive: facts.Some(true)}, 0, ""},
		"error":     {facts.AuditLog{AuditdActive: none}, 1, "auditd_active: no auditctl"},
		"absent":    {map[string]facts.Maybe[bool]{"/x": {State: facts.Absent}}, 0, ""},
		"two":       {map[string]facts.Maybe[bool]{"/a/b": {State: facts.Denied}, "/x": none}, 2, "/a/b"},
		"partial":   {[]any{1, map[string]any{"a": facts.Maybe[bool]{State: facts.OK, Partial: true}}}, 1, "1.a"},
		"as a text": {[]string{"$error", "$denied"}, 0, ""},
		"a value":   {map[string]string{"x": "$error"}, 0, ""},
	} {
		n, first := lackingIn(facts.Fact{State: facts.OK, Value: c.value})
		require.Equal(t, c.n, n, name)
		require.Equal(t, c.first, first, name)
	}
	n, _ := lackingIn(facts.Fact{State: facts.Failed})
	require.Zero(t, n)
}
