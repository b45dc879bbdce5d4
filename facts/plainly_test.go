package facts

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
)

// What is read without reflection reads as it does with it, and what is not as wanted
// is still refused.
func TestPlainValues(t *testing.T) {
	for _, text := range []string{`0`, `-1`, `268435456`, `999999999999999`, `9223372036854775807`, `1.5`, `1e3`, `-0`, `"1"`, `true`, `9223372036854775808`} {
		var plain Maybe[int64]
		var whole int64
		got, want := json.Unmarshal([]byte(text), &plain), json.Unmarshal([]byte(text), &whole)
		require.Equal(t, want == nil, got == nil, text)
		if want == nil {
			require.Equal(t, Some(whole), plain, text)
		}
	}
	for _, text := range []string{`[]`, `[ ]`, `["a"]`, `["a", "\u00e9\n" , ""]`, `["a",1]`, `[null]`, `[["a"]]`} {
		var plain Maybe[[]string]
		var list []string
		got, want := json.Unmarshal([]byte(text), &plain), json.Unmarshal([]byte(text), &list)
		require.Equal(t, want == nil, got == nil, text)
		if want == nil {
			require.Equal(t, Some(list), plain, text)
		}
	}
}

// The room that a bundle asks for its containers is bounded by the text they take.
func TestRoomIsBounded(t *testing.T) {
	lie, none, below := 1<<40, 0, -5
	e := envelopeFact{value: member{raw: make([]byte, 10_000)}}
	require.Zero(t, e.room())
	for collected, want := range map[*int]int{&lie: 9, &none: 0, &below: 0} {
		e.collected = collected
		require.Equal(t, want, e.room())
	}
}
