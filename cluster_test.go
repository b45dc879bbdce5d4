package stigwright_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
	"github.com/stigwright/stigwright/internal/fakecluster"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
)

// sampleCluster is a cluster of the sample bundles: what was collected from it once, and
// servers that give the same.
type sampleCluster struct {
	name     string
	original []byte // of the cluster
	sections map[string]any
	nodes    []*facts.Bundle
	lists    map[string][]any // containers by Swarm node id, as JSON
	fake     *fakecluster.Cluster
}

func serveSample(t testing.TB, name string) *sampleCluster {
	s := &sampleCluster{name: name, sections: map[string]any{}, lists: map[string][]any{}, original: shared.Read(t, "facts-samples", "bundles", name, "cluster.json")}
	for section, value := range sectionValues(t, s.original) {
		s.sections[section] = value
	}
	for _, file := range []string{"node1.json", "node2.json", "node3.json"} {
		data := shared.Read(t, "facts-samples", "bundles", name, file)
		bundles, _, err := facts.ReadBundle(file, data)
		require.NoError(t, err)
		s.nodes = append(s.nodes, bundles...)
		values := sectionValues(t, data)
		node, _ := values["node"].(map[string]any)
		id, _ := node["swarm_node_id"].(string)
		s.lists[id], _ = values["docker_engine.containers"].([]any)
	}
	s.fake = fakecluster.Start(t, s.sections, s.lists)
	return s
}

func sectionValues(t testing.TB, data []byte) map[string]any {
	var b struct {
		Sections map[string]struct{ Value any }
	}
	require.NoError(t, json.Unmarshal(data, &b))
	out := map[string]any{}
	for name, f := range b.Sections {
		out[name] = f.Value
	}
	return out
}

// asking is the collection of a cluster with a name and a password.
func asking(t testing.TB, fake *fakecluster.Cluster, password string) *collect.Cluster {
	c := &collect.Cluster{Now: fakecluster.Now, Account: fakecluster.User, MSRAccount: fakecluster.User}
	at := collect.Access{CA: fake.Issuer.Pool(), Username: fakecluster.User, Password: password, Now: fakecluster.Now}
	var err error
	at.URL = fake.MKE.URL
	c.MKE, err = collect.NewMKE(at)
	require.NoError(t, err)
	at.Name, at.URL = "msr", fake.MSR.URL
	c.MSR, err = collect.NewAPI(at)
	require.NoError(t, err)
	at.Name, at.URL = "kubernetes", fake.Kube.URL
	c.Kube, err = collect.NewAPI(at)
	require.NoError(t, err)
	return c
}

// collected is a collection as its file says, which holds no secret.
func collected(t testing.TB, c *collect.Cluster) *facts.Bundle {
	got := c.Collect(t.Context())
	text, err := facts.WriteBundle(got.Node)
	require.NoError(t, err)
	noCanary(t, string(text))
	require.NotContains(t, fmt.Sprint(got.Warnings), fakecluster.Canary)
	bundles, _, err := facts.ReadBundle("cluster.json", text)
	require.NoError(t, err)
	require.Len(t, bundles, 1)
	return bundles[0]
}

// noCanary fails where a secret got through, and says where without printing all.
func noCanary(t testing.TB, text string) {
	t.Helper()
	if at := strings.Index(text, fakecluster.Canary); at >= 0 {
		t.Fatalf("a secret got through: %s", text[max(0, at-300):min(len(text), at+100)])
	}
}

// elsewhere is the sections that no interface gives as the samples have them: they stay
// as they were collected once.
var elsewhere = []string{facts.ClientBundle.Name, facts.ImageTrust.Name, facts.TLS.Name, facts.MKEPrelogonObserved.Name, facts.MKEVersion.Name}

// judge evaluates the sample's nodes with the cluster as it was collected now.
func (s *sampleCluster) judge(t testing.TB, now *facts.Bundle) map[string]result.Status {
	bundles, _, err := facts.ReadBundle("cluster.json", s.original)
	require.NoError(t, err)
	cluster := bundles[0]
	for name := range cluster.Facts {
		keep := false
		for _, other := range elsewhere {
			keep = keep || name == other
		}
		if !keep {
			cluster.Facts[name] = now.Facts[name]
		}
	}
	if m, ok := now.Facts[facts.MSR.Name].Value.(facts.Registry); ok {
		before := bundleValue(t, s.original, facts.MSR.Name)
		version, _ := before["version"].(string)
		address, _ := before["address"].(string)
		m.Version = facts.Some(version) // MSR does not tell it
		m.Address = facts.Some(address) // it is served here under another name than MKE knows it by
		f := cluster.Facts[facts.MSR.Name]
		f.Value = m
		cluster.Facts[facts.MSR.Name] = f
	}
	return s.verdicts(t, cluster)
}

func bundleValue(t testing.TB, data []byte, section string) map[string]any {
	v, _ := sectionValues(t, data)[section].(map[string]any)
	return v
}

func (s *sampleCluster) verdicts(t testing.TB, cluster *facts.Bundle) map[string]result.Status {
	site, _, err := facts.Assemble(append([]*facts.Bundle{cluster}, s.nodes...))
	require.NoError(t, err)
	table, err := mke.Table()
	require.NoError(t, err)
	dir := shared.Dir(t, "facts-samples", "bundles")
	data, err := os.ReadFile(dir + "/ssp.yaml")
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", data, os.DirFS(dir))
	require.NoError(t, err)
	assets, faults := rules.Evaluate(rules.Input{Benchmark: mkeBenchmark(t), Table: table, Site: site, SSP: ssp,
		At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)})
	require.Empty(t, faults)
	out := map[string]result.Status{}
	for _, a := range assets {
		for _, r := range a.Results {
			out[a.Name+" "+r.STIGID] = r.Status
		}
	}
	return out
}

func mkeBenchmark(t testing.TB) *benchmark.Benchmark {
	t.Helper()
	found, err := benchmark.OpenBytes("V2R1.zip", shared.Read(t, "corpus", "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"))
	require.NoError(t, err)
	return found[0]
}

// TestCollectedClusterIsJudgedAsTheSample holds that a cluster which is asked again
// gives the facts it gave once, and the same verdict for every rule on every node.
func TestCollectedClusterIsJudgedAsTheSample(t *testing.T) {
	for _, name := range []string{"compliant", "noncompliant"} {
		t.Run(name, func(t *testing.T) {
			s := serveSample(t, name)
			now := collected(t, asking(t, s.fake, fakecluster.Password))
			require.Empty(t, s.fake.Wrong())
			require.Equal(t, "mke-admin", now.Provenance.Privilege)
			bundles, _, err := facts.ReadBundle("cluster.json", s.original)
			require.NoError(t, err)
			for section := range bundles[0].Facts {
				if section != facts.ClientBundle.Name && section != facts.ImageTrust.Name && section != facts.MKEPrelogonObserved.Name {
					f := now.Facts[section]
					require.Equal(t, facts.OK, f.State, "%s: %s", section, f.Error)
					require.True(t, f.Complete, "%s: %s", section, f.Error)
				}
			}
			want := s.verdicts(t, bundles[0])
			for rule, status := range want {
				// The fake has other providers beside the sample's, whose secrets must be masked.
				if strings.HasSuffix(rule, " CNTR-MK-000030") && status == result.NotAFinding {
					want[rule] = result.NotReviewed
				}
			}
			require.Equal(t, want, s.judge(t, now))
		})
	}
}

// TestNothingTakenAwayMakesARuleBetter breaks each path of the servers, each in another
// way, and holds that no rule passes, or no longer applies, that did not before.
func TestNothingTakenAwayMakesARuleBetter(t *testing.T) {
	shared.Long(t)
	breaks := []http.HandlerFunc{
		fakecluster.Status(500), fakecluster.Status(403), fakecluster.Status(404), says(`{}`), says(`null`),
		says(`{"items":[],"kind":"ThingList","registries":null}`), says("<html>"), says(`{"items":[{}],"accounts":[{}],"members":[{}],"grants":[{}]}`),
	}
	for turn, name := range []string{"compliant", "noncompliant"} {
		s := serveSample(t, name)
		before := s.judge(t, collected(t, asking(t, s.fake, fakecluster.Password)))
		require.NotEmpty(t, before)
		worse := 0
		for i, path := range s.fake.Paths() {
			if strings.Contains(path, "/containers/") && i%7 != 0 {
				continue // one container is like the other
			}
			s.fake.Break(path, breaks[(i+3*turn)%len(breaks)])
			after := s.judge(t, collected(t, asking(t, s.fake, fakecluster.Password)))
			for row, was := range before {
				if is := after[row]; is != was {
					worse++
				} else {
					continue
				}
				if is := after[row]; was == result.Open || was == result.NotReviewed {
					require.NotEqual(t, result.NotAFinding, is, "%s: %s: was %s", path, row, was)
					require.NotEqual(t, result.NotApplicable, is, "%s: %s: was %s", path, row, was)
				}
			}
			s.fake.Mend()
		}
		require.NotZero(t, worse, "nothing that was taken away was missed")
		require.Empty(t, s.fake.Wrong())
	}
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}
