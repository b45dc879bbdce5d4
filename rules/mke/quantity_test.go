package mke

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuantity(t *testing.T) {
	for _, pair := range [][2]string{{"1", "1000m"}, {"4", "4.0"}, {"1Gi", "1024Mi"}, {"1G", "1000M"}, {"0.5", "500m"}, {"1k", "1e3"}, {"2E", "2e18"}, {"1Ki", "1024"}, {" 1 ", "1"}, {"1000000n", "1m"}} {
		equal, known := sameQuantity(pair[0], pair[1])
		require.True(t, known, "%v", pair)
		require.True(t, equal, "%v", pair)
	}
	for _, pair := range [][2]string{{"1Gi", "1G"}, {"1", "1m"}, {"8Gi", "8Mi"}, {"1E", "1Ei"}} {
		equal, known := sameQuantity(pair[0], pair[1])
		require.True(t, known, "%v", pair)
		require.False(t, equal, "%v", pair)
	}
	for _, text := range []string{"", "x", "Gi", "1KI", "1ki", "1 Gi", "1Gib", "1/3", "0x10", "1_000", "1e999999999", "1e+99999", "1e5Gi", "--1", "1m1", "NaN", "Inf",
		"1111111111111111111111111111111111111111111111111111111111111111111"} {
		_, ok := quantity(text)
		require.False(t, ok, "%q", text)
	}
}
