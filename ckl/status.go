package ckl

import "github.com/stigwright/stigwright/result"

// word is s as f spells it (checklist-formats 1.6 and 2.5). A row with a word of
// its own keeps it: dropping it would lose what a person or program said. But one that f
// knows, such as the NotAFinding of a .cklb in a .ckl, is not written there: what was no
// pass would become one.
func (r *Row) word(f Format) string {
	if r.StatusWord != "" && !known(f, r.StatusWord) {
		return r.StatusWord
	}
	if f != CKLB {
		return r.Status.String()
	}
	switch r.Status {
	case result.NotAFinding:
		return "not_a_finding"
	case result.NotApplicable:
		return "not_applicable"
	case result.Open:
		return "open"
	default:
		return "not_reviewed"
	}
}

// told is the word of the row for people who compare rows: also one that is no status in
// its own format and would be one in another, which is neither that status nor none.
func (r *Row) told() string {
	if r.StatusWord != "" && known(CKL, r.StatusWord) {
		return r.StatusWord + " (no status word of its file)"
	}
	return r.word(CKL)
}

// known reports whether word is a status word of f.
func known(f Format, word string) bool {
	if f == CKLB {
		return word == "not_a_finding" || word == "not_applicable" || word == "open" || word == "not_reviewed"
	}
	return word == "NotAFinding" || word == "Not_Applicable" || word == "Open" || word == "Not_Reviewed"
}

// words is every status word of f.
func words(f Format) []string {
	out := make([]string, 0, 4)
	for _, s := range result.Statuses() {
		out = append(out, (&Row{Status: s}).word(f))
	}
	return out
}

// setWord takes a status word of f. Words are exact, as STIG Manager reads them:
// a guess here could turn a typo into a pass. Another word leaves the row
// NotReviewed, is kept, and reports false.
func (r *Row) setWord(f Format, word string) bool {
	r.Status, r.StatusWord = result.NotReviewed, ""
	if word == "" {
		return true
	}
	for _, s := range result.Statuses() {
		if (&Row{Status: s}).word(f) == word {
			r.Status = s
			return true
		}
	}
	r.StatusWord = word
	return false
}
