package facts

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
)

func TestMaybeReadsValuesAndMarkers(t *testing.T) {
	type inner struct {
		N Maybe[int64]     `json:"n,omitzero"`
		S Maybe[string]    `json:"s,omitzero"`
		L Maybe[[]string]  `json:"l,omitzero"`
		P Maybe[*int64]    `json:"p,omitzero"`
		T Maybe[time.Time] `json:"t,omitzero"`
		I Maybe[Proc]      `json:"i,omitzero"`
		B Maybe[[]byte]    `json:"b,omitzero"`
	}
	five := int64(5)
	for _, row := range []struct {
		name, text string
		want       inner
	}{
		{"nothing is collected", `{}`, inner{}},
		{"zero is a value", `{"n": 0, "s": "", "l": []}`, inner{N: Some(int64(0)), S: Some(""), L: Some([]string{})}},
		{"null is a value of lists and limits alone", `{"n": null, "s": null, "l": null, "p": null, "t": null, "i": null, "b": null}`,
			inner{L: Maybe[[]string]{State: OK}, P: Maybe[*int64]{State: OK}}},
		{"limit", `{"p": 5}`, inner{P: Some(&five)}},
		{"time", `{"t": "2026-11-20T06:01:00+01:00"}`, inner{T: Some(time.Date(2026, 11, 20, 5, 1, 0, 0, time.UTC))}},
		{"empty time", `{"t": ""}`, inner{}},
		{"bytes", `{"b": "AQI="}`, inner{B: Some([]byte{1, 2})}},
		{"absent", `{"s": {"$absent": true}, "i": {"$absent": true}}`, inner{S: Maybe[string]{State: Absent}, I: Maybe[Proc]{State: Absent}}},
		{"denied and error", `{"s": {"$denied": "403"}, "l": {"$error": "x"}}`,
			inner{S: Maybe[string]{State: Denied, Error: "403"}, L: Maybe[[]string]{State: Failed, Error: "x"}}},
		{"skipped", `{"n": {"$skipped": true}}`, inner{N: Maybe[int64]{State: Skipped}}},
		{"partial", `{"l": {"$partial": ["a"]}}`, inner{L: Maybe[[]string]{State: OK, Partial: true, Value: []string{"a"}}}},
		{"an object of its own", `{"i": {"NoNewPrivs": 1, "unknown": {}}}`, inner{I: Some(Proc{NoNewPrivs: Some(1)})}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got inner
			require.NoError(t, json.Unmarshal([]byte(row.text), &got, engineNulls(true)))
			require.Equal(t, row.want, got)

			text, err := json.Marshal(got)
			require.NoError(t, err)
			var again inner
			require.NoError(t, json.Unmarshal(text, &again, engineNulls(true)))
			again.L.Value, got.L.Value = append([]string{}, again.L.Value...), append([]string{}, got.L.Value...) // null and [] are one
			require.Equal(t, got, again, "read-write-read: %s", text)
		})
	}
}

func TestMaybeRefusesBrokenMarkers(t *testing.T) {
	for _, text := range []string{
		`{"$absent": false}`, `{"$absent": null}`, `{"$error": 5}`, `{"$nothing": true}`, `{"$absent": true, "x": 1}`,
		`{"$partial": null}`, `{"$partial": 5}`, `{"\u0024other": true}`, `{"$error": {}}`,
	} {
		var got Maybe[string]
		require.Error(t, json.Unmarshal([]byte(text), &got), text)
	}
}

// Only the engine and Kubernetes write an empty list as null; anything else that is
// null was not collected.
func TestNullByTheSectionItStandsIn(t *testing.T) {
	bundles, _, err := ReadBundle("f.json", []byte(`{"node": {
		"groups": {"docker": {"gid": 1, "members": null, "primary_members": null}},
		"audit": {"rules": null, "search": {"key": "docker", "records": null}},
		"host_files": {"/etc/docker": {"entries": null}},
		"docker_engine.containers": [{"Id": "a", "Names": ["/a"], "State": "running", "inspect": {"HostConfig": {"SecurityOpt": null, "PidsLimit": null}}}]},
		"cluster": {"swarm": {"services": null}, "k8s": {"pods": null}, "msr": {"repositories": null}}}`))
	require.NoError(t, err)
	node, cluster := bundles[0].Facts, bundles[1].Facts
	docker := node[Groups.Name].Value.(map[string]Maybe[Group])["docker"].Value
	require.Equal(t, NotCollected, docker.Members.State)
	require.Equal(t, NotCollected, docker.PrimaryMembers.State)
	log := node[Audit.Name].Value.(AuditLog)
	require.Equal(t, NotCollected, log.Rules.State)
	require.Equal(t, NotCollected, log.Search.Value.Records.State)
	require.Equal(t, NotCollected, node[HostFiles.Name].Value.(map[string]Maybe[HostFile])["/etc/docker"].Value.Entries.State)
	host := node[Containers.Name].Value.([]Container)[0].Inspect.Value.HostConfig.Value
	require.Equal(t, OK, host.SecurityOpt.State)
	require.Equal(t, OK, host.PidsLimit.State)
	require.Equal(t, OK, cluster[Swarm.Name].Value.(SwarmObjects).Services.State)
	require.Equal(t, OK, cluster[K8s.Name].Value.(K8sObjects).Pods.State)
	require.Equal(t, NotCollected, cluster[MSR.Name].Value.(Registry).Repositories.State)
}
