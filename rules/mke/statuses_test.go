package mke_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Every rule is seen in every status it can take: Open, NotAFinding and Not_Reviewed all
// of them, Not_Applicable those that ask whether they apply.
func TestEveryStatus(t *testing.T) {
	in := input(t, "compliant")
	seen := map[string]map[result.Status]string{}
	for _, r := range in.Table.Rules {
		seen[r.ID] = map[result.Status]string{}
	}
	look := func(name string, site facts.Site, ssp *facts.SSP) {
		one := in
		one.Site, one.SSP = site, ssp
		assets, faults := rules.Evaluate(one)
		require.Empty(t, faults)
		for _, a := range assets {
			for _, r := range a.Results {
				if seen[r.STIGID][r.Status] == "" {
					seen[r.STIGID][r.Status] = name + " " + a.Name
				}
			}
		}
	}
	decided := readSSP(t, "ssp.yaml")
	weak := site(t, "noncompliant")
	look("compliant", in.Site, decided)
	look("noncompliant", weak, decided)
	look("undecided", weak, readSSP(t, "ssp-empty.yaml"))
	look("denied", denied(in.Site), decided)
	for _, name := range []string{"plain/node.json", "plain/cluster.json"} {
		look(name, plain(t, name), decided)
	}
	for _, c := range []struct{ name, bundle, ssp string }{
		{"windows", `{"node":{"node":{"windows":true},"docker_engine.info":{"OSType":"windows"}}}`, "schema: ssp/1"},
		{"ingress", `{"node":{"docker_engine.containers":[]},"cluster":{"mke_config":{"cluster_config":{"ingress_controller":{"enabled":true}}}}}`, "schema: ssp/1"},
		{"no registry", `{"cluster":{"mke_config":{"a":1}}}`, "msr: {in_use: false}"},
		{"told that it is off", `{"cluster":{"mke_config":{"a":1}}}`,
			"orchestrator: kubernetes\nattestations: [{rule: CNTR-MK-000980, key: pvc_durability_test, value: false, by: A, on: 2026-02-01, expires: 2027-02-01, evidence: e, assets: [cluster]}]"},
	} {
		ssp, err := facts.ReadSSP("ssp.yaml", []byte(c.ssp), nil)
		require.NoError(t, err)
		read, _, err := facts.ReadBundle("facts.json", []byte(c.bundle))
		require.NoError(t, err)
		s, _, err := facts.Assemble(read)
		require.NoError(t, err)
		look(c.name, s, ssp)
	}
	for _, r := range in.Table.Rules {
		want := []result.Status{result.Open, result.NotAFinding, result.NotReviewed}
		if r.NotApplicable.Needs != nil {
			want = append(want, result.NotApplicable)
		}
		for _, status := range want {
			_, saw := seen[r.ID][status]
			if !saw {
				t.Errorf("%s %s; seen: %s", r.ID, status, whereSeen(seen[r.ID]))
			}
		}
	}
}

func whereSeen(seen map[result.Status]string) string {
	var words []string
	for _, status := range slices.Sorted(maps.Keys(seen)) {
		words = append(words, status.String()+" on "+seen[status])
	}
	return strings.Join(words, ", ")
}

// denied is the site with every section refused.
func denied(s facts.Site) facts.Site {
	for _, section := range facts.Sections() {
		s = without(s, section.Name, facts.Denied)
	}
	return s
}

func plain(t *testing.T, name string) facts.Site {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared.Dir(t, "facts-samples", "bundles"), name))
	require.NoError(t, err)
	read, _, err := facts.ReadBundle(filepath.Base(name), data)
	require.NoError(t, err)
	s, _, err := facts.Assemble(read)
	require.NoError(t, err)
	return s
}
