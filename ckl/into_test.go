package ckl

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/result"
)

// What is written into memory that was used before is what is written into none, also
// where that memory is too small.
func TestWriteIntoUsedMemory(t *testing.T) {
	b := bench(t, "T", release1, 3)
	c := New(node1, []*benchmark.Benchmark{b})
	_, err := Apply(c, node1, judge(b, result.Open, result.NotAFinding, result.NotApplicable))
	require.NoError(t, err)
	for _, f := range []Format{CKL, CKLB} {
		want, err := Write(c, f, "1")
		require.NoError(t, err)
		for _, size := range []int{0, 1, len(want) - 1, 4 * len(want)} {
			used := slices.Repeat([]byte("x"), size)
			got, err := WriteInto(used, c, f, "1")
			require.NoError(t, err)
			require.Equal(t, string(want), string(got), "%s, %d bytes", f, size)
		}
		got, err := WriteInto(make([]byte, 4*len(want)), c, f, "1")
		require.NoError(t, err)
		require.Greater(t, cap(got), 3*len(want), "the memory is used")
	}
}
