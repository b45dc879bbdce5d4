package answer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Question is what is asked about one row on one asset.
type Question struct {
	Benchmark   string
	IDs         []string // every id of the rule
	CheckSHA256 string   // of the check text; "" when it is not known
	Hosts       []string // every name of the asset
	Role        string
	Site        string
	Instance    string

	Found   result.Status // the status the row has
	Unknown bool          // its status is none of the four words
	Judged  bool          // tools came to a verdict
	Verdict result.Status // the worst they say

	Facts *facts.Snapshot // nil: none are given
	At    time.Time       // of the evaluation
}

// Decision is what becomes of the answers about one row.
type Decision struct {
	Answer    *Answer  // the one to apply; nil for none
	Disagrees string   // what the answer says otherwise than the tools or the row; "" for nothing
	Unbound   bool     // it is not bound to a check text
	Passed    []Passed // those that were not applied
	Asked     bool     // the file has an answer about the rule
}

// Passed is an answer that was not applied.
type Passed struct {
	*Answer
	Why string
	// Quiet says that nothing is wrong: it is for other assets, another status or
	// other facts than those found.
	Quiet bool
}

// Decide finds the answer to apply. One that expired, is dated later, lacks an approver
// and a date where it needs them, or answered another check text is passed over, and so
// is one whose conditions are not met or cannot be told. Which status gives way to it:
//
//	the row's status            answer without `status` in `when`   answer whose `when` names the status
//	Not_Reviewed                applied                             applied
//	Not_Reviewed, tools: Open   passed over                         applied where it names Open
//	the answer's own            texts alone                         texts alone
//	another one                 passed over                         applied, the disagreement is written down;
//	                                                                against Open it needs an expiry too
//	no known word               passed over                         passed over
//
// An answer without a status puts in its texts whatever the status is. Of several
// that apply the one counts that says most closely what it is for; where two as close
// differ, none does.
func (f *File) Decide(q Question) Decision {
	var d Decision
	var fit []*Answer
	for _, a := range f.about(q.Benchmark, q.IDs) {
		d.Asked = true
		if why, quiet := a.passed(q); why != "" {
			d.Passed = append(d.Passed, Passed{a, why, quiet})
			continue
		}
		fit = append(fit, a)
	}
	slices.SortStableFunc(fit, func(a, b *Answer) int { return b.rank() - a.rank() })
	if len(fit) == 0 {
		return d
	}
	for _, a := range fit[1:] {
		if a.rank() == fit[0].rank() && !a.same(fit[0]) {
			why := fmt.Sprintf("%s and %s both apply and differ; say in one of them what it is for", fit[0].Path, a.Path)
			d.Passed = append(d.Passed, Passed{fit[0], why, false}, Passed{a, why, false})
			return d
		}
		d.Passed = append(d.Passed, Passed{a, fit[0].Path + " says more closely what it is for", true})
	}
	d.Answer, d.Unbound, d.Disagrees = fit[0], fit[0].CheckSHA256 == "", fit[0].disagrees(q)
	return d
}

// passed says why a is not to be applied, "" when it is.
func (a *Answer) passed(q Question) (why string, quiet bool) {
	if why := a.elsewhere(q); why != "" {
		return why, true
	}
	if why := a.Uncounted(q.At); why != "" {
		return why, false
	}
	if why := a.unbound(q); why != "" {
		return why, false
	}
	for _, c := range a.Conditions {
		if why, missing := c.Unmet(q.Facts); why != "" {
			return why, !missing
		}
	}
	return a.stands(q)
}

// elsewhere says why a is not for the asset.
func (a *Answer) elsewhere(q Question) string {
	oneOf := func(list []facts.Pattern, names ...string) bool {
		return list == nil || slices.ContainsFunc(list, func(p facts.Pattern) bool {
			return slices.ContainsFunc(names, func(n string) bool {
				return facts.Pattern(strings.ToLower(string(p))).Matches(strings.ToLower(n))
			})
		})
	}
	switch {
	case !oneOf(a.Assets, q.Hosts...):
		return "is for other assets"
	case a.Roles != nil && !slices.Contains(a.Roles, q.Role):
		return "is for other roles"
	case !oneOf(a.Sites, q.Site):
		return "is for other sites"
	case !oneOf(a.Instances, q.Instance):
		return "is for other instances"
	}
	return ""
}

// Uncounted says why the answer counts for nothing at a time, whatever the row, "" when
// it counts.
func (a *Answer) Uncounted(at time.Time) string {
	var lacking []string
	if a.Improves() && a.By == "" {
		lacking = append(lacking, "by")
	}
	if a.Improves() && a.On == "" {
		lacking = append(lacking, "on")
	}
	if a.Expires == "" && a.Status != nil && *a.Status != result.Open && slices.Contains(a.Found, result.Open) {
		lacking = append(lacking, "expires")
	}
	switch {
	case lacking != nil:
		return "has no " + strings.Join(lacking, ", ") + ", and needs it to say what it says"
	case a.On != "" && a.On.After(at):
		return "is dated later: " + string(a.On)
	case a.Expires != "" && a.Expires.Before(at):
		return "expired on " + string(a.Expires)
	}
	return ""
}

// unbound says why the check text is not the one that was answered.
func (a *Answer) unbound(q Question) string {
	switch {
	case a.CheckSHA256 == "" || a.CheckSHA256 == q.CheckSHA256:
		return ""
	case q.CheckSHA256 == "":
		return "is bound to a check text, and the row has none"
	case a.On != "":
		return "is for another check text: the check text changed since " + string(a.On)
	}
	return "is for another check text: the check text changed"
}

// stands says why the row's status does not give way to a.
func (a *Answer) stands(q Question) (why string, quiet bool) {
	found := q.Found
	if found == result.NotReviewed && q.Judged && q.Verdict == result.Open {
		found = result.Open // somebody set the row back: the finding is there all the same
	}
	named := slices.Contains(a.Found, found)
	switch {
	case q.Unknown && (a.Status != nil || a.Found != nil):
		return "the row's status is no known word; it stands", false
	case named, a.Status == nil && a.Found == nil, a.Status != nil && *a.Status == q.Found:
		return "", false
	case a.Found == nil && found == result.NotReviewed:
		return "", false
	case a.Found != nil:
		return fmt.Sprintf("is for %s, and the row is %s", statusWords(a.Found), q.Found), true
	case found != q.Found:
		return fmt.Sprintf("the row is %s and tools say %s; an answer takes the place of that only when its `when` names %s", q.Found, found, found), false
	}
	return fmt.Sprintf("the row is %s, and stands: an answer takes the place of that only when its `when` names it", found), false
}

func (a *Answer) disagrees(q Question) string {
	switch {
	case a.Status == nil:
		return ""
	case q.Judged && q.Verdict != result.NotReviewed && q.Verdict != *a.Status:
		return fmt.Sprintf("tools say %s", q.Verdict)
	case q.Found != result.NotReviewed && q.Found != *a.Status:
		return fmt.Sprintf("the row said %s", q.Found)
	}
	return ""
}

// same reports whether two answers say the same.
func (a *Answer) same(b *Answer) bool {
	status := (a.Status == nil) == (b.Status == nil) && (a.Status == nil || *a.Status == *b.Status)
	return status && a.Details == b.Details && a.Comments == b.Comments && a.Severity == b.Severity && a.Justification == b.Justification
}

func statusWords(list []result.Status) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = s.String()
	}
	return strings.Join(words, ", ")
}
