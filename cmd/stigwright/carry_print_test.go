package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/release"
)

// TestJSONDocumentsAreWrittenAsOthersAre: a receipt is the same bytes by the quick way. A
// byte that is not UTF-8 is the replacement character by both, here itself.
func TestJSONDocumentsAreWrittenAsOthersAre(t *testing.T) {
	odd := "\x00\x1f\u2028 <&> \"\\\u00e9\r\n\t\b\f\u007f/"
	whole := &release.Receipt{Schema: odd, Asset: odd, Remarks: []string{odd, ""}, STIGs: []*release.CarriedSTIG{nil, {}, {ID: odd, Stays: odd, Rows: []release.CarriedRow{{}, {
		STIGID: odd, Reason: release.Held, Why: []string{}, OldRuleID: odd, Fields: []release.CarriedField{{Name: odd}}, Edited: []release.CarriedField{},
		Kept: &release.Kept{Comments: odd, Unknown: []string{odd}},
	}}}}, Totals: release.Totals{In: -1, Out: 1 << 60}}
	for _, v := range []any{&release.Receipt{}, whole, map[string]any{"b": 1.5, "a": []int(nil)}, []string{}} {
		var want bytes.Buffer
		require.NoError(t, encodeJSON(&want, v))
		got, err := jsonDocument(v)
		require.NoError(t, err)
		require.Equal(t, want.String(), string(got))
	}
	got, err := jsonDocument([]string{"\xff"})
	require.NoError(t, err)
	require.Equal(t, "[\n  \"\uFFFD\"\n]\n", string(got))
}
