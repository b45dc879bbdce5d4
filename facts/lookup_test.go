package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLookup(t *testing.T) {
	s := NewSnapshot(nil, nil, EngineInfo.Is(Info{Name: "n1", LiveRestore: Some(true)}), EngineVersion.Partly(Version{}),
		MKEConfig.Is(NewTree(map[string]any{"auth": map[string]any{"minutes": 5, "key": redacted}})))
	text := func(path string) string {
		v, why := s.Lookup(path).Get()
		got, _ := v.Text()
		return got + why
	}
	require.Equal(t, "n1", text("docker_engine.info.Name"))
	require.Equal(t, "true", text("docker_engine.info.LiveRestoreEnabled"))
	require.Equal(t, "5", text("mke_config.auth.minutes"))
	require.Equal(t, "skipped: replaced before it was stored", text("mke_config.auth.key"))
	require.Equal(t, "not collected: the document has no auth.none", text("mke_config.auth.none"))
	require.Equal(t, "partly collected", text("docker_engine.version.Version"))
	require.Equal(t, "not collected", text("docker_engine.images"))
	require.Contains(t, text("nodes.hostname"), "no section")
	require.True(t, IsSection("node.hostname"))
	require.False(t, IsSection("nodes"))
}
