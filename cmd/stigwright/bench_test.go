package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
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

// BenchmarkCarry is the move of an answered checklist of some 370 rows to the release
// five later, inside one process: checklist and zip in, checklist and receipts out.
func BenchmarkCarry(b *testing.B) {
	dir := b.TempDir()
	source, err := benchmark.OpenSource(osFS{}, shared.Dir(b, "corpus", "U_SRG-STIG_Library_part.zip"))
	require.NoError(b, err)
	defer source.Close()
	for i := range source.Len() {
		if strings.HasSuffix(source.Name(i), "U_RHEL_8_STIG_V1R13.zip") {
			bundle, err := source.Read(i)
			require.NoError(b, err)
			xml, err := bundle.Benchmarks[0].Doc.Write()
			require.NoError(b, err)
			require.NoError(b, os.WriteFile(filepath.Join(dir, "new.xml"), xml, 0o600))
		}
	}
	out := filepath.Join(dir, "out")
	args := []string{"carry", "-q", shared.Dir(b, "samples", "stigviewer-2.17-rhel8-v1r8-full.ckl"), "-b", filepath.Join(dir, "new.xml"), "-o", filepath.Join(out, "x.ckl")}
	for b.Loop() {
		require.NoError(b, os.RemoveAll(out))
		require.Zero(b, run(args, nil, io.Discard, io.Discard))
	}
}
