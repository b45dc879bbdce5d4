package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The short ways of Bare, RuleID and Revisionless say what the patterns say.
func TestShortWaysOfIDs(t *testing.T) {
	for _, prefix := range []string{"", "xccdf_mil.disa.stig_rule_", "xccdf__rule_", "xccdf_a_b_rule_", "xccdf_", "xccdf_x_rules_", "SV-2r2_rule ", "x", "#", " "} {
		for _, middle := range []string{"SV-1r1", "SV-230221r858734", "SV-r1", "SV-1r", "SV-1", "SV-1R1", "SV-1r1r1", "SV-1rr1", "SV-१r1", "sv-1r1", "V-1r1", "-", ""} {
			for _, end := range []string{"", "_rule", "_rule_rule", "_rul", " ", "_rule\n", "é"} {
				id := prefix + middle + end
				bare := strings.TrimPrefix(strings.TrimSpace(id), "#")
				bare = bare[len(spaced().FindString(bare)):]
				require.Equal(t, bare, Bare(id), "%q", id)
				rule := bare
				if bareRule().MatchString(bare) {
					rule += "_rule"
				}
				require.Equal(t, rule, RuleID(id), "%q", id)
				revisionless := ""
				if ruleIDs().MatchString(id) {
					revisionless = id[:strings.IndexByte(id, 'r')]
				}
				require.Equal(t, revisionless, Revisionless(id), fmt.Sprintf("%q", id))
			}
		}
	}
	require.Equal(t, "SV-230221", Revisionless("SV-230221r858734_rule"))
}
