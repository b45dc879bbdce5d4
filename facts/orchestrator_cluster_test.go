package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A swarm that refused its labels, or gave them in part, does not let ssp.yaml alone
// say what the cluster serves: Not_Applicable would rest on it.
func TestRefusedLabelsOutweighSSP(t *testing.T) {
	node := func(labels Maybe[map[string]string]) Maybe[[]SwarmNode] {
		return Some([]SwarmNode{{ID: "n1", Spec: SwarmNodeSpec{Labels: labels}}})
	}
	denied := Maybe[map[string]string]{State: Denied, Error: "403"}
	for _, row := range []struct {
		name    string
		swarm   Setting
		settled bool
	}{
		{"nobody tried", func(*Snapshot) {}, true},
		{"no list of nodes in the answer", Swarm.Is(SwarmObjects{}), true},
		{"nodes without a label", Swarm.Is(SwarmObjects{Nodes: node(Some(map[string]string{}))}), true},
		{"labels not collected", Swarm.Is(SwarmObjects{Nodes: node(Maybe[map[string]string]{})}), true},
		{"swarm denied", Swarm.Lacks(Denied, "403"), false},
		{"swarm failed", Swarm.Lacks(Failed, "timeout"), false},
		{"swarm partly collected", Swarm.Partly(SwarmObjects{Nodes: node(Some(map[string]string{}))}), false},
		{"nodes denied", Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: Denied, Error: "403"}}), false},
		{"nodes partly collected", Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: OK, Partial: true}}), false},
		{"labels denied", Swarm.Is(SwarmObjects{Nodes: node(denied)}), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, missing := Get(NewSnapshot(nil, nil, row.swarm, SSPOrchestrator.Is("swarm")), ClusterOrchestrator)
			require.Empty(t, missing)
			require.Equal(t, row.settled, o.Settled(), "%+v", o)
			if !row.settled {
				require.Equal(t, "swarm.nodes", o.Missing[0].Name)
			}
		})
	}
}

// The labels in a node's own bundle count for the cluster where its list of nodes is not
// given: ssp.yaml does not excuse what they name.
func TestLabelsOfBundlesCountForTheCluster(t *testing.T) {
	bundle := func(name string, f Fact) *Bundle {
		return &Bundle{Kind: NodeBundle, File: name, Facts: map[string]Fact{Node.Name: f, Containers.Name: ok([]Container{})}}
	}
	node := func(name string, labels Maybe[map[string]string]) *Bundle {
		return bundle(name, ok(NodeInfo{Hostname: name, SwarmNodeID: name, Labels: labels}))
	}
	with := func(kinds ...string) *Bundle { return node("node1", Some(labels(kinds...))) }
	listed := func(kinds ...string) Setting {
		return Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "node1", Spec: SwarmNodeSpec{Labels: Some(labels(kinds...))}}})})
	}
	worker := node("node2", Maybe[map[string]string]{})
	for _, row := range []struct {
		name     string
		said     string
		nodes    []*Bundle
		stale    *Bundle
		swarm    Setting
		want     Scheduler
		conflict string
	}{
		{name: "both labels on a manager", said: "swarm", nodes: []*Bundle{with("swarm", "kubernetes"), worker}, want: Mixed},
		{name: "the other label on a manager", said: "swarm", nodes: []*Bundle{with("kubernetes"), worker}, want: SwarmOnly, conflict: "the labels of a node name kubernetes"},
		{name: "one of each on two managers", said: "swarm", nodes: []*Bundle{with("kubernetes"), node("node3", Some(labels("swarm")))}, want: Mixed},
		{name: "the stated label on a manager", said: "swarm", nodes: []*Bundle{with("swarm"), worker}, want: SwarmOnly},
		{name: "labels that name none", said: "kubernetes", nodes: []*Bundle{with(), worker}, want: KubernetesOnly},
		{name: "refused labels", said: "swarm", nodes: []*Bundle{node("node1", Maybe[map[string]string]{State: Denied, Error: "403"})}, want: SchedulerUnknown},
		{name: "a refused node", said: "swarm", nodes: []*Bundle{bundle("node1", Fact{State: Denied, Error: "403"})}, want: SchedulerUnknown},
		{name: "a stale bundle", said: "swarm", nodes: []*Bundle{worker}, stale: with("swarm", "kubernetes"), want: Mixed},
		{name: "a stale bundle of a node that is listed", said: "swarm", nodes: []*Bundle{worker}, stale: with("swarm", "kubernetes"), swarm: listed("swarm"), want: SwarmOnly},
		{name: "a fresh bundle of a node that is listed", said: "swarm", nodes: []*Bundle{with("kubernetes")}, swarm: listed("swarm"), want: Mixed},
		{name: "one label, and nothing said", nodes: []*Bundle{with("swarm"), worker}, want: SchedulerUnknown},
	} {
		for _, head := range []bool{false, true} {
			set := []Setting{}
			if row.said != "" {
				set = append(set, SSPOrchestrator.Is(row.said))
			}
			if row.swarm != nil {
				set = append(set, row.swarm)
			}
			s := NewSnapshot(nil, nil, set...)
			held := func(b *Bundle) *Bundle {
				if head {
					return b.Head(func() (*Bundle, error) { return b, nil })
				}
				return b
			}
			for _, b := range row.nodes {
				s.Nodes = append(s.Nodes, held(b))
			}
			if row.stale != nil {
				s.Unseen = []MissingNode{held(row.stale).Unseen("too old")}
			}
			o, _ := Get(s, ClusterOrchestrator)
			require.Equal(t, row.want.String(), o.Scheduler.String(), "%s: %+v", row.name, o)
			require.Contains(t, o.Conflict, row.conflict, row.name)
			require.Equal(t, row.conflict == "", o.Conflict == "", "%s: %s", row.name, o.Conflict)
		}
	}
}

// The labels that the cluster's list gives a node are those of its head too.
func TestHeadsTakeLabelsFromTheList(t *testing.T) {
	node := &Bundle{Kind: NodeBundle, File: "n.json", Facts: map[string]Fact{Node.Name: ok(NodeInfo{Hostname: "node1", SwarmNodeID: "n1"})}}
	cluster := clusterOn("c.json", 0, swarmNode("n1", "node1", "ready", Some(labels("kubernetes"))))
	site, _, err := Assemble([]*Bundle{node, cluster})
	require.NoError(t, err)
	heads, _, err := Assemble([]*Bundle{node.Head(func() (*Bundle, error) { return node, nil }), cluster})
	require.NoError(t, err)
	require.Equal(t, Some(KubernetesOnly), site.Nodes[0].Peer().Serves)
	require.Equal(t, site.Nodes[0].Peer(), heads.Nodes[0].Peer())
}
