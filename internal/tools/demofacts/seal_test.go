package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// Our own bundles are sealed; an edit without sealing fails here.
func TestOwnBundlesAreSealed(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/demo/facts/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	clusters, err := filepath.Glob("../../../testdata/clusters/*/facts/*.json")
	require.NoError(t, err)
	require.Len(t, clusters, 8)
	files = append(files, clusters...)
	for _, file := range files {
		requireSealed(t, file)
	}
}

// Our reading of the schema gives the digests of bundles we did not write.
func TestSealAgreesWithSampleBundles(t *testing.T) {
	folder := shared.Dir(t, "facts-samples", "bundles")
	for _, name := range []string{"compliant/node1.json", "compliant/cluster.json", "noncompliant/node3.json"} {
		requireSealed(t, filepath.Join(folder, filepath.FromSlash(name)))
	}
}

func requireSealed(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	sealed, err := Seal(data)
	require.NoError(t, err, file)
	require.True(t, bytes.Equal(data, sealed), "%s: digests do not fit the content; run internal/tools/demofacts", file)
}

func TestSealChangesOnlyDigests(t *testing.T) {
	const bundle = `{ "schema": "stigfacts/1", "bundle_id": "old",
  "sections": {"b": {"sha256": "x", "value": [1.0,  2]}, "a": {"status": "denied"}, "c": {"value": {"z": 1, "a": 2}, "sha256": ""}} }
`
	sealed, err := Seal([]byte(bundle))
	require.NoError(t, err)
	// Digests by sha256sum of [1,2] and {"a":2,"z":1}.
	require.Contains(t, string(sealed), `"b": {"sha256": "49a64717d5d4cb19952e6eac2946415cf6879adacf9908e7d872332d32c6e684", "value": [1.0,  2]}`)
	require.Contains(t, string(sealed), `"sha256": "c2985c5ba6f7d2a55e768f92490ca09388e95bc4cccb9fdf11b15f4d42f93e73"`)
	require.True(t, strings.HasPrefix(string(sealed), `{ "schema": "stigfacts/1", "bundle_id": "`))
	again, err := Seal(sealed)
	require.NoError(t, err)
	require.Equal(t, string(sealed), string(again))
}

func TestSealRefuses(t *testing.T) {
	for name, row := range map[string]struct{ data, want string }{
		"no object":     {`[]`, "want an object"},
		"truncated":     {`{"sections":`, "EOF"},
		"no bundle_id":  {`{"sections":{}}`, "has no bundle_id"},
		"duplicate key": {`{"sections":{},"sections":{}}`, "duplicate"},
	} {
		_, err := Seal([]byte(row.data))
		require.ErrorContains(t, err, row.want, name)
	}
}

func TestRunSealsInPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "b.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"bundle_id":"","sections":{}}`), 0o644))
	var out, errs bytes.Buffer
	require.Equal(t, 0, run([]string{file}, &out, &errs))
	require.Contains(t, out.String(), ": sealed")
	out.Reset()
	require.Equal(t, 0, run([]string{file}, &out, &errs))
	require.Contains(t, out.String(), ": unchanged")
	require.Equal(t, 2, run(nil, &out, &errs))
	require.Equal(t, 3, run([]string{file + ".none"}, &out, &errs))
}
