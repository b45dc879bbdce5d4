package scap

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
)

// verdict is what one definition says of the rule: true is satisfied.
type verdict struct {
	id      string
	result  oval.Result
	clauses []result.Clause
	missing []result.Missing
}

// find is the results of the document that a check calls href.
func (j *judgement) find(href string) *oval.Results {
	for i, p := range j.programs {
		if p.href == href {
			return j.results[i]
		}
	}
	return nil
}

// inventoryOf is the results of the document that a dictionary calls href.
func (j *judgement) inventoryOf(href string) *oval.Results {
	for i, p := range j.inventories {
		if p.href == href {
			return j.about[i]
		}
	}
	return nil
}

// definition is what the definition says of the rule. A definition of a vulnerability
// or of a missing patch is satisfied when it is false (XCCDF 1.2, section 7.2.3.5).
func (j *judgement) definition(href, id string) verdict {
	v := verdict{id: id, result: oval.Unknown}
	res := j.find(href)
	if res == nil {
		v.missing = lacking(id, "the document "+href+" is not in the benchmark")
		return v
	}
	d, ok := res.Definition(id)
	if !ok {
		v.missing = lacking(id, "no such definition in "+href)
		return v
	}
	v.result = d.Result
	reversed := d.Definition.Class == oval.Vulnerability || d.Definition.Class == oval.Patch
	if reversed {
		v.result = v.result.Negate()
	}
	for _, one := range res.Decisive(d.Definition) {
		v.clauses = append(v.clauses, clause(res, one, v.result))
		if r := one.Test.Result; r != oval.True && r != oval.False {
			v.missing = append(v.missing, result.Missing{Fact: one.Test.Test.ID, Why: said(one.Test),
				How: []string{"collect the system characteristics again with this benchmark's definitions"}})
		}
	}
	for _, m := range d.Messages {
		v.missing = append(v.missing, result.Missing{Fact: id, Why: m.Text})
	}
	return v
}

func lacking(id, why string) []result.Missing {
	return []result.Missing{{Fact: id, Why: why}}
}

// said is why a test was not decided.
func said(t *oval.TestResult) string {
	var words []string
	for _, m := range t.Messages {
		words = append(words, m.Text)
	}
	if len(words) == 0 {
		return "the test is " + t.Result.String()
	}
	return strings.Join(words, "; ")
}

// clause is one test as evidence: what it wanted and what it met.
func clause(res *oval.Results, one oval.Decisive, of oval.Result) result.Clause {
	t := one.Test.Test
	c := result.Clause{Name: orElse(strings.Join(strings.Fields(t.Comment), " "), t.ID), Label: t.ID,
		Expected: res.Wanted(one.Test), Actual: res.Found(one.Test), Facts: []string{t.ID, t.Object}}
	if one.Opposite {
		c.Expected = "not: " + c.Expected
	}
	switch {
	case one.Test.Result != oval.True && one.Test.Result != oval.False:
		c.Kind = result.Unknown
	case of == oval.True:
		c.Kind = result.Pass
	case of == oval.False:
		c.Kind = result.Violates
	}
	return c
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// basis is what the verdicts rest on.
func (j *judgement) basis() result.Basis {
	h := j.system.Host
	b := result.Basis{
		Asset:     orElse(h.Name, "an unnamed system"),
		Benchmark: j.bench.Label() + ", XCCDF SHA-256 " + j.bench.SHA256,
		Tool:      j.Tool,
	}
	when := "at an unknown time"
	if at, ok := Collected(j.system); ok {
		when = at.Format(time.RFC3339)
	} else {
		b.Timeless = true
	}
	b.Facts = []string{
		fmt.Sprintf("system characteristics %s, collected %s", path.Base(j.system.File), when),
		fmt.Sprintf("of %s, %s %s, %s", orElse(h.Name, "an unnamed system"), h.OSName, h.OSVersion, h.Architecture),
	}
	if j.About != nil {
		b.Facts = append(b.Facts, "its platform by system characteristics "+path.Base(j.About.File))
	}
	return b
}

// Collected is when system characteristics were collected, in UTC where they name no
// zone; false when they do not say.
func Collected(system *oval.Characteristics) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, system.Generator.Timestamp); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
