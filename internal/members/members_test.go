package members

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type Maybe[T any] struct {
	State int
	Value T
}

type base struct {
	ID string `json:"id"`
}

type outer struct {
	sample
	Maybe Maybe[int] `json:"maybe"`
}

type sample struct {
	base
	Plain   bool
	Maybe   Maybe[[]string] `json:"maybe,omitzero"`
	Nested  map[string][]base
	Pointer *struct{ X int }
	At      time.Time `json:"at"`
	Raw     []byte
	Self    []sample
	Mark    *struct{}
	hidden  int
	Not     int `json:"-"`
}

func TestOf(t *testing.T) {
	require.Equal(t, []string{"Mark struct", "Nested{}[].id string", "Plain bool", "Pointer.X int", "Raw bytes", "Self[] as above", "at time.Time",
		"id string", "maybe?[] string"}, Of((*sample)(nil)))
	require.Contains(t, Of((*outer)(nil)), "id string")
	require.Contains(t, Of((*outer)(nil)), "maybe? int")
	require.NotContains(t, Of((*outer)(nil)), "maybe?[] string", "the outer one counts")
	require.Equal(t, []string{"[] string"}, Of((*[]string)(nil)))
	_ = sample{hidden: 1}
}

func TestPlain(t *testing.T) {
	const before = "v/1\nas a\n\tX bool\n\tY?.U bool\nas b\n\tX bool\n"
	require.Empty(t, plain(before, before))
	require.Empty(t, plain(before, "v/1\nas a\n\tX bool\n\tZ?[] bool\n\tW?{}[].V int\nas c\n\tX bool\n"), "less, what may be unknown, and a new answer")
	require.Equal(t, []string{"as b: Y bool"}, plain(before, before+"\tY bool\n"))
	require.Equal(t, []string{"as a: Y?.V bool"}, plain(before, "v/1\nas a\n\tX bool\n\tY?.U bool\n\tY?.V bool\n"), "what it stands in is no news")
}
