package xccdf

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// discussionBySearch is ParseDiscussion by its definition: it looks for each tag by itself.
func discussionBySearch(s string) Discussion {
	var d Discussion
	found := false
	for i, text := range []*string{&d.VulnDiscussion, &d.FalsePositives, &d.FalseNegatives, &d.Documentable, &d.Mitigations,
		&d.SeverityOverrideGuidance, &d.PotentialImpacts, &d.ThirdPartyTools, &d.MitigationControl, &d.Responsibility, &d.IAControls} {
		open, end := "<"+discussionTag(i)+">", "</"+discussionTag(i)+">"
		if _, rest, ok := strings.Cut(s, open); ok {
			if last := strings.LastIndex(rest, end); last >= 0 {
				*text, found = strings.ReplaceAll(rest[:last], end+open, ", "), true
			}
		}
	}
	if !found {
		d.VulnDiscussion = s
	}
	return d
}

func FuzzParseDiscussion(f *testing.F) {
	for i := range discussionTags {
		f.Add("<"+discussionTag(i)+">a</"+discussionTag(i)+"><"+discussionTag(i)+">b</"+discussionTag(i)+">", byte(i))
	}
	f.Add("</1><<1></<1>x<1></1></1><1><2>", byte(0))
	f.Add("<1></1></1><1></1", byte(9))
	f.Fuzz(func(t *testing.T, s string, first byte) {
		for i := range 3 { // so that a short input may hold tags
			s = strings.ReplaceAll(s, string(rune('1'+i)), discussionTag((int(first)+i)%discussionTags))
		}
		require.Equal(t, discussionBySearch(s), ParseDiscussion(s), "%q", s)
	})
}
