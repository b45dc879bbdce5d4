package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/result"
)

// CheckTexts is the check texts the evaluators of a table were written against:
// STIG ID to SHA-256 digests (benchmark.Item.CheckDigest). The zero value knows
// none, so nothing can pass under it.
type CheckTexts map[string][]string

// ParseCheckTexts reads the list beside a table: a line a rule, its STIG ID and
// then its digests, separated by blanks; # begins a comment.
func ParseCheckTexts(file, text string) (CheckTexts, error) {
	out := CheckTexts{}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) < 2 || slices.ContainsFunc(words[1:], func(w string) bool { return len(w) != 64 }) {
			return nil, fmt.Errorf("%s:%d: is %q; want a STIG ID and SHA-256 digests", file, i+1, line)
		}
		out[words[0]] = append(out[words[0]], words[1:]...)
	}
	return out, nil
}

// unknown says that the loaded check text is none of those the evaluator was
// written for. A reworded check may ask for more than the evaluator looks at, so
// it may not pass until a person has compared the two.
func (t CheckTexts) unknown(id, digest string) []result.Missing {
	if slices.Contains(t[id], digest) {
		return nil
	}
	return []result.Missing{{
		Fact: "evaluator for this check text",
		Why:  "the benchmark's check text (SHA-256 " + digest + ") is not one this evaluator was written for",
		How:  []string{"compare the check with `stigwright explain " + id + "` and judge it by hand"},
	}}
}
