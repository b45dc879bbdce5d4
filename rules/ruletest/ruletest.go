// Package ruletest runs tables of cases through one rule. It is used by tests
// alone.
//
//	ruletest.Run(t, mke.Rules, "CNTR-MK-000600",
//		ruletest.Row("overlay2", result.NotAFinding, "overlay2", facts.EngineInfo.Is(info)),
//		ruletest.Row("engine unknown", result.NotReviewed, "docker_engine.info: not collected"),
//	)
package ruletest

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// CheckText is the digest of the check text in every case, for attestations that
// are bound to it.
const CheckText = "0000000000000000000000000000000000000000000000000000000000000001"

// Now is the time of evaluation of every case that does not set its own.
var Now = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// Case is one row of a table.
type Case struct {
	name     string
	status   result.Status
	want     string
	settings []facts.Setting
}

// Row is one case: its name, the status wanted, a text that the details must
// hold, and the facts.
func Row(name string, status result.Status, want string, settings ...facts.Setting) Case {
	return Case{name, status, want, settings}
}

// Run judges every case with the rule called id, which must be in the table.
func Run(t *testing.T, table []rules.Rule, id string, cases ...Case) {
	t.Helper()
	rule, ok := rules.Table{Rules: table}.Find(id)
	require.True(t, ok, "%s is not in the table", id)
	require.NotEmpty(t, rule.Reading, "a rule says how it reads its check")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Helper()
			got := Judge(rule, c.settings...)
			text := result.Details(got)
			require.Equal(t, c.status, got.Status, "%s", text)
			// Lines are broken at blanks for people; a text wanted is one line.
			require.Contains(t, strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(c.want), " "))
			sound(t, got)
		})
	}
}

// Judge is the rule's result on the facts set, for a node called node1.example.mil.
func Judge(rule rules.Rule, settings ...facts.Setting) result.Result {
	s := facts.NewSnapshot(nil, nil, append([]facts.Setting{facts.AsOf(Now)}, settings...)...)
	s.Asset = "node1.example.mil"
	return rules.Judge(rule, &rules.Case{Snapshot: s, Rule: rule.ID, Scope: rule.Scope, CheckText: CheckText,
		Benchmark: rules.Texts{Check: "check text", Fix: "fix text"}})
}

// sound demands what every result must have, whatever its status.
func sound(t *testing.T, r result.Result) {
	t.Helper()
	require.NotEmpty(t, r.Reason)
	switch r.Status {
	case result.NotAFinding:
		require.Empty(t, r.Missing, "a pass lacks nothing")
		require.NotEmpty(t, r.Clauses, "a pass says what was looked at")
	case result.Open:
		require.NotEmpty(t, r.Clauses, "a finding names its offender")
		require.Equal(t, result.Violates, r.Clauses[0].Kind)
	}
}

// SSP is an ssp.yaml given as text; a text that is refused panics, as it is part
// of the test itself.
func SSP(text string) facts.Setting {
	ssp, err := facts.ReadSSP("ssp.yaml", []byte(text), fstest.MapFS{})
	if err != nil {
		panic(err)
	}
	return facts.WithSSP(ssp)
}

// Bundle is facts in the plain form of a bundle.
func Bundle(text string) facts.Setting {
	bundles, _, err := facts.ReadBundle("facts.json", []byte(text))
	if err != nil {
		panic(err)
	}
	return func(s *facts.Snapshot) {
		for _, b := range bundles {
			if b.Kind == facts.ClusterBundle {
				s.Cluster = b
			} else {
				s.Node = b
			}
		}
	}
}
