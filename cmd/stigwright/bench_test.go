package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// BenchmarkEvaluate is the main job inside one process: the published zip and one
// node's facts in, both checklists out.
func BenchmarkEvaluate(b *testing.B) {
	bundles := shared.Dir(b, "facts-samples", "bundles")
	out := b.TempDir()
	args := []string{"evaluate", "-q", "-b", shared.Dir(b, "corpus", "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"),
		"-f", filepath.Join(bundles, "noncompliant", "node1.json"), "-i", filepath.Join(bundles, "ssp.yaml"),
		"--time", "2026-11-21T00:00:00Z", "-o", out}
	for b.Loop() {
		require.NoError(b, os.RemoveAll(out))
		require.Zero(b, run(args, nil, io.Discard, io.Discard))
	}
}
