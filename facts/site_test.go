package facts

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

func day(n int) time.Time { return time.Date(2026, 11, n, 6, 0, 0, 0, time.UTC) }

// nodeOn is a node bundle collected on a day of November 2026; day 0 is timeless.
func nodeOn(file, id, name string, at int, facts ...func(map[string]Fact)) *Bundle {
	b := &Bundle{Kind: NodeBundle, File: file, ClusterID: "c1", Digest: file, Timeless: at == 0, Facts: map[string]Fact{}}
	if at > 0 {
		b.Provenance.FinishedAt = day(at)
	}
	b.Facts[Node.Name] = ok(NodeInfo{Hostname: name, SwarmNodeID: id})
	for _, f := range facts {
		f(b.Facts)
	}
	return b
}

func ok(v any) Fact { return Fact{State: OK, Complete: true, Value: v} }

func clusterOn(file string, at int, nodes ...SwarmNode) *Bundle {
	b := nodeOn(file, "", "", at)
	b.Kind = ClusterBundle
	b.Facts = map[string]Fact{Swarm.Name: ok(SwarmObjects{Nodes: Some(nodes)})}
	return b
}

func swarmNode(id, name, state string, labels Maybe[map[string]string]) SwarmNode {
	return SwarmNode{ID: id, Description: SwarmNodeDescription{Hostname: name},
		Status: SwarmNodeStatus{State: state}, Spec: SwarmNodeSpec{Labels: labels}}
}

func TestAssembleSamples(t *testing.T) {
	var bundles []*Bundle
	for _, name := range []string{"node3.json", "cluster.json", "node1.json", "node2.json"} {
		b, _ := readShared(t, "noncompliant", name)
		bundles = append(bundles, b...)
	}
	site, warnings, err := Assemble(bundles)
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Empty(t, site.MissingNodes)
	var names []string
	for _, b := range site.Nodes {
		asset, fallback := b.Asset()
		require.False(t, fallback)
		require.Len(t, asset.IPs, 1)
		require.Len(t, asset.MACs, 1)
		names = append(names, asset.Name)
	}
	require.Equal(t, []string{"node1.mke.example.mil", "node2.mke.example.mil", "node3.mke.example.mil"}, names)
	require.Equal(t, NotCollected, bundles[3].Facts[Node.Name].Value.(NodeInfo).Labels.State, "the bundle given is not changed")
	require.Equal(t, "true", site.Nodes[1].Facts[Node.Name].Value.(NodeInfo).Labels.Value["com.docker.ucp.orchestrator.swarm"], "a worker's labels come from the managers")
	asset, fallback := site.Cluster.Asset()
	require.Equal(t, Asset{Name: "60hq78ag48a5tb4bqabi7u3g0", FQDN: "mke.example.mil"}, asset, "never the host that ran the collector")
	require.False(t, fallback)

	site, _, err = Assemble(bundles[:2])
	require.NoError(t, err)
	require.Equal(t, []string{"yx8bbifldcsegi5c40e674qst", "za4le2lbxkia0rigl65pts1hd"}, []string{site.MissingNodes[0].ID, site.MissingNodes[1].ID})
	require.Equal(t, "node2.mke.example.mil", site.MissingNodes[0].Hostname)
}

func TestAssembleRules(t *testing.T) {
	none := Maybe[map[string]string]{}
	other := clusterOn("other.json", 20)
	other.ClusterID = "c2"
	same := nodeOn("same.json", "n1", "a", 18)
	same.Digest = "a18.json"
	for _, row := range []struct {
		name     string
		bundles  []*Bundle
		files    []string
		warnings []string
		err      string
	}{
		{"nothing", nil, nil, nil, ""},
		{"sorted by name", []*Bundle{nodeOn("b.json", "n2", "b", 20), nodeOn("a.json", "n1", "a", 20)}, []string{"a.json", "b.json"}, nil, ""},
		{"newest wins", []*Bundle{nodeOn("a18.json", "n1", "a", 18), nodeOn("a20.json", "n1", "a", 20), nodeOn("a19.json", "n1", "a", 19)}, []string{"a20.json"},
			[]string{"a20.json and a18.json are both of a: the newer is used, of 2026-11-20T06:00:00Z", "a20.json and a19.json are both of a: the newer is used, of 2026-11-20T06:00:00Z"}, ""},
		{"newest cluster wins", []*Bundle{clusterOn("c20.json", 20), clusterOn("c18.json", 18)}, nil,
			[]string{"c20.json and c18.json are both of c1: the newer is used, of 2026-11-20T06:00:00Z"}, ""},
		{"the same file twice", []*Bundle{nodeOn("a18.json", "n1", "a", 18), same}, []string{"a18.json"}, []string{"a18.json and same.json are the same bundle; the first is used"}, ""},
		{"newer cannot be told", []*Bundle{nodeOn("a18.json", "n1", "a", 18), nodeOn("a0.json", "n1", "a", 0)}, nil, nil,
			"a0.json: is of a, as is a18.json, and which of the two is newer cannot be told"},
		{"nodes without an id are all kept", []*Bundle{nodeOn("x.json", "", "x", 20), nodeOn("y.json", "", "y", 20)}, []string{"x.json", "y.json"}, nil, ""},
		{"two clusters", []*Bundle{nodeOn("a.json", "n1", "a", 20), other}, nil, nil, `other.json: cluster_id: is "c2"; want "c1", as in a.json`},
		{"not in the node list", []*Bundle{nodeOn("a.json", "n1", "a", 20), clusterOn("c.json", 20, swarmNode("n9", "a", "ready", none))}, nil, nil,
			`a.json: is of a, Swarm node id "n1", which is not in swarm.nodes of c.json; want a node of that cluster`},
		{"no id and no listed name", []*Bundle{nodeOn("a.json", "", "a", 20), clusterOn("c.json", 20, swarmNode("n9", "z", "ready", none))}, nil, nil,
			"a.json: is of a, which says no Swarm node id and whose name is not of one node in swarm.nodes of c.json"},
		{"no id and the name of two nodes", []*Bundle{nodeOn("a.json", "", "a", 20), clusterOn("c.json", 20, swarmNode("n8", "a", "ready", none), swarmNode("n9", "a", "ready", none))}, nil, nil,
			"is not of one node"},
		{"no id and a listed name", []*Bundle{nodeOn("a.json", "", "a", 20), clusterOn("c.json", 20, swarmNode("n9", "a", "ready", none))}, []string{"a.json"}, nil, ""},
		{"not in part of a node list", []*Bundle{nodeOn("a.json", "n1", "a", 20), {Kind: ClusterBundle, File: "c.json", Facts: map[string]Fact{
			Swarm.Name: {State: OK, Complete: true, Value: SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: OK, Partial: true}}}}}}, []string{"a.json"}, nil, ""},
		{"no node list", []*Bundle{nodeOn("a.json", "n1", "a", 20), {Kind: ClusterBundle, File: "c.json", Facts: map[string]Fact{}}}, []string{"a.json"},
			[]string{"c.json: swarm.nodes: not collected, so missing nodes cannot be told"}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			site, warnings, err := Assemble(row.bundles)
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				require.NotEmpty(t, diag.Each(err)[0].Hint)
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.warnings, warnings)
			var files []string
			for _, b := range site.Nodes {
				files = append(files, b.File)
			}
			require.Equal(t, row.files, files)
		})
	}
}

func TestLabelsFromTheCluster(t *testing.T) {
	own := func(labels Maybe[map[string]string]) func(map[string]Fact) {
		return func(f map[string]Fact) { f[Node.Name] = ok(NodeInfo{Hostname: "a", SwarmNodeID: "n1", Labels: labels}) }
	}
	theirs := Some(map[string]string{"from": "cluster"})
	for _, row := range []struct {
		name string
		node *Bundle
		list Maybe[map[string]string]
		want Maybe[map[string]string]
	}{
		{"none of its own", nodeOn("a.json", "n1", "a", 20), theirs, theirs},
		{"its own win", nodeOn("a.json", "n1", "a", 20, own(Some(map[string]string{}))), theirs, Some(map[string]string{})},
		{"its own failed", nodeOn("a.json", "n1", "a", 20, own(Maybe[map[string]string]{State: Denied})), theirs, theirs},
		{"the cluster does not know them", nodeOn("a.json", "n1", "a", 20), Maybe[map[string]string]{}, Maybe[map[string]string]{}},
		{"found by its name", nodeOn("a.json", "", "A", 20), theirs, theirs},
	} {
		t.Run(row.name, func(t *testing.T) {
			site, _, err := Assemble([]*Bundle{row.node, clusterOn("c.json", 20, swarmNode("n1", "a", "ready", row.list))})
			require.NoError(t, err)
			require.Equal(t, row.want, site.Nodes[0].Facts[Node.Name].Value.(NodeInfo).Labels)
		})
	}
}

func TestContainersThroughAClientBundle(t *testing.T) {
	inspected := Container{ID: "1", Names: []string{"/a/web"}, State: "running", Inspect: Some(Inspect{}), Proc: Some(Proc{NoNewPrivs: Some(1)})}
	bare := Container{ID: "2", Names: []string{"/a/db"}, State: "exited"}
	engine := func(list ...Container) map[string]Maybe[NodeEngine] {
		return map[string]Maybe[NodeEngine]{"n1": Some(NodeEngine{Containers: Some(list), Images: Some([]Image{{ID: "i"}})})}
	}
	has := func(f Fact) func(map[string]Fact) { return func(m map[string]Fact) { m[Containers.Name] = f } }
	node := func(f ...func(map[string]Fact)) *Bundle { return nodeOn("a.json", "n1", "a", 20, f...) }
	for _, row := range []struct {
		name   string
		node   *Bundle
		state  string
		engine Fact
		why    string
		count  int
	}{
		{"fills what the node lacks", node(), "ready", ok(engine(inspected)), "", 1},
		{"fills what was denied", node(has(Fact{State: Denied})), "ready", ok(engine(inspected)), "", 1},
		{"the node's own wins", node(has(ok([]Container{}))), "ready", ok(engine(inspected)), "", 0},
		{"even when it is partial", node(has(Fact{State: OK, Value: []Container{}})), "ready", ok(engine(inspected)), "partly collected", 0},
		{"the node was down", node(), "down", ok(engine(inspected)), "partly collected: the node was not ready when it was read through MKE", 1},
		{"not every container inspected", node(), "ready", ok(engine(inspected, bare)), `partly collected: container "db" was not inspected`, 2},
		{"no proven administrator", node(), "ready", Fact{State: OK, Value: engine(inspected), Error: "filtered"}, "partly collected: filtered", 1},
		{"no entry is missing, not empty", node(), "ready", ok(map[string]Maybe[NodeEngine]{}), "not collected", -1},
		{"entry denied", node(), "ready", ok(map[string]Maybe[NodeEngine]{"n1": {State: Denied}}), "not collected", -1},
	} {
		t.Run(row.name, func(t *testing.T) {
			cluster := clusterOn("c.json", 20, swarmNode("n1", "a", row.state, Maybe[map[string]string]{}))
			cluster.Facts[EngineByNode.Name] = row.engine
			site, _, err := Assemble([]*Bundle{row.node, cluster})
			require.NoError(t, err)
			f := site.Nodes[0].Facts[Containers.Name]
			require.Equal(t, row.why, f.Why())
			list, isList := f.Value.([]Container)
			require.Equal(t, row.count >= 0, isList)
			require.Len(t, list, max(row.count, 0))
			for _, c := range list {
				require.Equal(t, NotCollected, c.Proc.State, "there proc describes MKE")
				require.NotContains(t, c.Name(), "/")
			}
		})
	}
	require.Equal(t, OK, inspected.Proc.State, "what was given is not changed")

	cluster := clusterOn("c.json", 20, swarmNode("n1", "a", "ready", Maybe[map[string]string]{}))
	cluster.Facts[EngineByNode.Name] = ok(engine(inspected))
	site, _, err := Assemble([]*Bundle{cluster})
	require.NoError(t, err)
	require.Len(t, site.MissingNodes, 1, "a node without a bundle is missing")
	require.Equal(t, "web", site.MissingNodes[0].Engine.Value.Containers.Value[0].Name(), "and what is known of it can be reached")
}

func TestStale(t *testing.T) {
	site := func(node, cluster int) Site {
		return Site{Nodes: []*Bundle{nodeOn("a.json", "n1", "a", node)}, Cluster: clusterOn("c.json", cluster)}
	}
	at := day(20)
	for _, row := range []struct {
		name          string
		node, cluster int
		at            time.Time
		wantNode      string
		wantCluster   string
	}{
		{"fresh", 20, 20, at, "[]", "[]"},
		{"exactly as old as allowed", 20, 20, at.AddDate(0, 0, 30), "[]", "[]"},
		{"a second older", 20, 20, at.AddDate(0, 0, 30).Add(time.Second),
			"[the facts of the node were collected 2026-11-20T06:00:00Z, more than 30 days before the evaluation]",
			"[the facts of the cluster were collected 2026-11-20T06:00:00Z, more than 30 days before the evaluation]"},
		{"a day apart", 19, 20, at, "[]", "[]"},
		{"two days apart", 18, 20, at,
			"[the facts of the node and of the cluster were collected 48 hours apart (2026-11-18T06:00:00Z and 2026-11-20T06:00:00Z); at most 24 hours are allowed]", "[]"},
		{"no times", 0, 0, at, "[]", "[]"},
		{"a timeless node with an old cluster", 0, 1, at.AddDate(0, 1, 0),
			"[the facts of the cluster were collected 2026-11-01T06:00:00Z, more than 30 days before the evaluation]",
			"[the facts of the cluster were collected 2026-11-01T06:00:00Z, more than 30 days before the evaluation]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := site(row.node, row.cluster)
			require.Equal(t, row.wantNode, fmt.Sprint(s.Stale(s.Nodes[0], row.at, 30, 24)))
			require.Equal(t, row.wantCluster, fmt.Sprint(s.Stale(nil, row.at, 30, 24)))
		})
	}
	require.Empty(t, Site{}.Stale(nil, at, 30, 24))
	require.Equal(t, "[the facts of the cluster were collected 2026-11-01T06:00:00Z, more than 30 days before the evaluation]",
		fmt.Sprint(site(20, 1).Stale(site(20, 1).Nodes[0], at.AddDate(0, 0, 25), 30, 8760)), "a wide skew lets no old cluster speak for a node")
}

// Freshness is that of the oldest fact, not of the file's last line.
func TestStaleLooksAtEverySection(t *testing.T) {
	site := func(state State, at time.Time) Site {
		node := nodeOn("a.json", "n1", "a", 20)
		node.Facts[OS.Name] = Fact{State: state, Complete: true, At: at}
		return Site{Nodes: []*Bundle{node}, Cluster: clusterOn("c.json", 20)}
	}
	stale := func(s Site) string { return fmt.Sprint(s.Stale(s.Nodes[0], day(20), 30, 24)) }
	require.Equal(t, "[]", stale(site(OK, day(20).Add(-time.Hour))))
	require.Equal(t, "[]", stale(site(OK, time.Time{})), "a section without a time has the bundle's")
	require.Contains(t, stale(site(OK, day(1).AddDate(-1, 0, 0))), "the facts of the node were collected 2025-11-01T06:00:00Z, more than 30 days")
	require.Contains(t, stale(site(Absent, day(1).AddDate(-1, 0, 0))), "2025-11-01")
	require.Equal(t, "[]", stale(site(Denied, day(1).AddDate(-1, 0, 0))), "nothing rests on what was denied")
	require.Contains(t, stale(site(OK, day(15))), "120 hours apart (2026-11-15T06:00:00Z and 2026-11-20T06:00:00Z)")

	s := site(OK, time.Time{})
	s.Nodes[0].Provenance.FinishedAt = time.Time{}
	require.Equal(t, "[the bundle of the node carries no time of collection]", stale(s))
}

func TestEarliestTimeOfAnEnvelope(t *testing.T) {
	read := func(provenance, os, lsm string) (*Bundle, []string, error) {
		b, warnings, err := ReadBundle("n.json", []byte(fmt.Sprintf(`{"schema": "stigfacts/1", "kind": "node", "provenance": {%s}, "sections": {
			"os": {"status": "ok", "complete": true, %s "value": {"id": "rhel"}},
			"lsm": {"status": "absent" %s}}}`, provenance, os, lsm)))
		if err != nil {
			return nil, warnings, err
		}
		return b[0], warnings, nil
	}
	b, warnings, err := read("", `"at": "2026-11-20T06:00:00Z",`, `, "at": "2024-01-01T00:00:00Z"`)
	require.NoError(t, err)
	require.Equal(t, "2024-01-01T00:00:00Z", b.Provenance.FinishedAt.Format(time.RFC3339), "the earliest: one fresh section does not make the others fresh")
	require.Contains(t, fmt.Sprint(warnings), "its earliest fact is of 2024-01-01T00:00:00Z")

	b, warnings, err = read("", "", "")
	require.NoError(t, err)
	require.False(t, b.Timeless)
	require.Contains(t, fmt.Sprint(warnings), "carries no time of collection")

	_, _, err = read(`"finished_at": "2026-11-20T06:00:00Z"`, `"at": "2026-11-20T06:01:00Z",`, "")
	require.NoError(t, err, "clocks differ a little")
	_, _, err = read(`"finished_at": "2026-11-20T06:00:00Z"`, `"at": "2026-11-20T06:01:01Z",`, "")
	require.EqualError(t, err, `n.json:2:51: sections["os"].at: is 2026-11-20T06:01:01Z, after provenance.finished_at, 2026-11-20T06:00:00Z; want a time before the end of the collection`)
}

func TestFutureIsRefused(t *testing.T) {
	site := Site{Nodes: []*Bundle{nodeOn("a.json", "n1", "a", 20), nodeOn("b.json", "n2", "b", 0)}, Cluster: clusterOn("c.json", 19)}
	require.NoError(t, site.Future(day(20)))
	err := site.Future(day(20).Add(-time.Second))
	require.EqualError(t, err, "a.json: provenance.finished_at: is 2026-11-20T06:00:00Z, after the evaluation time 2026-11-20T05:59:59Z; want facts collected before they are judged")
	require.Contains(t, diag.Each(err)[0].Hint, "--time")
	require.Len(t, diag.Each(site.Future(day(1))), 2)
}

func TestAssetNames(t *testing.T) {
	for _, row := range []struct {
		name     string
		bundle   Bundle
		want     Asset
		fallback bool
	}{
		{"engine first", Bundle{Kind: NodeBundle, ClusterID: "c", Provenance: Provenance{Hostname: "p"}, Facts: map[string]Fact{EngineInfo.Name: ok(Info{Name: "e"}), Node.Name: ok(NodeInfo{Hostname: "n"})}}, Asset{Name: "e"}, false},
		{"then node", Bundle{Kind: NodeBundle, Provenance: Provenance{Hostname: "p"}, Facts: map[string]Fact{Node.Name: ok(NodeInfo{Hostname: "n"})}}, Asset{Name: "n"}, false},
		{"then the collecting host", Bundle{Kind: NodeBundle, ClusterID: "c", Provenance: Provenance{Hostname: "p.example.mil"}}, Asset{Name: "p.example.mil", FQDN: "p.example.mil"}, false},
		{"then the cluster", Bundle{Kind: NodeBundle, ClusterID: "c"}, Asset{Name: "c"}, false},
		{"nothing", Bundle{Kind: NodeBundle}, Asset{Name: "node"}, true},
		{"stated fqdn", Bundle{Kind: NodeBundle, Provenance: Provenance{Hostname: "p", FQDN: "p.example.mil"}}, Asset{Name: "p", FQDN: "p.example.mil"}, false},
		{"a fqdn has a dot", Bundle{Kind: NodeBundle, Provenance: Provenance{Hostname: "p", FQDN: "p"}}, Asset{Name: "p"}, false},
		{"cluster by id", Bundle{Kind: ClusterBundle, ClusterID: "c", Provenance: Provenance{Hostname: "admin1", FQDN: "admin1.example.mil", IPs: []string{"192.0.2.50"}, Endpoint: "https://192.0.2.10:8443"}}, Asset{Name: "c", IPs: []string{"192.0.2.10"}}, false},
		{"cluster without id", Bundle{Kind: ClusterBundle, Provenance: Provenance{Endpoint: "unix:///var/run/docker.sock"}}, Asset{Name: "cluster"}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, fallback := row.bundle.Asset()
			require.Equal(t, row.want, got)
			require.Equal(t, row.fallback, fallback)
		})
	}
}
