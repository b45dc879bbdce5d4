package scap

import (
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
)

// namespaceCPE is that of platform specifications (NIST IR 7698, CPE 2.3 applicability language).
const namespaceCPE = "http://cpe.mitre.org/language/2.0"

// platform is one platform of the platform-specification.
type platform struct {
	title string
	test  *logicalTest
}

// logicalTest joins facts and further tests.
type logicalTest struct {
	operator oval.Operator
	negate   bool
	facts    []factRef
	tests    []*logicalTest
}

// factRef names an OVAL definition; without one it is a CPE name, which nobody here judges.
type factRef struct{ href, id, cpe string }

// readPlatforms reads the platform-specification of the benchmark, which its model
// keeps as source.
func (c *Checker) readPlatforms() error {
	for _, e := range c.bench.Doc.Unknown.Elements {
		if !strings.Contains(string(e.Raw[:min(len(e.Raw), 100)]), "platform-specification") {
			continue
		}
		doc := xmlio.Standalone(e.Raw, c.declarations(e.Raw))
		cur, err := xmlio.Parse(c.bench.FileName, doc, xmlio.DefaultLimits())
		if err != nil {
			return err
		}
		for kids := cur.Children(); kids.Next(); {
			if cur.Local() == "platform" {
				id := cur.Attr("id").String()
				c.platforms[id] = readPlatform(cur)
			}
		}
		if err := cur.End(); err != nil {
			return err
		}
	}
	return nil
}

// declarations are the namespaces that source cut out of a document may need: its own
// prefix as that of platform specifications.
func (c *Checker) declarations(raw []byte) []xmlio.Namespace {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(raw[:min(len(raw), 100)]), "<"), " ")
	name, _, _ = strings.Cut(name, ">")
	prefix, _, found := strings.Cut(name, ":")
	if !found {
		prefix = ""
	}
	return []xmlio.Namespace{{Prefix: prefix, URI: namespaceCPE}}
}

func readPlatform(c *xmlio.Cursor) *platform {
	p := &platform{}
	for kids := c.Children(); kids.Next(); {
		switch c.Local() {
		case "title":
			p.title = strings.TrimSpace(c.Text().String())
		case "logical-test":
			p.test = readLogicalTest(c)
		}
	}
	return p
}

// readLogicalTest reads a test and those in it; the depth of documents is limited.
func readLogicalTest(c *xmlio.Cursor) *logicalTest {
	t := &logicalTest{negate: isTrue(c.Attr("negate"))}
	if c.Attr("operator").String() == "OR" {
		t.operator = oval.OR
	}
	for kids := c.Children(); kids.Next(); {
		switch c.Local() {
		case "logical-test":
			t.tests = append(t.tests, readLogicalTest(c))
		case "check-fact-ref":
			t.facts = append(t.facts, factRef{href: c.Attr("href").String(), id: c.Attr("id-ref").String()})
		case "fact-ref":
			t.facts = append(t.facts, factRef{cpe: c.Attr("name").String()})
		}
	}
	return t
}

func isTrue(t xmlio.Text) bool {
	s := strings.TrimSpace(t.String())
	return s == "true" || s == "1"
}

// applicability is whether a rule is for this system: true when it names no platform.
type applicability struct {
	result  oval.Result
	name    string // of the platforms, in words
	clauses []result.Clause
}

// applies judges the platforms of a rule, of which one suffices, and those of its
// groups, of each of which one must hold too.
func (j *judgement) applies(item *benchmark.Item) applicability {
	lists := [][]string{}
	for _, g := range item.Groups {
		lists = append(lists, platformRefs(len(g.Platform), func(i int) string { return g.Platform[i].IDRef.String() }))
	}
	lists = append(lists, platformRefs(len(item.Rule.Platform), func(i int) string { return item.Rule.Platform[i].IDRef.String() }))
	out := applicability{result: oval.True}
	var all oval.Tally
	var names []string
	for _, refs := range lists {
		if len(refs) == 0 {
			continue
		}
		var any oval.Tally
		for _, ref := range refs {
			result, name, clauses := j.platform(ref)
			any.Add(result)
			names = append(names, name)
			out.clauses = append(out.clauses, clauses...)
		}
		all.Add(oval.OR.Of(any))
	}
	if len(names) > 0 {
		out.result, out.name = oval.AND.Of(all), strings.Join(names, ", ")
	}
	return out
}

func platformRefs(n int, ref func(int) string) (list []string) {
	for i := range n {
		list = append(list, strings.TrimSpace(ref(i)))
	}
	return list
}

// platform is whether this system is the platform that ref names.
func (j *judgement) platform(ref string) (result oval.Result, name string, clauses []result.Clause) {
	id, local := strings.CutPrefix(ref, "#")
	p := j.platforms[id]
	if !local || p == nil || p.test == nil {
		return oval.Unknown, ref, nil
	}
	name = orElse(p.title, id)
	result = j.logical(p.test, &clauses)
	return result, name, clauses
}

func (j *judgement) logical(t *logicalTest, clauses *[]result.Clause) oval.Result {
	var tally oval.Tally
	for _, f := range t.facts {
		if f.id == "" {
			tally.Add(oval.Unknown)
			continue
		}
		v := j.inventory(f)
		*clauses = append(*clauses, v.clauses...)
		tally.Add(v.result)
	}
	for _, inner := range t.tests {
		tally.Add(j.logical(inner, clauses))
	}
	out := t.operator.Of(tally)
	if t.negate {
		return out.Negate()
	}
	return out
}

// inventory is a definition taken as it is, whatever its class.
func (j *judgement) inventory(f factRef) verdict {
	v := verdict{id: f.id, result: oval.Unknown}
	res := j.find(f.href)
	if res == nil {
		return v
	}
	d, ok := res.Definition(f.id)
	if !ok {
		return v
	}
	v.result = d.Result
	for _, one := range res.Decisive(d.Definition) {
		v.clauses = append(v.clauses, clause(res, one, oval.True))
	}
	return v
}
