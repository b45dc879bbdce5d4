package facts

import (
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

func bundleToWrite() *Bundle {
	at := time.Date(2026, 11, 20, 6, 1, 0, 0, time.UTC)
	return &Bundle{Kind: NodeBundle, ClusterID: "c1",
		Provenance: Provenance{Collector: "stigwright 0.1.0", Commit: "abc", Hostname: "n1", FQDN: "n1.example.mil", IPs: []string{"192.0.2.1"}, MACs: []string{},
			MachineID: "00", StartedAt: at, FinishedAt: at.Add(time.Second), RunBy: "root", Privilege: "root", Method: "local",
			Endpoint: "unix:///var/run/docker.sock", TLSVerified: Some(false), Notes: []string{"a note"}},
		Facts: map[string]Fact{
			OS.Name:    {State: Denied, Error: "no", At: at, Source: "/etc/os-release", SourceKind: "file"},
			Audit.Name: {State: Failed, Error: "exit 1", At: at, Source: "auditctl -l", SourceKind: "exec", ExitCode: 1},
			LSM.Name:   {State: Skipped, Error: "--skip"},
			Images.Name: {State: OK, Expected: 2, Collected: 1, At: at, Source: "GET /images/json", SourceKind: "http", HTTPStatus: 200,
				Error: "one is missing", Redactions: []string{"docker_engine.images[].Labels"},
				Value: []Image{{ID: "sha256:1", RepoTags: Some([]string{"a:1"}), RepoDigests: []string{}, Labels: map[string]string{"a": "\u2028<&>"}}}},
			Containers.Name: {State: OK, Complete: true, At: at, Value: []Container{{ID: "aa", Names: []string{"/a"}, State: "running", Labels: map[string]string{},
				Inspect: Some(Inspect{HostConfig: Some(HostConfig{PidsLimit: Some[*int64](nil), CapAdd: Some([]string{})})}),
				Top:     Maybe[Top]{State: Failed, Error: "HTTP status 500"}}}},
			Systemd.Name: {},
		}}
}

func TestWriteBundleIsReadBack(t *testing.T) {
	b := bundleToWrite()
	text, err := WriteBundle(b)
	require.NoError(t, err)
	again, err := WriteBundle(bundleToWrite())
	require.NoError(t, err)
	require.Equal(t, string(text), string(again), "same facts, same bytes")

	read, warnings, err := ReadBundle("n1.json", text)
	require.NoError(t, err)
	require.Empty(t, warnings, "it gives the bundle_id and the digests it carries")
	require.Len(t, read, 1)
	delete(b.Facts, Systemd.Name) // never collected
	b.File = "n1.json"
	require.Equal(t, b, read[0])
}

func TestWriteBundleChangesItsIDWithItsFacts(t *testing.T) {
	one, other := bundleToWrite(), bundleToWrite()
	other.Facts[LSM.Name] = Fact{State: Skipped, Error: "--only"}
	_, err := WriteBundle(one)
	require.NoError(t, err)
	_, err = WriteBundle(other)
	require.NoError(t, err)
	require.NotEqual(t, one.ID, other.ID)
	require.NotEqual(t, one.Digest, other.Digest)
}

func TestWriteBundleOfWhatJSONCannotHold(t *testing.T) {
	b := &Bundle{Kind: NodeBundle, Facts: map[string]Fact{
		Node.Name:   {State: OK, Complete: true, Value: NodeInfo{Hostname: "a\xffb"}},
		Sysctl.Name: {State: OK, Complete: true, Value: map[string]float64{"x": math.NaN()}},
	}}
	text, err := WriteBundle(b)
	require.NoError(t, err)
	read, _, err := ReadBundle("x", text)
	require.NoError(t, err)
	require.Equal(t, "a\ufffdb", read[0].Facts[Node.Name].Value.(NodeInfo).Hostname)
	require.Equal(t, Failed, read[0].Facts[Sysctl.Name].State, "what cannot be written never reads as collected")
}

// Bundles of whole nodes come back with the same facts.
func TestWriteBundleOfSamples(t *testing.T) {
	dir := shared.Dir(t, "facts-samples", "bundles")
	files, err := filepath.Glob(filepath.Join(dir, "*", "node*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		bundles, _, err := ReadBundle(file, data)
		require.NoError(t, err)
		for _, b := range bundles {
			if b.Kind != NodeBundle || b.Timeless {
				continue
			}
			text, err := WriteBundle(b)
			require.NoError(t, err)
			read, warnings, err := ReadBundle(file, text)
			require.NoError(t, err)
			require.Empty(t, warnings)
			require.Equal(t, factsText(t, b), factsText(t, read[0]), file)
			require.Equal(t, b.Provenance, read[0].Provenance)
			require.Equal(t, b.ID, read[0].ID)
		}
	}
}

// factsText is the facts of a bundle as text, in which a nil list is an empty one.
func factsText(t *testing.T, b *Bundle) map[string]string {
	out := map[string]string{}
	for name, f := range b.Facts {
		value, err := canonicalOf(f.Value)
		require.NoError(t, err)
		f.Value = string(value)
		out[name] = fmt.Sprintf("%+v", f)
	}
	return out
}

// The id of a bundle is the UUID that the library makes of its content.
func TestBundleIDIsTheLibrarysUUID(t *testing.T) {
	for _, content := range []string{"", "a", `{"kind":"node"}`} {
		require.Equal(t, uuid.NewHash(sha256.New(), uuid.NameSpaceURL, []byte(content), 5).String(), bundleID([]byte(content)))
	}
}
