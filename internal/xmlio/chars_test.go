package xmlio

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every byte, at every place of the words that are looked at together, is judged as it
// is when looked at alone.
func TestFirstIllegalInWords(t *testing.T) {
	for _, fill := range []byte{'a', '\n'} {
		for at := range 40 {
			for b := range 256 {
				data := bytes.Repeat([]byte{fill}, 40)
				data[at] = byte(b)
				want := -1
				if b >= 0x80 || !Legal(rune(b)) { // alone, no byte above ASCII is UTF-8
					want = at
				}
				require.Equal(t, want, firstIllegal(data), "byte %#x at %d among %q", b, at, fill)
			}
		}
	}
	require.Equal(t, -1, firstIllegal([]byte("ünïcode \U0001F600 among plain words, and \u00e9 more")))
	require.Equal(t, 9, firstIllegal([]byte("é1234567\uFFFE and on and on and on")))
}
