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
