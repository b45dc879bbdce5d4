package answer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/result"
)

// ImportOptions says how to read an answer file of Evaluate-STIG.
type ImportOptions struct {
	Key      string // the AnswerKey to take; "" is DEFAULT
	KeyHosts bool   // take the keys of other names as host names, as versions before 1.2507 could
	Benchmark,
	By string
	On, Expires facts.Date
}

// Left is something of an answer file that has no equivalent here.
type Left struct {
	Where string // Vuln[V-1]/AnswerKey[DEFAULT]/Answer[1]
	Line  int
	Why   string
	Text  string // what it says, for a person to make an answer of
}

// Import reads an answer file of Evaluate-STIG: STIGComments, Vuln, AnswerKey, and in
// an AnswerKey either the answer itself or several of Answer (Evaluate-STIG 1.2507,
// Schema_AnswerFile.xsd; earlier versions have the first form).
//
// An answer's ExpectedStatus becomes the status it is for, ValidTrueStatus and
// ValidTrueComment what it says, Hostname, Site and Instance its scope. Answers whose
// ValidationCode must run, and those bound to a ResultHash or a Database, come back as
// Left: what they say is true only where that says so. So does a pass in whose place such
// an answer may count, since it weighs as much or more. ValidFalse* is what Evaluate-STIG
// does when the code says no; without code it is never used and is left too.
func Import(name string, data []byte, o ImportOptions) (*File, []Left, error) {
	if o.Key == "" {
		o.Key = "DEFAULT"
	}
	c, err := xmlio.Parse(name, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	if c.Local() != "STIGComments" {
		return nil, nil, &diag.Error{File: name, Line: 1, Msg: fmt.Sprintf("root element is %q; want STIGComments, an answer file of Evaluate-STIG", c.Local()),
			Hint: "a checklist becomes answers with `stigwright answer init`"}
	}
	m := &importer{Cursor: c, o: o, seen: map[string]bool{}}
	for kids := c.Children(); kids.Next(); {
		if c.Local() == "Vuln" {
			m.vuln()
		} else {
			m.unknown("STIGComments")
		}
	}
	if err := c.End(); err != nil {
		return nil, nil, err
	}
	if n := len(m.answers) + len(m.without); n > MaxAnswers {
		return nil, nil, &diag.Error{File: name, Msg: fmt.Sprintf("has %d answers; want at most %d", n, MaxAnswers)}
	}
	m.leaveOutweighed()
	return NewFile(name, m.answers), m.left, nil
}

type importer struct {
	*xmlio.Cursor
	o       ImportOptions
	answers []Answer
	left    []Left
	seen    map[string]bool // what answers are for, to leave those that stand twice

	// Where each of answers came from, and those that would count now and then and have no
	// equivalent.
	from, without []one
}

// one is an AnswerKey of the old form or an Answer of the new.
type one struct {
	where, id, key, expected string
	offset                   int
	hosts, site, instance    string
	database, hash           string
	code                     string
	status, comment          string
	falseStatus, falseSays   string
}

func (m *importer) vuln() {
	id := strings.TrimSpace(m.Attr("ID").String())
	if id == "" {
		m.Fail(m.Errorf("has no ID; want the id of a rule")) //nolint:errcheck // kept by the cursor
		return
	}
	for kids := m.Children(); kids.Next(); {
		if m.Local() == "AnswerKey" {
			m.answerKey(id)
		} else {
			m.unknown("Vuln[" + id + "]")
		}
	}
}

// leaveOutweighed leaves the passes in whose place one without an equivalent may count.
// One that is left has none either, and may count in the place of others.
func (m *importer) leaveOutweighed() {
	gone, rules := make([]bool, len(m.answers)), make([]ruleOf, len(m.answers))
	for i, a := range m.from {
		rules[i] = ruleNamed(a.id)
	}
	for n := 0; n < len(m.without); n++ {
		b := m.without[n]
		rule := ruleNamed(b.id)
		for i, x := range m.answers {
			passes := x.Status != nil && (*x.Status == result.NotAFinding || *x.Status == result.NotApplicable)
			if a := m.from[i]; !gone[i] && passes && rule.mayBe(rules[i]) && b.mayOutweigh(a, m.o) {
				gone[i] = true
				m.without = append(m.without, a)
				m.leave(a.where, a.offset, "it passes, and "+b.where+", which is no answer here, may count in its place", a.text())
			}
		}
	}
	var kept []Answer
	for i, x := range m.answers {
		if !gone[i] {
			kept = append(kept, x)
		}
	}
	m.answers = kept
}

// ruleOf is a rule as one kind of id names it: "v-", "sv-", or "" for others.
type ruleOf struct{ kind, id string }

// ruleNamed is the rule that an id names; a rule id is of all its revisions.
func ruleNamed(id string) ruleOf {
	id = fold(id)
	switch {
	case strings.HasPrefix(id, "v-"):
		return ruleOf{"v-", id}
	case strings.HasPrefix(id, "sv-"):
		id, _, _ = strings.Cut(id, "r")
		return ruleOf{"sv-", id}
	}
	return ruleOf{"", id}
}

// mayBe reports whether both may be one rule. Ids of two kinds do not tell: V-38443 was
// SV-50243r1_rule.
func (r ruleOf) mayBe(other ruleOf) bool { return r.kind != other.kind || r.id == other.id }

func (m *importer) answerKey(id string) {
	key := strings.TrimSpace(m.Attr("Name").String())
	where := fmt.Sprintf("Vuln[%s]/AnswerKey[%s]", id, key)
	old := one{where: where, id: id, key: key, offset: m.Offset()}
	said := false
	for kids := m.Children(); kids.Next(); {
		if m.Local() != "Answer" {
			said = old.take(m) || said
			continue
		}
		a := one{where: fmt.Sprintf("%s/Answer[%s]", where, m.Attr("Index").String()), id: id, key: key, offset: m.Offset(), expected: m.Attr("ExpectedStatus").String(),
			hosts: m.Attr("Hostname").String(), site: m.Attr("Site").String(), instance: m.Attr("Instance").String(),
			database: m.Attr("Database").String(), hash: m.Attr("ResultHash").String()}
		for kids := m.Children(); kids.Next(); {
			a.take(m)
		}
		m.add(a)
	}
	if said {
		m.add(old)
	}
}

// take takes the element under the cursor, and reports whether it is known.
func (a *one) take(m *importer) bool {
	fields := map[string]*string{"ExpectedStatus": &a.expected, "ValidationCode": &a.code, "ValidTrueStatus": &a.status, "ValidTrueComment": &a.comment,
		"ValidFalseStatus": &a.falseStatus, "ValidFalseComment": &a.falseSays}
	field := fields[m.Local()]
	if field == nil {
		m.unknown(a.where)
		return false
	}
	*field = m.Text().String()
	return true
}

func (m *importer) unknown(parent string) {
	m.leave(parent+"/"+m.Local(), m.Offset(), "is no element of an answer file that we know", string(m.Raw()))
}

func (m *importer) leave(where string, offset int, why, text string) {
	line, _ := diag.Place(m.Data(), offset)
	m.left = append(m.left, Left{where, line, why, text})
}

// add makes an answer of a, or leaves it.
func (m *importer) add(a one) {
	if m.Err() != nil {
		return
	}
	out := Answer{Rule: a.id, Benchmark: m.o.Benchmark, Comments: a.comment, By: m.o.By}
	if m.o.By != "" {
		out.On, out.Expires = m.o.On, m.o.Expires
	}
	if why := a.fill(&out, m.o); why != "" {
		m.without = append(m.without, a)
		m.leave(a.where, a.offset, why, a.text())
		return
	}
	key := fmt.Sprint(fold(out.Rule), out.Found, out.Assets, out.Sites, out.Instances)
	if m.seen[key] {
		m.without = append(m.without, a)
		m.leave(a.where, a.offset, "is for the same as an earlier one", a.text())
		return
	}
	m.seen[key] = true
	m.answers, m.from = append(m.answers, out), append(m.from, a)
	if strings.TrimSpace(a.falseStatus+a.falseSays) != "" {
		m.leave(a.where, a.offset, "its ValidFalseStatus and ValidFalseComment are used only where a ValidationCode says no, and there is none", a.falseStatus+"\n"+a.falseSays)
	}
}

// scope is the hosts a is for, or those of its key, where keys are host names. Where both
// name some Evaluate-STIG wants both; unless both name the same, these are those of either
// and not one.
func (a one) scope(o ImportOptions) (hosts []string, one bool) {
	hosts = names(a.hosts)
	if !o.KeyHosts || strings.EqualFold(a.key, o.Key) {
		return hosts, true
	}
	keys := names(strings.ReplaceAll(a.key, " ", ","))
	switch {
	case len(hosts) == 0:
		return keys, true
	case within(hosts, keys) && within(keys, hosts):
		return hosts, true
	}
	return append(hosts, keys...), false
}

// within reports whether each name of a is in b.
func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(x string) bool {
		return !slices.ContainsFunc(b, func(y string) bool { return strings.EqualFold(x, y) })
	})
}

// weight is what Evaluate-STIG compares of the answers that are for a row
// (Template_AnswerFile.xml of 1.2507); the heaviest counts.
func (a one) weight(o ImportOptions) int {
	n := 0
	for _, w := range []struct {
		named  bool
		weight int
	}{
		{!strings.EqualFold(a.key, o.Key), 16}, {len(names(a.hosts)) > 0, 5}, {len(names(a.instance)) > 0, 4},
		{len(names(a.database)) > 0, 3}, {len(names(a.site)) > 0, 2}, {strings.TrimSpace(a.hash) != "", 1},
	} {
		if w.named {
			n += w.weight
		}
	}
	return n
}

// mayOutweigh reports whether b may count in the place of a for some row and say other.
func (b one) mayOutweigh(a one, o ImportOptions) bool {
	expected, known := importStatus(b.expected)
	its, _ := importStatus(a.expected)
	says, _ := importStatus(a.status)
	ofA, _ := a.scope(o)
	ofB, _ := b.scope(o)
	switch {
	case !known || expected != its || b.weight(o) < a.weight(o), !o.KeyHosts && !strings.EqualFold(b.key, o.Key):
		return false
	case apart(ofA, ofB) || apart(names(a.site), names(b.site)) || apart(names(a.instance), names(b.instance)):
		return false
	}
	same := func(word string) bool { s, known := importStatus(word); return known && s == says }
	return !same(b.status) || strings.TrimSpace(b.code) != "" && !same(b.falseStatus)
}

// apart reports whether no name is in both lists; an empty list is every name.
func apart(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return strings.EqualFold(short(x), short(y)) })
	})
}

// short is a host name up to its first dot.
func short(host string) string {
	name, _, _ := strings.Cut(host, ".")
	return name
}

// fill says why a has no equivalent.
func (a one) fill(out *Answer, o ImportOptions) string {
	hosts, one := a.scope(o)
	switch {
	case strings.TrimSpace(a.code) != "":
		return "its ValidationCode is PowerShell, which is not run: write a condition on facts, or answer for the assets where it holds"
	case strings.TrimSpace(a.hash) != "":
		return "it is bound to a ResultHash, a digest of what Evaluate-STIG found"
	case strings.TrimSpace(a.database) != "":
		return "it is for a Database, which a checklist does not name"
	case !strings.EqualFold(a.key, o.Key) && !o.KeyHosts:
		return fmt.Sprintf("its key is not %q: take it with --key, or --key-hosts where keys are host names", o.Key)
	case !one:
		return "its key and its Hostname name different hosts, and it is for those that both name"
	}
	found, known := importStatus(a.expected)
	if !known || a.expected == "" {
		return fmt.Sprintf("its ExpectedStatus is %q, no known word", a.expected)
	}
	out.Found = []result.Status{found}
	if a.status != "" {
		s, known := importStatus(a.status)
		if !known {
			return fmt.Sprintf("its ValidTrueStatus is %q, no known word", a.status)
		}
		out.Status = &s
	}
	if out.Status == nil && out.Comments == "" {
		return "it says nothing"
	}
	for _, scope := range []struct {
		names []string
		to    *[]facts.Pattern
	}{{hosts, &out.Assets}, {names(a.site), &out.Sites}, {names(a.instance), &out.Instances}} {
		for _, n := range scope.names {
			if strings.ContainsAny(n, "*?") {
				return fmt.Sprintf("its scope has the name %q: * and ? are wildcards here", n)
			}
			*scope.to = append(*scope.to, facts.Pattern(n))
		}
	}
	return ""
}

// text is what a says, for a person.
func (a one) text() string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{
		{"ExpectedStatus", a.expected}, {"Hostname", a.hosts}, {"Site", a.site}, {"Instance", a.instance}, {"Database", a.database}, {"ResultHash", a.hash},
		{"ValidationCode", a.code}, {"ValidTrueStatus", a.status}, {"ValidTrueComment", a.comment}, {"ValidFalseStatus", a.falseStatus}, {"ValidFalseComment", a.falseSays},
	} {
		if strings.TrimSpace(f.value) != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, f.value)
		}
	}
	return b.String()
}

func names(s string) []string {
	var out []string
	for _, n := range strings.Split(s, ",") {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// importStatus reads the spellings of Evaluate-STIG, .ckl, .cklb and XCCDF.
func importStatus(word string) (result.Status, bool) {
	switch strings.ToLower(strings.TrimFunc(word, unicode.IsSpace)) {
	case "nr", "not_reviewed", "notchecked":
		return result.NotReviewed, true
	case "nf", "notafinding", "not_a_finding", "pass":
		return result.NotAFinding, true
	case "na", "not_applicable", "notapplicable":
		return result.NotApplicable, true
	case "o", "open", "fail":
		return result.Open, true
	}
	return result.NotReviewed, false
}

// Remainder is what was left as comments for the end of an answers file.
func Remainder(left []Left) []byte {
	var b strings.Builder
	if len(left) > 0 {
		b.WriteString("\n")
		comment(&b, fmt.Sprintf("Parts of the answer file that have no equivalent and are not answers: %d", len(left)))
	}
	for _, l := range left {
		comment(&b, "\n"+fmt.Sprintf("%s, line %d: %s", l.Where, l.Line, l.Why))
		comment(&b, "    "+strings.ReplaceAll(strings.TrimRight(l.Text, "\n"), "\n", "\n    "))
	}
	return []byte(b.String())
}
