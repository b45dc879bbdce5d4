package cci

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewRef(t *testing.T) {
	for index, want := range map[string][2]string{ // control, family
		"AC-2":               {"AC-2", "AC"},
		"AC-2 (4)":           {"AC-2 (4)", "AC"},
		"AC-2 (4) (a)":       {"AC-2 (4)", "AC"},
		"AC-12 (10) (b) (2)": {"AC-12 (10)", "AC"},
		"AC-1 a 1 (a)":       {"AC-1", "AC"},
		"CP-9 (c)":           {"CP-9", "CP"},
		"AR-1 a (1)":         {"AR-1", "AR"},
		"CP-4 (4)4":          {"CP-4 (4)", "CP"},
		"AC-2(4)":            {"AC-2", "AC"},
		"AC-2 (4":            {"AC-2", "AC"},
		"AC-2 ()":            {"AC-2", "AC"},
		"":                   {},
		"AC":                 {},
		"AC-":                {},
		"AC-x":               {},
		"ac-2":               {},
		"2.1.3":              {},
	} {
		require.Equal(t, Ref{Control: want[0], Family: want[1], Index: index}, newRef(index), "%q", index)
	}
}

func TestFormatIsTheReverseOfNumber(t *testing.T) {
	for _, n := range []int{0, 1, 366, 5147, 100000, 999999} {
		got, ok := number(format(n))
		require.True(t, ok)
		require.Equal(t, n, got)
	}
}

// Letters the table does not use give nothing rather than something wrong.
func TestUnknownLetters(t *testing.T) {
	require.Equal(t, []Status{Draft, Deprecated, Published, ""}, []Status{statusOf('d'), statusOf('x'), statusOf('p'), statusOf('?')})
	require.Equal(t, []Type{Policy, Technical, Both, ""}, []Type{typeOf('p'), typeOf('t'), typeOf('b'), typeOf('?')})
}
