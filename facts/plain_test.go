package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlainNodeSample(t *testing.T) {
	bundles, warnings := readShared(t, "plain", "node.json")
	require.Empty(t, warnings)
	require.Len(t, bundles, 1)
	b := bundles[0]
	require.Equal(t, NodeBundle, b.Kind)
	require.True(t, b.Timeless)
	require.Empty(t, b.ID)
	require.Len(t, b.Digest, 64)

	s := NewSnapshot(b, nil)
	_, missing := Get(s, EngineVersion)
	require.Equal(t, "docker_engine.version: error: GET /version: connection reset", Join(missing))
	_, missing = Get(s, Audit)
	require.Equal(t, "audit: not collected", Join(missing))
	files, missing := Get(s, HostFiles)
	require.Empty(t, missing)
	require.Equal(t, Absent, files["/etc/docker/daemon.json"].State)
	require.Equal(t, "denied: open: permission denied", files["/etc/default/docker"].Why())
	require.Equal(t, NotCollected, files["/etc/sysconfig/kubelet"].State)
	bits, why := files["/var/run/docker.sock"].Value.Perm()
	require.Empty(t, why)
	require.Equal(t, uint32(0o660), bits)
	containers, missing := Get(s, Containers)
	require.Empty(t, missing)
	require.Len(t, containers, 2)
	require.Equal(t, "host", containers[1].Inspect.Value.HostConfig.Value.PidMode.Value)
	sysctl, _ := Get(s, Sysctl)
	require.Equal(t, Absent, sysctl["crypto.fips_enabled"].State)

	asset, fallback := b.Asset()
	require.Equal(t, Asset{Name: "solo.example.mil", FQDN: "solo.example.mil"}, asset)
	require.False(t, fallback)
}

func TestPlainClusterSample(t *testing.T) {
	bundles, warnings := readShared(t, "plain", "cluster.json")
	require.Empty(t, warnings)
	s := NewSnapshot(nil, bundles[0])
	_, missing := Get(s, MKERBAC)
	require.Equal(t, "mke_api.rbac: partly collected", Join(missing))
	rbac, ok, missing := Partly(s, MKERBAC)
	require.True(t, ok)
	require.NotEmpty(t, missing)
	require.Equal(t, "partly collected", rbac.Grants.Why(), "a list inside a partial section is partial")
	_, missing = Get(s, MKEAccounts)
	require.Equal(t, "mke_api.accounts: denied: 403 forbidden", Join(missing))
	registries, missing := Get(s, MKERegistries)
	require.Empty(t, missing)
	require.Empty(t, registries)
	swarm, missing := Get(s, Swarm)
	require.Empty(t, missing)
	require.Equal(t, NotCollected, swarm.UnlockKeySet.State)
	config, _ := Get(s, MKEConfig)
	require.Equal(t, Some(int64(8443)), config.Int("cluster_config.controller_port"))
	asset, fallback := bundles[0].Asset()
	require.Equal(t, "cluster", asset.Name)
	require.True(t, fallback)
}

func TestPlainForms(t *testing.T) {
	read := func(text string) ([]*Bundle, []string) {
		t.Helper()
		bundles, warnings, err := ReadBundle("p.json", []byte(text))
		require.NoError(t, err)
		return bundles, warnings
	}
	nested, _ := read(`{"node": {"docker_engine": {"images": [], "info": {"$absent": true}}}}`)
	dotted, _ := read(`{"node": {"docker_engine.images": [], "docker_engine.info": {"$absent": true}}}`)
	require.Equal(t, dotted[0].Facts, nested[0].Facts)
	require.NotEqual(t, dotted[0].Digest, nested[0].Digest)

	both, _ := read("\xef\xbb\xbf" + `{"node": {"docker_engine": {"info": {"Name": "n1", "Swarm": {"NodeID": "a", "Cluster": {"ID": "c1"}}}}}, "cluster": {"mke_api.available_versions": ["3.7.4"]}}`)
	require.Len(t, both, 2)
	require.Equal(t, NodeBundle, both[0].Kind)
	require.Equal(t, ClusterBundle, both[1].Kind)
	require.Equal(t, "c1", both[1].ClusterID)

	group, _ := read(`{"node": {"docker_engine": {"$error": "no socket"}}}`)
	require.Equal(t, "error: no socket", group[0].Facts[Containers.Name].Why())
	require.Equal(t, "error: no socket", group[0].Facts[Volumes.Name].Why())

	_, warnings := read(`{"node": {"docker_engine.contaners": [], "zzz": 1, "swarm": {}}, "note": "x", "schema": "stigfacts/1"}`)
	require.Equal(t, []string{
		`p.json: section "docker_engine.contaners" is unknown and ignored; did you mean "docker_engine.containers"?`,
		`p.json: section "zzz" is unknown and ignored`,
		`p.json: section "swarm" is of the cluster and ignored here; want it in a cluster bundle`,
		`p.json: member "note" is unknown in the plain form and ignored`,
	}, warnings)

	numbers, _ := read(`{"node": {"sysctl": {"vm.overcommit_memory": 1, "kernel.panic": "10", "x": {"$error": "e"}}}}`)
	require.Equal(t, map[string]Maybe[string]{"vm.overcommit_memory": Some("1"), "kernel.panic": Some("10"), "x": {State: Failed, Error: "e"}},
		numbers[0].Facts[Sysctl.Name].Value)
}

// What a type takes for granted must be there, or the list proves nothing.
func TestChecksOfValues(t *testing.T) {
	why := func(section, value string) string {
		t.Helper()
		side := "node"
		if section == "swarm" {
			side = "cluster"
		}
		bundles, _, err := ReadBundle("p.json", []byte(`{"`+side+`": {"`+section+`": `+value+`}}`))
		require.NoError(t, err)
		return bundles[0].Facts[section].Why()
	}
	require.Equal(t, `partly collected: container "x" has no State`, why("docker_engine.containers", `[{"Id": "1", "Names": ["/x"]}]`))
	require.Empty(t, why("docker_engine.containers", `[{"Id": "1", "inspect": {"State": {"Status": "running"}}}]`), "the state is in the inspect answer")
	require.Contains(t, why("docker_engine.containers", `[{"Id": "1", "State": "running", "inspect": {"Mounts": [{"Type": "bind"}]}}]`), "mount without")
	require.Equal(t, "partly collected: container 0 has no Id, and 1 more", why("docker_engine.containers", `[{"State": "exited"}, {"State": "exited"}]`))
	require.Contains(t, why("docker_engine.networks", `[{"Name": "app"}]`), "no Driver")
	require.Contains(t, why("docker_engine.images", `[{}]`), "no Id")

	bundles, _, err := ReadBundle("p.json", []byte(`{"node": {"groups": {"docker": {"members": [], "primary_members": [], "nsswitch": ["files", "sss"]}},
		"host_files": {"/a": {"exists": false}, "/b": {"exists": true, "mode": "rw-"}},
		"docker_engine.containers": [{"Id": "1", "State": "running", "top": {"Titles": ["PID"], "Processes": []}, "inspect": {"Name": "/x"}}]}}`))
	require.NoError(t, err)
	f := bundles[0].Facts
	require.Contains(t, f["groups"].Value.(map[string]Maybe[Group])["docker"].Value.PrimaryMembers.Why(), "users of a directory are not enumerated")
	files := f["host_files"].Value.(map[string]Maybe[HostFile])
	require.Equal(t, Absent, files["/a"].State)
	_, noMode := files["/b"].Value.Perm()
	require.Equal(t, `mode: is "rw-"; want octal digits such as 0660`, noMode)
	c := f["docker_engine.containers"].Value.([]Container)[0]
	require.Equal(t, Failed, c.Top.State)
	require.Equal(t, NotCollected, c.Inspect.Value.HostConfig.State, "no HostConfig is not a HostConfig of zeros")
	_, unknown := c.Inspect.Value.HostConfig.Value.Privileged.Get()
	require.Equal(t, "not collected", unknown)
}
