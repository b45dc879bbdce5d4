package scap

import (
	"fmt"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// export hands the values that selected rules export to the documents that their checks
// name (XCCDF 1.2, section 6.4.4.6). A variable that two rules give different values has
// none: it would be judged wrongly for one of them.
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
			if !ok || v.why != "" {
				continue
			}
			for _, ref := range check.ContentRef {
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

// exported says which values a check was judged by and, of a rule that was not decided,
// which it lacks.
func (j *judgement) exported(check *xccdf.Check, r *result.Result) {
	had := r.Missing
	defer func() {
		if r.Status != result.NotReviewed {
			r.Missing = had
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
			r.Missing = append(r.Missing, result.Missing{Fact: variable, Why: "two rules give this variable different values"})
		default:
			r.Notes = append(r.Notes, fmt.Sprintf("%s is %q, by %s", id, v.text, j.tailored.name()))
		}
	}
}

func (j *judgement) clashes(check *xccdf.Check, variable string) bool {
	for _, ref := range check.ContentRef {
		if _, ok := j.exports[ref.Href.String()][variable]; !ok {
			return true
		}
	}
	return false
}
