package ckl

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// sameBrief demands that ReadBrief gives what ReadAny gives without the texts it leaves
// out, with the same problems and errors. It reports whether the file was read.
func sameBrief(t *testing.T, name string, data []byte) bool {
	t.Helper()
	whole, problems, err := ReadAny(name, data)
	brief, again, errBrief := ReadBrief(name, data)
	require.Equal(t, err, errBrief)
	require.Equal(t, problems, again)
	if f, _ := Sniff(name, data); f == CKL && sniffAny(data) == 0 {
		for _, c := range whole {
			for _, s := range c.Stigs {
				for _, r := range s.Rows {
					*r = Row{VulnID: r.VulnID, Severity: r.Severity, RuleID: r.RuleID, STIGID: r.STIGID, LegacyIDs: r.LegacyIDs, CCIs: r.CCIs,
						Status: r.Status, StatusWord: r.StatusWord, SeverityOverride: r.SeverityOverride, Extra: r.Extra}
				}
			}
		}
	}
	require.Equal(t, whole, brief)
	return err == nil
}

func TestReadBriefOfSamples(t *testing.T) {
	for _, s := range sampleFiles {
		require.True(t, sameBrief(t, s.file, shared.Read(t, "samples", s.file)), s.file)
	}
}

func TestReadBriefOfOddFiles(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(5, 5))}
	read := 0
	for range 200 {
		if sameBrief(t, "x", []byte(g.ckl())) {
			read++
		}
	}
	require.NotZero(t, read)
	require.True(t, sameBrief(t, "x", []byte(looseCKL)))
	require.True(t, sameBrief(t, "x", []byte(`<CHECKLIST><STIGS><iSTIG><VULN><COMMENTS>a<b/></COMMENTS><COMMENTS>twice</COMMENTS><STATUS>so so</STATUS></VULN></iSTIG></STIGS></CHECKLIST>`)))
	for _, bad := range []string{"", "nothing", "{", "<CHECKLIST>", "<html>", "<CHECKLIST><STIGS><iSTIG><VULN><COMMENTS>&x;</COMMENTS></VULN></iSTIG></STIGS></CHECKLIST>"} {
		require.False(t, sameBrief(t, "x", []byte(bad)), bad)
	}
}
