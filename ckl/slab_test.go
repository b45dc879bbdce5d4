package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Strings of one piece of memory stay what they were while others are added, and across
// its end.
func TestSlab(t *testing.T) {
	var s slab
	var want, got []string
	for i := range 5 * slabSize / 100 {
		source := strings.Repeat("a&lt;\r\n", i%400) + "x"
		want = append(want, xmlio.Text(source).String())
		got = append(got, s.text(xmlio.Text(source)))
	}
	require.Equal(t, want, got)
	require.Empty(t, s.text(nil))
}
