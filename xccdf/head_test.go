package xccdf

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const headed = `<Benchmark xmlns="` + Namespace11 + `" id="A"><title>é</title><plain-text id="release-info">Release: 2</plain-text><version>1</version><Group id="V-1"/></Benchmark>`

func TestReadHeadEndsBeforeTheRules(t *testing.T) {
	end := strings.Index(headed, "<Group")
	for n := range len(headed) + 1 {
		b := ReadHead([]byte(headed[:n]))
		if n < end+len(`<Group id="V-1"/>`) { // the tag that ends the head is whole
			require.Nil(t, b, headed[:n])
			continue
		}
		require.NotNil(t, b, headed[:n])
		require.Equal(t, []string{"A", "1", "Release: 2", "é"}, []string{b.ID.String(), b.Version.Text.String(), b.ReleaseInfo(), b.Title.String()})
		require.Empty(t, b.Children)
	}
	require.NotNil(t, ReadHead([]byte(headed[:end]+`<Rule></wrong>`)), "what follows is not looked at")
}

func TestReadHeadLeavesToReadWhatItCannotTell(t *testing.T) {
	for _, without := range []string{` id="A"`, `<version>1</version>`, ` id="release-info"`, `<Group id="V-1"/>`, ` xmlns="` + Namespace11 + `"`} {
		data := strings.Replace(headed, without, "", 1)
		require.NotEqual(t, headed, data)
		require.Nil(t, ReadHead([]byte(data)), "without %s", without)
	}
	for _, data := range []string{"", "x", "<html></html>", "\xff>"} {
		require.Nil(t, ReadHead([]byte(data)), data)
	}
}

func FuzzReadHead(f *testing.F) {
	data, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(headed))
	f.Fuzz(func(t *testing.T, data []byte) {
		head := ReadHead(data)
		if head == nil {
			return
		}
		whole, err := Read("t.xml", data)
		if err != nil {
			return // damaged further on
		}
		require.Equal(t, string(whole.ID), string(head.ID))
		require.Equal(t, whole.Version, head.Version)
		require.Equal(t, whole.ReleaseInfo(), head.ReleaseInfo())
	})
}
