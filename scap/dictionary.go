package scap

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/xccdf"
)

// namespaceDictionary is that of CPE dictionaries (NIST IR 7697, section 6).
const namespaceDictionary = "http://cpe.mitre.org/dictionary/2.0"

// cpeItem is one name of a dictionary, and the definition that tells whether a system is that.
type cpeItem struct {
	name  string
	title string
	fact  factRef
}

// readDictionary reads a CPE dictionary and the definitions that it names.
func (c *Checker) readDictionary(d *benchmark.Dictionary) error {
	cur, err := xmlio.Parse(c.bench.FileName, d.Document(), xmlio.DefaultLimits())
	if err != nil {
		return err
	}
	for kids := cur.Children(); kids.Next(); {
		if cur.Space() == namespaceDictionary && cur.Local() == "cpe-item" {
			c.dictionary = append(c.dictionary, readCPEItem(cur))
		}
	}
	if err := cur.End(); err != nil {
		return err
	}
	for i := range d.Checks {
		if err := c.read(&d.Checks[i], &c.inventories); err != nil {
			return err
		}
	}
	return nil
}

func readCPEItem(c *xmlio.Cursor) cpeItem {
	item := cpeItem{name: c.Attr("name").String()}
	checks := 0
	for kids := c.Children(); kids.Next(); {
		switch c.Local() {
		case "title":
			item.title = strings.TrimSpace(c.Text().String())
		case "check":
			checks++
			if c.Attr("system").String() == System {
				item.fact = factRef{href: c.Attr("href").String(), id: strings.TrimSpace(c.Text().String())}
			}
		}
	}
	if checks > 1 {
		item.fact = factRef{} // which of them counts is not said
	}
	return item
}

// named is whether the system is what a CPE name says, and the name in words. True is
// that of any item that the name covers. False takes that all of them are false and that
// one of them is of the very name: that no narrower one holds does not prove that none would.
func (j *judgement) named(name string, clauses *[]result.Clause, missing *[]result.Missing) (oval.Result, string) {
	var met oval.Tally
	var lacking []result.Missing
	exact, title := false, name
	for _, item := range j.dictionary {
		if !covers(name, item.name) {
			continue
		}
		v := verdict{result: oval.Unknown, missing: []result.Missing{{Fact: item.name, Why: "the dictionary does not say how to tell by OVAL"}}}
		if item.fact.id != "" {
			v = j.inventory(item.fact)
		}
		met.Add(v.result)
		if same := slices.Equal(cpeParts(item.name), cpeParts(name)); same || v.result == oval.True {
			exact = exact || same
			title = orElse(item.title, name)
		}
		*clauses = append(*clauses, v.clauses...)
		lacking = append(lacking, v.missing...)
	}
	switch out := oval.OR.Of(met); {
	case out == oval.True, out == oval.False && exact:
		return out, title
	case len(lacking) == 0:
		lacking = append(lacking, result.Missing{Fact: name, Why: "no dictionary of the benchmark says how to tell"})
	}
	*missing = append(*missing, lacking...)
	return oval.Unknown, title
}

// covers reports whether every part that name states is the same in item.
func covers(name, item string) bool {
	a, b := cpeParts(name), cpeParts(item)
	if len(a) == 0 || len(a) > len(b) {
		return false
	}
	for i, part := range a {
		if part != "" && part != b[i] {
			return false
		}
	}
	return true
}

// cpeParts are the parts of a CPE name of version 2.2 (cpe:/o:vendor:product:version) or
// of a formatted string of version 2.3, without what is stated to be anything at the end.
// It is empty of what is neither.
func cpeParts(name string) []string {
	name = strings.ToLower(strings.TrimSpace(name))
	rest, ok := strings.CutPrefix(name, "cpe:/")
	if !ok {
		if rest, ok = strings.CutPrefix(name, "cpe:2.3:"); !ok {
			return nil
		}
		rest = strings.ReplaceAll(rest, `\`, "")
	}
	parts := strings.Split(rest, ":")
	for i := range parts {
		if parts[i] == "*" {
			parts[i] = ""
		}
	}
	for len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// whole is whether the benchmark, and the profile with those that it extends, are for this
// system. Where it matters whether the platforms of an extending profile come beside those
// of the other or must hold too, it is not decided.
func (j *judgement) whole() applicability {
	lists := [][]string{idrefs(j.bench.Doc.Platform)}
	var beside []string
	for _, p := range j.tailored.chain {
		lists = append(lists, idrefs(p.Platform))
		beside = append(beside, idrefs(p.Platform)...)
	}
	out := j.all(lists)
	if out.result == oval.False && j.all([][]string{lists[0], beside}).result != oval.False {
		out.result = oval.Unknown
		out.missing = append(out.missing, result.Missing{Fact: out.name, Why: "a profile and one that it extends name different platforms"})
	}
	return out
}

func idrefs(list []xccdf.Platform) (refs []string) {
	for _, p := range list {
		refs = append(refs, strings.TrimSpace(p.IDRef.String()))
	}
	return refs
}
