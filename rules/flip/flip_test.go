package flip_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/flip"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/testdata"
)

// demo is the sample site; extra bundles, in the plain form, take the place of its own.
func demo(t *testing.T, extra ...string) (rules.Input, []rules.Asset) {
	t.Helper()
	root, err := fs.Sub(testdata.Demo, "demo")
	require.NoError(t, err)
	found, err := benchmark.Open(root, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml")
	require.NoError(t, err)
	var all []*facts.Bundle
	names, err := fs.Glob(root, "facts/*.json")
	require.NoError(t, err)
	if extra != nil {
		names = nil
	}
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		require.NoError(t, err)
		read, _, err := facts.ReadBundle(path.Base(name), data)
		require.NoError(t, err)
		all = append(all, read...)
	}
	for _, text := range extra {
		read, _, err := facts.ReadBundle("extra.json", []byte(text))
		require.NoError(t, err)
		all = append(all, read...)
	}
	site, _, err := facts.Assemble(all)
	require.NoError(t, err)
	data, err := fs.ReadFile(root, "ssp.yaml")
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", data, root)
	require.NoError(t, err)
	table, err := mke.Table()
	require.NoError(t, err)
	in := rules.Input{Benchmark: found[0], Table: table, Site: site, SSP: ssp, At: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)}
	assets, faults := rules.Evaluate(in)
	require.Empty(t, faults)
	return in, assets
}

func row(t *testing.T, a rules.Asset, id string) result.Result {
	t.Helper()
	for _, r := range a.Results {
		if r.STIGID == id {
			return r
		}
	}
	t.Fatalf("no row %s", id)
	return result.Result{}
}

func TestChanges(t *testing.T) {
	in, assets := demo(t)
	for _, c := range []struct {
		node int
		id   string
		want []string
	}{
		{0, "CNTR-MK-000940", []string{"mke_config.auth.sessions.lifetime_minutes: 10 in place of 60", "mke_config.auth.sessions.renewal_threshold_minutes: 0 in place of 20"}},
		{1, "CNTR-MK-000870", []string{`docker_engine.info.SecurityOptions: also "name=fips"`}},
		{1, "CNTR-MK-001160", []string{"docker_engine.containers[metrics-agent].inspect.HostConfig.ReadonlyRootfs: true in place of false"}},
		// what could not be told turns too: the container whose identity is not proven
		{0, "CNTR-MK-001160", []string{"docker_engine.containers[support-dump].inspect.HostConfig.ReadonlyRootfs: true in place of false"}},
	} {
		was := row(t, assets[c.node], c.id)
		answer := flip.Find(in, in.Site.Nodes[c.node], was)
		require.Equal(t, c.want, answer.Changes, c.id)
		require.Equal(t, result.NotAFinding, answer.To, c.id)
		require.Empty(t, answer.Left)
	}
}

// Whatever is said of any row: either it turns, or what is left is named; the facts are
// as they were, and the answer is the same again.
func TestEveryRow(t *testing.T) {
	in, assets := demo(t)
	turned := 0
	for i, a := range assets {
		before := in.Site.Nodes[i].Digest
		for _, r := range a.Results {
			if r.Status != result.Open {
				continue
			}
			answer := flip.Find(in, in.Site.Nodes[i], r)
			if len(answer.Changes) > 0 {
				turned++
				require.NotEqual(t, result.Open, answer.To, r.STIGID)
				require.Empty(t, answer.Left, r.STIGID)
			} else {
				require.NotEmpty(t, answer.Left, r.STIGID)
			}
			require.Equal(t, answer, flip.Find(in, in.Site.Nodes[i], r), r.STIGID)
		}
		require.Equal(t, before, in.Site.Nodes[i].Digest)
	}
	require.Greater(t, turned, 5)
	again, _ := rules.Evaluate(in)
	for i := range again {
		for k := range again[i].Results {
			require.Equal(t, assets[i].Results[k].Status, again[i].Results[k].Status)
		}
	}
}

// A finding that no value in its place can end is named, and nothing is claimed.
func TestNothingFound(t *testing.T) {
	in, assets := demo(t, `{"node":{"docker_engine.info":{"Driver":"aufs","SecurityOptions":[]}}}`)
	was := row(t, assets[0], "CNTR-MK-000600")
	require.Equal(t, result.Open, was.Status)
	answer := flip.Find(in, in.Site.Nodes[0], was)
	require.Equal(t, flip.Answer{Left: answer.Left}, answer)
	require.NotEmpty(t, answer.Left)
}

// Names of containers are data: brackets, dots and quotes in them lead nowhere else.
func TestHostileNames(t *testing.T) {
	in, assets := demo(t, `{"node":{"node":{"labels":{"com.docker.ucp.orchestrator.swarm":"true"}},"docker_engine.containers":[
		{"Id":"1","Names":["/a].inspect[b"],"State":"running","inspect":{"HostConfig":{"ReadonlyRootfs":false}}},
		{"Id":"2","Names":["/x.y"],"State":"running","inspect":{"HostConfig":{"ReadonlyRootfs":false}}}]}}`)
	answer := flip.Find(in, in.Site.Nodes[0], row(t, assets[0], "CNTR-MK-001160"))
	require.Empty(t, answer.Changes)
	require.Equal(t, []string{"a].inspect[b"}, answer.Left)
	require.Equal(t, []string{"docker_engine.containers[x.y].inspect.HostConfig.ReadonlyRootfs: true in place of false"}, answer.Gone)
}

func TestHolds(t *testing.T) {
	in, assets := demo(t)
	require.Equal(t, []string{"docker_engine.info: without it Not_Reviewed"}, flip.Holds(in, in.Site.Nodes[0], row(t, assets[0], "CNTR-MK-000870")))
}

// A rule that breaks on the changed facts has lost its findings, and confirms nothing.
func TestBrokenRule(t *testing.T) {
	in, assets := demo(t)
	was := row(t, assets[1], "CNTR-MK-000870")
	in.Table.Rules = slices.Clone(in.Table.Rules)
	for i := range in.Table.Rules {
		in.Table.Rules[i].Check = rules.FromCase(nil, func(*rules.Case) (rules.Verdict, []facts.Missing) { panic("broken") })
	}
	answer := flip.Find(in, in.Site.Nodes[1], was)
	require.Empty(t, answer.Changes)
	require.Empty(t, answer.Gone)
	require.NotEmpty(t, answer.Left)
	require.Empty(t, flip.Holds(in, in.Site.Nodes[1], was))
}

// decide is the demo's ssp.yaml, amended; with none the file decides nothing else.
func decide(t *testing.T, none bool) func([]facts.Amendment) (*facts.SSP, error) {
	root, err := fs.Sub(testdata.Demo, "demo")
	require.NoError(t, err)
	data, err := fs.ReadFile(root, "ssp.yaml")
	require.NoError(t, err)
	if none {
		data = nil
	}
	return func(more []facts.Amendment) (*facts.SSP, error) { return facts.AmendSSP("ssp.yaml", data, root, more) }
}

// What ssp.yaml could say is confirmed by judging again, is never a finding, and changes
// nothing that was given.
func TestDecisions(t *testing.T) {
	in, _ := demo(t)
	in.SSP = nil
	assets, _ := rules.Evaluate(in)
	amend := decide(t, true)
	found := map[string][]flip.Decision{}
	blank := 0
	for i, a := range assets {
		for _, r := range a.Results {
			if r.Status != result.Open && r.Status != result.NotReviewed {
				continue
			}
			all := flip.Decisions(in, in.Site.Nodes[i], r, amend)
			for _, d := range all {
				require.NotEqual(t, result.Open, d.To, r.STIGID)
				require.NotEqual(t, r.Status, d.To, r.STIGID)
				require.NotEmpty(t, d.Says)
				for _, said := range d.Says {
					require.NotContains(t, said, "to be filled in")
					if key, entry, ok := strings.Cut(said, ": also "); ok && strings.Contains(entry, "by: ,") {
						_, err := amend([]facts.Amendment{{Key: key, Value: entry, Add: true}})
						require.Error(t, err, "nobody has said it yet: %s", said)
						blank++
					}
				}
			}
			require.Equal(t, all, flip.Decisions(in, in.Site.Nodes[i], r, amend), r.STIGID)
			found[r.STIGID] = append(found[r.STIGID], all...)
		}
	}
	require.Nil(t, in.SSP)
	require.NotZero(t, blank)
	require.Contains(t, found["CNTR-MK-000310"][0].Says[0], "attestations: also {rule: CNTR-MK-000310, key: siem_no_data_alert, value: true, by: , on: , expires: , evidence: , ")
	require.Equal(t, result.NotAFinding, found["CNTR-MK-000310"][0].To)
	turned := 0
	for _, all := range found {
		turned += len(all)
	}
	require.Greater(t, turned, 5)
}

// A finding that no decision excuses has none, and a file that cannot be read decides
// nothing.
func TestNoDecision(t *testing.T) {
	in, assets := demo(t)
	was := row(t, assets[1], "CNTR-MK-000870")
	require.Equal(t, result.Open, was.Status)
	require.Empty(t, flip.Decisions(in, in.Site.Nodes[1], was, decide(t, false)))
	broken := func([]facts.Amendment) (*facts.SSP, error) { return nil, fs.ErrInvalid }
	in.SSP = nil
	assets, _ = rules.Evaluate(in)
	require.Empty(t, flip.Decisions(in, in.Site.Nodes[0], row(t, assets[0], "CNTR-MK-000310"), broken))
}
