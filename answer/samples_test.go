package answer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

var at = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// fresh is a checklist as nobody has worked on it yet.
func fresh(c *ckl.Checklist) *ckl.Checklist {
	out := c.Clone()
	for _, s := range out.Stigs {
		for _, r := range s.Rows {
			r.Status, r.StatusWord, r.FindingDetails, r.Comments, r.SeverityOverride, r.SeverityJustification = result.NotReviewed, "", "", "", "", ""
			r.Extra = nil
		}
	}
	return out
}

// TestSamplesRoundTrip: the answers of each real checklist, applied to a fresh one, give
// its statuses and texts, and nothing a second time.
func TestSamplesRoundTrip(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shared.Dir(t), "samples", "*.ckl*"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			was, _, err := ckl.Read(path, data)
			require.NoError(t, err)
			made, rep := FromChecklist(was, InitOptions{By: "J. Doe", On: "2026-01-01", Tools: true})
			require.Equal(t, rep.Rows, rep.Answers+rep.Empty+rep.Tools+rep.Odd)
			f, err := Read("a.yaml", Write(made, ""))
			require.NoError(t, err)

			now := fresh(was)
			report := Apply(now, f, Options{At: at})
			require.Equal(t, rep.Answers, report.Count(Applied), "%v", report.Events)
			for i, s := range was.Stigs {
				for j, r := range s.Rows {
					got := now.Stigs[i].Rows[j]
					require.Equal(t, r.Status, got.Status, r.VulnID)
					require.Equal(t, r.FindingDetails, TextOf(got), r.VulnID)
					require.Equal(t, []string{r.Comments, r.SeverityOverride, r.SeverityJustification},
						[]string{got.Comments, got.SeverityOverride, got.SeverityJustification}, r.VulnID)
				}
			}
			again := now.Clone()
			Apply(again, f, Options{At: at})
			require.Equal(t, now, again)

			// On the checklist they are of they change nothing.
			same := was.Clone()
			Apply(same, f, Options{At: at})
			require.Equal(t, was, same)

			// When they have expired everything is as before.
			for i := range f.Answers {
				f.Answers[i].Expires = "2026-05-01"
			}
			report = Apply(now, f, Options{At: at})
			require.Equal(t, rep.Answers, report.Count(Withdrawn))
			require.Equal(t, fresh(was), now)
		})
	}
}

// TestSamplesPeopleAlone: without Tools no status of a tool becomes an answer.
func TestSamplesPeopleAlone(t *testing.T) {
	path := filepath.Join(shared.Dir(t), "samples", "evaluate-stig-chrome-v2r8.ckl")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	c, _, err := ckl.Read(path, data)
	require.NoError(t, err)
	f, rep := FromChecklist(c, InitOptions{By: "J. Doe", On: "2026-01-01"})
	require.Positive(t, rep.Tools)
	require.Equal(t, rep.Rows, rep.Answers+rep.Empty+rep.Tools+rep.Odd)
	for _, a := range f.Answers {
		require.NotContains(t, strings.ToUpper(a.Details), "EVALUATE-STIG")
	}
}
