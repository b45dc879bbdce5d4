package ckl

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A text that is a part of a line of another is another text.
func TestJoinTellsTextsFromPartsOfLines(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Not Compliant.", "Compliant.", "Not Compliant.\n\nCompliant."},
		{"Compliant.", "Not Compliant.", "Compliant.\n\nNot Compliant."},
		{"one\ntwo\nthree", "two", "one\ntwo\nthree"},
		{"two", "one\r\ntwo\r\nthree", "one\r\ntwo\r\nthree"},
		{"one\r\ntwo", "one\ntwo\n", "one\r\ntwo"},
		{"one\ntwo", "one\nt", "one\ntwo\n\none\nt"},
		{"Compliant. Ann", "Compliant.", "Compliant. Ann"}, {"Compliant, I think", "Compliant", "Compliant, I think"},
		{"oneness\none", "one", "oneness\none"},
		{"", "x", "x"}, {"x", " ", "x"}, {"same", "same", "same"},
	} {
		require.Equal(t, c.want, join(c.a, c.b), "%q %q", c.a, c.b)
	}
}
