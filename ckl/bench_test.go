package ckl

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// full is a checklist of 372 rows in format f.
func full(b *testing.B, f Format) []byte {
	b.Helper()
	const file = "stigviewer-2.17-rhel8-v1r8-full.ckl"
	c, _, err := Read(file, shared.Read(b, "samples", file))
	require.NoError(b, err)
	data, err := Write(c, f, "bench")
	require.NoError(b, err)
	return data
}

func benchmarkRead(b *testing.B, f Format) {
	data := full(b, f)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read("x", data); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkWrite(b *testing.B, f Format) {
	data := full(b, f)
	c, _, err := Read("x", data)
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(c, f, "bench"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCKL(b *testing.B)   { benchmarkRead(b, CKL) }
func BenchmarkReadCKLB(b *testing.B)  { benchmarkRead(b, CKLB) }
func BenchmarkWriteCKL(b *testing.B)  { benchmarkWrite(b, CKL) }
func BenchmarkWriteCKLB(b *testing.B) { benchmarkWrite(b, CKLB) }
