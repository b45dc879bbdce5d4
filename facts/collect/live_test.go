package collect

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// The sources work on the machine that the tests run on: what they find there nobody
// knows beforehand, but it can be written as a bundle.
func TestHostSourcesHere(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("sources of Linux")
	}
	target, close, err := ThisHost(func() time.Time { return at })
	require.NoError(t, err)
	defer func() { require.NoError(t, close()) }()
	had := Had{}
	for _, s := range HostSources(target) {
		had[s.Section] = collected(t, s, target, had)
	}
	text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: had})
	require.NoError(t, err)
	if file := os.Getenv("STIGWRIGHT_SHOW_BUNDLE"); file != "" {
		require.NoError(t, os.WriteFile(file, text, 0o600))
	}
}

func TestTouchesSayWhy(t *testing.T) {
	for _, s := range HostSources(&Target{Live: true}) {
		require.NotEmpty(t, s.Touches, s.Section)
		for _, touch := range s.Touches {
			require.NotEmpty(t, touch.Kind, s.Section)
			require.NotEmpty(t, touch.Ref, s.Section)
			require.NotEmpty(t, touch.Why, s.Section)
		}
	}
}

// All sources of a host, on the machine that measures.
func BenchmarkHostSources(b *testing.B) {
	target, close, err := ThisHost(func() time.Time { return at })
	require.NoError(b, err)
	defer func() { require.NoError(b, close()) }()
	b.ReportAllocs()
	for b.Loop() {
		had := Had{}
		for _, s := range HostSources(target) {
			had[s.Section] = s.Collect(b.Context(), target, had)
		}
	}
}
