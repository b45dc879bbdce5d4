package mke

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// comparison is a set that was found beside the one ssp.yaml states. What was found
// and is not stated is a finding; so is what is stated and was not found, provided
// that everything was looked at.
type comparison struct {
	what   string   // of one element: grant
	many   string   // of several: grants
	have   []string // as found
	want   []string // as stated
	whole  bool     // have is complete
	expect string   // of one element
	facts  []string
	by     string // who approved the set
}

// outcomes is the differences, then what both have, which is counted as a pass only
// where everything was looked at.
func (k comparison) outcomes() []rules.Outcome {
	have, want := set(k.have), set(k.want)
	var out []rules.Outcome
	alike := 0
	for _, x := range have {
		if slices.Contains(want, x) {
			alike++
			continue
		}
		out = append(out, rules.Outcome{Kind: result.Violates, Subject: k.what + " " + x, Expected: k.expect,
			Actual: "is there and not in ssp.yaml", Facts: k.facts})
	}
	if !k.whole {
		return out
	}
	for _, x := range want {
		if !slices.Contains(have, x) {
			out = append(out, rules.Outcome{Kind: result.Violates, Subject: k.what + " " + x, Expected: k.expect,
				Actual: "is in ssp.yaml and not there", Facts: k.facts})
		}
	}
	if alike > 0 || len(out) == 0 {
		out = append(out, rules.Outcome{Kind: result.Pass, Subject: plural(alike, k.what, k.many), Expected: k.expect,
			Actual: fmt.Sprintf("as ssp.yaml states them, of %d found and %d stated", len(have), len(want)), By: k.by, Facts: k.facts})
	}
	return out
}

// set is a list sorted and without repeats; the list given is not changed.
func set(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
