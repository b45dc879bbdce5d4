package mke_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
)

type rule = rules.Rule

var judgedAt = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// site reads the bundles of one sample cluster.
func site(t testing.TB, name string) facts.Site {
	dir := shared.Dir(t, "facts-samples", "bundles", name)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	var all []*facts.Bundle
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		bundles, warnings, err := facts.ReadBundle(filepath.Base(f), data)
		require.NoError(t, err)
		require.Empty(t, warnings)
		all = append(all, bundles...)
	}
	s, warnings, err := facts.Assemble(all)
	require.NoError(t, err)
	require.Empty(t, warnings)
	return s
}

func readSSP(t testing.TB, name string) *facts.SSP {
	dir := shared.Dir(t, "facts-samples", "bundles")
	data, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	ssp, err := facts.ReadSSP(name, data, os.DirFS(dir))
	require.NoError(t, err)
	return ssp
}

func evaluate(t testing.TB, cluster, ssp string) []rules.Asset {
	table, err := mke.Table()
	require.NoError(t, err)
	assets, faults := rules.Evaluate(rules.Input{Benchmark: published(t)[1], Table: table, Site: site(t, cluster),
		SSP: readSSP(t, ssp), At: judgedAt, Tool: "stigwright test"})
	require.Empty(t, faults)
	return assets
}

// TestSampleClusters holds the evaluators to the statuses that the README of the
// sample bundles states for every rule and node.
func TestSampleClusters(t *testing.T) {
	expected := expectations(t)
	for column, cluster := range []string{"compliant", "noncompliant"} {
		assets := evaluate(t, cluster, "ssp.yaml")
		require.Len(t, assets, 3)
		for i, asset := range assets {
			require.Len(t, asset.Results, 44)
			for _, r := range asset.Results {
				if !r.Judged {
					require.Equal(t, result.NotReviewed, r.Status)
					continue
				}
				want := expected[r.STIGID][column]
				require.Equal(t, want[min(i, len(want)-1)], r.Status.String(), "%s %s\n%s", cluster, asset.Name, result.Details(r))
			}
		}
	}
}

var expectation = regexp.MustCompile(`(?m)^\| (CNTR-MK-\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|`)

// expectations is STIG ID to the statuses of the two clusters, one word for all
// nodes or one a node.
func expectations(t *testing.T) map[string][2][]string {
	text, err := os.ReadFile(shared.Dir(t, "facts-samples", "bundles", "README.md"))
	require.NoError(t, err)
	out := map[string][2][]string{}
	for _, m := range expectation.FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = [2][]string{words(m[2]), words(m[3])}
	}
	require.Len(t, out, 44)
	return out
}

func words(cell string) []string {
	var out []string
	for _, w := range strings.Split(cell, "·") {
		out = append(out, strings.TrimSpace(w))
	}
	return out
}

// Nothing may pass that needs the organisation where it has decided nothing, and
// every finding that needs no decision stays one.
func TestUndecidedOrganisation(t *testing.T) {
	with, without := evaluate(t, "noncompliant", "ssp.yaml"), evaluate(t, "noncompliant", "ssp-empty.yaml")
	for i := range with {
		for k, r := range without[i].Results {
			before := with[i].Results[k]
			if before.Status == result.Open {
				require.NotEqual(t, result.NotAFinding, r.Status, r.STIGID)
			}
			if r.Status == result.NotAFinding {
				require.Equal(t, result.NotAFinding, before.Status, r.STIGID)
			}
		}
	}
	node3 := map[string]result.Result{}
	for _, r := range without[2].Results {
		node3[r.STIGID] = r
	}
	for _, id := range []string{"CNTR-MK-000980", "CNTR-MK-000110", "CNTR-MK-000310"} {
		require.Equal(t, result.NotReviewed, node3[id].Status, id)
	}
}

// Dropping any one section of a bundle never makes a rule better.
func TestNoSilentPass(t *testing.T) {
	full := site(t, "compliant")
	ssp := readSSP(t, "ssp.yaml")
	table, err := mke.Table()
	require.NoError(t, err)
	bench := published(t)[1]
	judge := func(s facts.Site) []rules.Asset {
		assets, faults := rules.Evaluate(rules.Input{Benchmark: bench, Table: table, Site: s, SSP: ssp, At: judgedAt})
		require.Empty(t, faults)
		return assets
	}
	before := judge(full)
	for _, section := range facts.Sections() {
		for _, state := range []facts.State{facts.NotCollected, facts.Denied, facts.Failed, facts.Skipped} {
			after := judge(without(full, section.Name, state))
			for i := range after {
				for k, r := range after[i].Results {
					was := before[i].Results[k]
					if r.Status == was.Status {
						continue
					}
					if section.Name == "node" && was.Status == result.NotApplicable {
						continue // without labels ssp.yaml's "mixed" counts, and the node is judged
					}
					require.Equal(t, result.NotReviewed, r.Status, "%s without %s (%s)", r.STIGID, section.Name, state)
					require.NotEmpty(t, r.Missing, "%s without %s (%s)", r.STIGID, section.Name, state)
				}
			}
		}
	}
}

// without is the site with one section of every bundle in another state.
func without(s facts.Site, section string, state facts.State) facts.Site {
	cut := func(b *facts.Bundle) *facts.Bundle {
		c := *b
		c.Facts = map[string]facts.Fact{}
		for name, f := range b.Facts {
			c.Facts[name] = f
		}
		if _, ok := c.Facts[section]; ok {
			c.Facts[section] = facts.Fact{State: state, Error: "test"}
		}
		return &c
	}
	out := facts.Site{Cluster: cut(s.Cluster), MissingNodes: s.MissingNodes}
	for _, n := range s.Nodes {
		out.Nodes = append(out.Nodes, cut(n))
	}
	return out
}
