package flip

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFilled(t *testing.T) {
	at := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	require.Equal(t, []string{"{rule: CNTR-MK-000550, reason: ~to be filled in~, by: ~to be filled in~, on: 2026-11-02, expires: 2027-05-02}"},
		filled("{rule: CNTR-MK-000550, reason, by, on, expires}", "", at))
	require.Equal(t, []string{"{key: k, value: true}", "{key: k, value: false}", `{key: k, value: "10"}`, "{key: k, value: 10}"}, filled("{key: k, value}", "at most 10", at))
	require.Nil(t, filled("{container: web, proto}", "", at), "nobody knows the protocol")
	// a name of a thing may hold what looks like keys
	require.Nil(t, filled("{network: "+strings.Repeat("x, value, ", 40)+"reason}", "", at))
}
