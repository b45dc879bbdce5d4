package scap

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// export hands the values that selected rules export to the documents that their checks
// name (XCCDF 1.2, section 6.4.4.6). A variable that two rules give different values, or
// one of them none, has none: it would be judged wrongly for one of them.
func (c *Checker) export() {
	c.exports = map[string]oval.Externals{}
	clash := map[[2]string]bool{}
	for i := range c.bench.Items {
		item := &c.bench.Items[i]
		check := c.checkOf(item)
		if check == nil || !c.tailored.chosenRule(item) {
			continue
		}
		for _, e := range check.Export {
			v, ok := c.tailored.values[e.ValueID.String()]
			for _, ref := range check.ContentRef {
				if !ok || v.why != "" {
					clash[[2]string{ref.Href.String(), e.Name.String()}] = true
					continue
				}
				c.exportTo(ref.Href.String(), e.Name.String(), v.text, clash)
			}
		}
	}
	for at := range clash {
		delete(c.exports[at[0]], at[1])
	}
}

func (c *Checker) exportTo(href, variable, text string, clash map[[2]string]bool) {
	if c.exports[href] == nil {
		c.exports[href] = oval.Externals{}
	}
	if old, ok := c.exports[href][variable]; ok && old[0] != text {
		clash[[2]string{href, variable}] = true
		return
	}
	c.exports[href][variable] = []string{text}
}

// checkOf is the check of a rule in OVAL that the profile means, nil when there is none.
func (c *Checker) checkOf(item *benchmark.Item) *xccdf.Check {
	return ovalCheck(item.Rule, c.tailored.selectors[item.Rule.ID.String()])
}

// exported says which values a check was judged by and which it lacks: a verdict without
// one of its own values is taken back.
func (j *judgement) exported(check *xccdf.Check, r *result.Result) {
	had := len(r.Missing)
	defer func() {
		if r.Status != result.NotReviewed && len(r.Missing) > had {
			r.Status, r.Reason = result.NotReviewed, "The rule lacks a value that its check is judged by."
		}
	}()
	for _, e := range check.Export {
		id, variable := e.ValueID.String(), e.Name.String()
		v, ok := j.tailored.values[id]
		switch {
		case !ok:
			r.Missing = append(r.Missing, result.Missing{Fact: id, Why: "the benchmark has no such Value"})
		case v.why != "":
			r.Missing = append(r.Missing, result.Missing{Fact: id, Why: v.why})
		case j.clashes(check, variable):
			r.Missing = append(r.Missing, result.Missing{Fact: variable, Why: "two rules give this variable different values, or one of them none"})
		default:
			r.Notes = append(r.Notes, fmt.Sprintf("%s is %q, by %s", id, v.text, j.tailored.name()))
		}
	}
	for _, variable := range j.borrowed(check) {
		r.Missing = append(r.Missing, result.Missing{Fact: variable, Why: "the rule gives this variable no value, and that of another rule is not its own"})
	}
}

// borrowed are the variables that the definitions of a check depend on and to which other
// rules alone give a value.
func (j *judgement) borrowed(check *xccdf.Check) (ids []string) {
	for _, ref := range check.ContentRef {
		href := ref.Href.String()
		i := slices.IndexFunc(j.programs, func(p program) bool { return p.href == href })
		if i < 0 {
			continue
		}
		for _, id := range j.programs[i].Externals(ref.Name.String()) {
			_, given := j.exports[href][id]
			own := slices.ContainsFunc(check.Export, func(e xccdf.CheckExport) bool { return e.Name.String() == id })
			if given && !own && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func (j *judgement) clashes(check *xccdf.Check, variable string) bool {
	for _, ref := range check.ContentRef {
		if _, ok := j.exports[ref.Href.String()][variable]; !ok {
			return true
		}
	}
	return false
}
