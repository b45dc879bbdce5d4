package platform

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVersionCompare(t *testing.T) {
	for _, row := range []struct {
		a, b  string
		order int
		told  bool
	}{
		{"3.7.10", "3.7.9", 1, true},
		{"3.7.4", "3.7.4", 0, true},
		{"3.7.4", "3.7.4.0", 0, true},
		{"v3.7.4", "3.7.4", 0, true},
		{"3.8.0", "3.7.16", 1, true},
		{"3.8.0-rc1", "3.8.0", -1, true},
		{"3.8.0", "3.8.0-tp2", 1, true},
		{"3.8.0-rc10", "3.8.0-rc9", 1, true},
		{"3.8.0-rc1", "3.8.0-rc.1", 1, true},
		{"3.8.0-beta2", "3.8.0-rc1", -1, true},
		{"3.8.0+build7", "3.8.0", 0, true},
		{"3.8.4-ubi", "3.8.4", 0, false},
		{"3.8.4-ubi", "3.8.4-ubi", 0, true},
		{"3.8.3-ubi", "3.8.4", -1, true},
		{"3.8.5-ubi", "3.8.4", 1, true},
	} {
		a, okA := ParseVersion(row.a)
		b, okB := ParseVersion(row.b)
		require.True(t, okA && okB, "%s %s", row.a, row.b)
		order, told := a.Compare(b)
		require.Equal(t, []any{row.order, row.told}, []any{order, told}, "%s %s", row.a, row.b)
		back, _ := b.Compare(a)
		require.Equal(t, -order, back, "%s %s", row.b, row.a)
	}
}

func TestNoVersion(t *testing.T) {
	for _, text := range []string{"", "latest", "3", "3.7", "3.7.", "3.7.x", "-1.2.3", "3.7.4-", "+3.7.4", "3.7.99999999999", "<none>", "3.7.4 "} {
		_, ok := ParseVersion(text)
		require.False(t, ok, text)
	}
}
