package facts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

// sampleText is a cluster bundle of the demonstration.
func sampleText(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "demo", "facts", "cluster.json"))
	require.NoError(t, err)
	return data
}

func FuzzReadBundle(f *testing.F) {
	for _, text := range []string{
		`{"node": {"os": {"id": "rhel"}, "docker_engine": {"info": {"$absent": true}, "containers": {"$partial": [{"Id": "1", "inspect": {"HostConfig": {"PidsLimit": null}}}]}}}}`,
		`{"cluster": {"mke_config": {"a": {"b": [1, "x", null, {"$error": "e"}]}}, "swarm": {"nodes": [{"ID": "n", "Spec": {"Labels": null}}]}}}`,
		envelope("packages", `{"status": "ok", "complete": true, "expected": 2, "collected": 1, "value": [{"name": "\u0000"}]}`),
		envelope("groups", `{"status": "ok", "complete": true, "sha256": "00", "value": {"docker": {"primary_members": {"$partial": []}}}}`),
		`{"node": {"sysctl": {"a": 1e400, "b": {"$denied": true}}, "host_files": {"/": {"exists": false, "parsed": {"x": -0}}}}}`,
		`{"": {"endpoint": "GET /"}}`,
	} {
		f.Add([]byte(text))
	}
	f.Add(sampleText(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		bundles, _, err := ReadBundle("f.json", data)
		for _, e := range diag.Each(err) {
			require.Equal(t, "f.json", e.File)
			require.NotEmpty(t, e.Msg)
			require.False(t, strings.Contains(e.Msg, "Maybe["), e.Msg)
		}
		for _, b := range bundles {
			require.Len(t, b.Digest, 64)
			for name, fact := range b.Facts {
				require.Equal(t, fact.State == OK, fact.Value != nil, name)
				require.False(t, fact.Complete && fact.State != OK, name)
				require.Equal(t, fact.Why() == "", fact.State == OK && fact.Complete, name)
			}
		}
		_, _, _ = Assemble(bundles)
	})
}

// Whatever is accepted has the canonical form jsontext gives it.
func FuzzCanonical(f *testing.F) {
	for _, text := range []string{`{"b":1,"a":[1.50,-0,1e2,12345678901234567890,"\u00e9\n\/"],"\ud83d\ude00":null,"\uff00":true,"":{}}`, ` [ ] `, `"x"`, `-1`, `{"a\u0000":{"c":0,"b":[{}]}}`} {
		f.Add([]byte(text))
	}
	f.Add(sampleText(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		want := jsontext.Value(append([]byte{}, data...))
		if !want.IsValid() || tooDeep(data) >= 0 {
			return
		}
		require.NoError(t, want.Canonicalize())
		require.Equal(t, string(want), string(appendCanonicalText(nil, data)))
	})
}
