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

// factRef names an OVAL definition; without one it is a CPE name, which a dictionary knows.
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

// applicability is whether a rule, or the benchmark, is for this system: true when it names
// no platform.
type applicability struct {
	result  oval.Result
	name    string // of the platforms, in words
	clauses []result.Clause
	missing []result.Missing // why it is not decided
}

// applies judges the platforms of a rule, of which one suffices, and those of its
// groups, of each of which one must hold too.
func (j *judgement) applies(item *benchmark.Item) applicability {
	lists := [][]string{}
	for _, g := range item.Groups {
		lists = append(lists, idrefs(g.Platform))
	}
	return j.all(append(lists, idrefs(item.Rule.Platform)))
}

// all judges lists of platforms, of each of which one must hold.
func (j *judgement) all(lists [][]string) applicability {
	out := applicability{result: oval.True}
	var all oval.Tally
	var names []string
	for _, refs := range lists {
		if len(refs) == 0 {
			continue
		}
		var any oval.Tally
		var missing []result.Missing
		for _, ref := range refs {
			result, name := j.platform(ref, &out.clauses, &missing)
			any.Add(result)
			names = append(names, name)
		}
		one := oval.OR.Of(any)
		if one != oval.True && one != oval.False {
			out.missing = append(out.missing, missing...)
		}
		all.Add(one)
	}
	if len(names) > 0 {
		out.result, out.name = oval.AND.Of(all), strings.Join(names, ", ")
	}
	return out
}

// platform is whether this system is the platform that ref names.
func (j *judgement) platform(ref string, clauses *[]result.Clause, missing *[]result.Missing) (r oval.Result, name string) {
	id, local := strings.CutPrefix(ref, "#")
	if !local {
		return j.named(ref, clauses, missing)
	}
	p := j.platforms[id]
	if p == nil || p.test == nil {
		*missing = append(*missing, result.Missing{Fact: ref, Why: "the benchmark does not describe this platform"})
		return oval.Unknown, ref
	}
	return j.logical(p.test, clauses, missing), orElse(p.title, id)
}

func (j *judgement) logical(t *logicalTest, clauses *[]result.Clause, missing *[]result.Missing) oval.Result {
	var tally oval.Tally
	for _, f := range t.facts {
		if f.id == "" {
			r, _ := j.named(f.cpe, clauses, missing)
			tally.Add(r)
			continue
		}
		v := j.inventory(f)
		*clauses = append(*clauses, v.clauses...)
		*missing = append(*missing, v.missing...)
		tally.Add(v.result)
	}
	for _, inner := range t.tests {
		tally.Add(j.logical(inner, clauses, missing))
	}
	out := t.operator.Of(tally)
	if t.negate {
		return out.Negate()
	}
	return out
}

// inventory is a definition taken as it is, whatever its class. One that does not apply
// does not say that the system is the platform, nor that it is not.
func (j *judgement) inventory(f factRef) verdict {
	v := verdict{id: f.id, result: oval.Unknown}
	res := j.find(f.href)
	if res == nil || !has(res, f.id) {
		res = j.inventoryOf(f.href)
	}
	if res == nil || !has(res, f.id) {
		v.missing = lacking(f.id, "the definition is not in the benchmark")
		return v
	}
	d, _ := res.Definition(f.id)
	if v.result = d.Result; v.result == oval.NotApplicable {
		v.result = oval.Unknown
		v.missing = lacking(f.id, "the definition does not apply to what was collected")
	}
	for _, one := range res.Decisive(d.Definition) {
		v.clauses = append(v.clauses, clause(res, one, oval.True))
		if r := one.Test.Result; r != oval.True && r != oval.False {
			v.missing = append(v.missing, result.Missing{Fact: one.Test.Test.ID, Why: said(one.Test),
				How: []string{"collect what the platform's definitions ask for too"}})
		}
	}
	return v
}

func has(res *oval.Results, id string) bool {
	_, ok := res.Definition(id)
	return ok
}
