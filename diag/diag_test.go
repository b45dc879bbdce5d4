package diag

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorLeavesOutWhatIsNotKnown(t *testing.T) {
	require.Equal(t, `b.xml:3:7: Benchmark/Rule: severity is "x"; want low`,
		(&Error{File: "b.xml", Line: 3, Column: 7, Path: "Benchmark/Rule", Msg: `severity is "x"; want low`}).Error())
	require.Equal(t, "b.xml: is empty", (&Error{File: "b.xml", Msg: "is empty"}).Error())
	require.Equal(t, "reading: file does not exist", (&Error{Msg: "reading", Err: fs.ErrNotExist}).Error())
	require.Equal(t, "boom", (&Error{Err: errors.New("boom")}).Error())
}

func TestCauseAndListAreReachable(t *testing.T) {
	cause := &Error{File: "a", Msg: "m", Err: fs.ErrNotExist}
	err := fmt.Errorf("opening: %w", List{cause, {File: "b", Msg: "n"}}.Err())
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Len(t, Each(err), 2)
	require.Nil(t, List{}.Err())
	require.Empty(t, Each(nil))
	require.Equal(t, "plain", Each(errors.New("plain"))[0].Error())
}

func TestPlaceCountsCharacters(t *testing.T) {
	data := []byte("ab\né=x\n")
	for _, row := range []struct{ offset, line, column int }{
		{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 2}, {8, 3, 1}, {99, 3, 1}, {-1, 1, 1},
	} {
		line, column := Place(data, row.offset)
		require.Equal(t, [2]int{row.line, row.column}, [2]int{line, column}, "offset %d", row.offset)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"docker_group_members", "ports", "orchestrator"}
	require.Equal(t, "docker_group_members", Nearest("docker_group_member", known))
	require.Equal(t, "ports", Nearest("port", known))
	require.Equal(t, "", Nearest("zebra_crossing", known))
}
