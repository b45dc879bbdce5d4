package facts

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/testdata"
)

// A site of heads is the site of the bundles: what is opened, filled from its cluster,
// and what the others may ask of it.
func TestSiteOfHeads(t *testing.T) {
	whole, _, err := ReadInput("demo/facts", testdata.Demo)
	require.NoError(t, err)
	files, err := Inputs("demo/facts", testdata.Demo)
	require.NoError(t, err)
	var heads []*Bundle
	reader := NewHeads(testdata.Demo)
	for _, f := range files {
		found, _, err := reader.Read(f)
		require.NoError(t, err)
		heads = append(heads, found...)
	}
	want, said, err := Assemble(whole)
	require.NoError(t, err)
	got, saidToo, err := Assemble(heads)
	require.NoError(t, err)
	require.Equal(t, said, saidToo)
	require.Equal(t, want.Cluster, got.Cluster)
	require.Equal(t, want.MissingNodes, got.MissingNodes)
	require.Len(t, got.Nodes, len(want.Nodes))
	at := want.Cluster.Provenance.FinishedAt.Add(45 * 24 * time.Hour)
	var all []*Bundle
	defer func() { // what is read later takes the memory of what was read before
		require.Equal(t, want.Nodes, all)
	}()
	for i, head := range got.Nodes {
		node := want.Nodes[i]
		require.Empty(t, head.Facts, "a head holds no facts")
		opened, err := head.Open()
		require.NoError(t, err)
		require.Equal(t, node, opened)
		all = append(all, opened)
		require.Equal(t, node.Peer(), head.Peer())
		require.Equal(t, want.Stale(node, at, 30, 24), got.Stale(head, at, 30, 24))
		require.Equal(t, node.Unseen("too old").Peer(), head.Unseen("too old").Peer())
		for _, s := range Sections() {
			require.Equal(t, node.Has(s.Name), head.Has(s.Name), s.Name)
		}
		a, fallback := node.Asset()
		b, fallbackToo := head.Asset()
		require.Equal(t, a, b)
		require.Equal(t, fallback, fallbackToo)
	}
}

// What a client bundle saw of a node stands in for what the node's own bundle lacks,
// for its peers too.
func TestHeadFilledFromItsCluster(t *testing.T) {
	files := fstest.MapFS{
		"node.json": {Data: []byte(`{"node":{"node":{"swarm_node_id":"n1","hostname":"node1"},"docker_engine.containers":{"$denied":"no"}}}`)},
		"cluster.json": {Data: []byte(`{"cluster":{"swarm":{"nodes":[{"ID":"n1","Description":{"Hostname":"node1"},"Status":{"State":"ready"}}]},
			"engine_by_node":{"n1":{"containers":[{"Id":"a","Names":["/node1/dtr-api-0a1b"],"State":"running","inspect":{"Config":{"EnvKeys":["DB_PASSWORD"]}}}]}}}}`)},
	}
	var heads []*Bundle
	for _, f := range []string{"node.json", "cluster.json"} {
		found, _, err := NewHeads(files).Read(f)
		require.NoError(t, err)
		heads = append(heads, found...)
	}
	site, _, err := Assemble(heads)
	require.NoError(t, err)
	opened, err := site.Nodes[0].Open()
	require.NoError(t, err)
	require.Equal(t, OK, opened.Facts[Containers.Name].State)
	require.Equal(t, opened.Peer(), site.Nodes[0].Peer())
	require.Equal(t, "dtr-api-0a1b", site.Nodes[0].Peer().Registry)
	require.Equal(t, []string{"dtr-api-0a1b (DB_PASSWORD)"}, site.Nodes[0].Peer().SecretKeys)
}

// A file that is another than it was proves nothing.
func TestOpenRefusesAChangedFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "node.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"node":{"node":{"hostname":"a"}}}`), 0o600))
	heads, _, err := NewHeads(os.DirFS(dir)).Read("node.json")
	require.NoError(t, err)
	_, err = heads[0].Open()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(`{"node":{"node":{"hostname":"b"}}}`), 0o600))
	_, err = heads[0].Open()
	require.ErrorContains(t, err, "node.json: changed while it was evaluated")
	require.NoError(t, os.Remove(file))
	_, err = heads[0].Open()
	require.ErrorContains(t, err, "node.json: cannot be read")
}
