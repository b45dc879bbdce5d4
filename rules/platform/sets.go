package platform

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Comparison is a set that was found beside the one ssp.yaml states. What was found
// and is not stated is a finding; so is what is stated and was not found, provided
// that everything was looked at.
type Comparison struct {
	What   string   // of one element: grant
	Many   string   // of several: grants
	Have   []string // as found
	Want   []string // as stated
	Whole  bool     // have is complete
	Expect string   // of one element
	Facts  []string
	By     string // who approved the set
}

// Outcomes is the differences, then what both have, which is counted as a pass only
// where everything was looked at.
func (k Comparison) Outcomes() []rules.Outcome {
	have, want := Sorted(k.Have), Sorted(k.Want)
	var out []rules.Outcome
	alike := 0
	for _, x := range have {
		if slices.Contains(want, x) {
			alike++
			continue
		}
		out = append(out, rules.Outcome{Kind: result.Violates, Subject: k.What + " " + x, Expected: k.Expect,
			Actual: "is there and not in ssp.yaml", Facts: k.Facts})
	}
	if !k.Whole {
		return out
	}
	for _, x := range want {
		if !slices.Contains(have, x) {
			out = append(out, rules.Outcome{Kind: result.Violates, Subject: k.What + " " + x, Expected: k.Expect,
				Actual: "is in ssp.yaml and not there", Facts: k.Facts})
		}
	}
	if alike > 0 || len(out) == 0 {
		out = append(out, rules.Outcome{Kind: result.Pass, Subject: Plural(alike, k.What, k.Many), Expected: k.Expect,
			Actual: fmt.Sprintf("as ssp.yaml states them, of %d found and %d stated", len(have), len(want)), By: k.By, Facts: k.Facts})
	}
	return out
}

// Sorted is a list sorted and without repeats; the list given is not changed.
func Sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
