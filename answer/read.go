package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/yamlio"
	"github.com/stigwright/stigwright/result"
)

// SchemaID is the value of the key schema.
const SchemaID = "answers/1"

// MaxAnswers is how many answers one file may have: a library has some 140,000 rules,
// and nobody answers a tenth of them by hand.
const MaxAnswers = 20_000

// Read reads an answers file. name is used in errors, which come all together, at most
// 50, in file order; then there is no File: half of the answers would read as all of
// them. Two answers for the same thing that differ are refused.
func Read(name string, data []byte) (*File, error) {
	r := &yamlio.Reader{File: name, Begin: "schema: " + SchemaID, BeginHint: "`stigwright answer init` makes one of a reviewed checklist", Remark: remark}
	root := r.Document(data)
	if root == nil {
		return nil, r.Err()
	}
	if other := otherFile(root); other != "" {
		r.Fail(root.Place, "", "is "+other+"; want answers", "an answers file begins with schema: "+SchemaID)
		return nil, r.Err()
	}
	f := &File{Name: name}
	var common common
	top := yamlio.Cursor{Reader: r, Node: root}
	top.Take([]yamlio.Key{
		{Name: "schema", Take: func(c yamlio.Cursor) { c.OneOf(SchemaID) }},
		{Name: "benchmark", Take: func(c yamlio.Cursor) { common.benchmark = c.Words() }},
		{Name: "approved", Take: func(c yamlio.Cursor) { common.approved(c) }},
		{Name: "answers", Take: func(c yamlio.Cursor) { f.Answers = yamlio.ListOf(c, readAnswer) }},
	})
	top.Need("schema", "answers")
	if len(f.Answers) > MaxAnswers {
		r.Fail(yamlio.Place{}, "answers", fmt.Sprintf("has %d answers; want at most %d", len(f.Answers), MaxAnswers), "part them into several files")
	}
	for i := range f.Answers {
		common.fill(&f.Answers[i])
	}
	f.index()
	f.conflicts(r)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// otherFile says what a document is that has another schema.
func otherFile(root *yamlio.Node) string {
	for _, f := range root.Fields {
		switch {
		case f.Name == "CHECKLIST":
			return "a checklist"
		case f.Name != "schema":
		case strings.HasPrefix(f.Value.Text, "ssp/"):
			return "an ssp.yaml"
		case strings.HasPrefix(f.Value.Text, "stigfacts/"):
			return "a fact bundle"
		}
	}
	return ""
}

// remark helps with keys that other programs call otherwise.
func remark(_, name string) (meant, hint string) {
	meant = map[string]string{
		"stig_id": "rule", "vuln_id": "rule", "rule_id": "rule", "id": "rule", "vuln": "rule", "finding_details": "details", "comment": "comments",
		"severity_override": "severity", "severity_justification": "justification", "approver": "by", "approved_by": "by", "date": "on",
		"expiry": "expires", "expiration": "expires", "hosts": "assets", "hostname": "assets", "role": "roles", "equals": "is", "check": "check_sha256",
	}[strings.ToLower(name)]
	return meant, ""
}

// common is what a file says for all its answers that do not say it themselves.
type common struct {
	benchmark, by string
	on, expires   facts.Date
}

func (m *common) approved(c yamlio.Cursor) {
	c.Take([]yamlio.Key{
		{Name: "by", Take: func(c yamlio.Cursor) { m.by = c.Words() }},
		{Name: "on", Take: func(c yamlio.Cursor) { m.on = date(c) }},
		{Name: "expires", Take: func(c yamlio.Cursor) { m.expires = date(c) }},
	})
	c.Need("by", "on")
}

// fill gives a what it does not say. Who signs for himself signs with his own date and
// expiry.
func (m *common) fill(a *Answer) {
	if a.Benchmark == "" {
		a.Benchmark = m.benchmark
	}
	if a.By == "" && a.On == "" {
		a.By, a.On = m.by, m.on
		if a.Expires == "" {
			a.Expires = m.expires
		}
	}
}

func readAnswer(c yamlio.Cursor) (a Answer) {
	a.Path, a.Line = c.Path, c.Line
	c.Take([]yamlio.Key{
		{Name: "rule", Take: func(c yamlio.Cursor) { a.Rule = strings.TrimSpace(c.Words()) }},
		{Name: "benchmark", Take: func(c yamlio.Cursor) { a.Benchmark = c.Words() }},
		{Name: "when", Take: func(c yamlio.Cursor) { readWhen(c, &a) }},
		{Name: "assets", Take: func(c yamlio.Cursor) { a.Assets = readList(c, pattern) }},
		{Name: "roles", Take: func(c yamlio.Cursor) {
			a.Roles = readList(c, func(c yamlio.Cursor) string { return c.OneOf(ckl.Roles()...) })
		}},
		{Name: "sites", Take: func(c yamlio.Cursor) { a.Sites = readList(c, pattern) }},
		{Name: "instances", Take: func(c yamlio.Cursor) { a.Instances = readList(c, pattern) }},
		{Name: "status", Take: func(c yamlio.Cursor) { a.Status = status(c) }},
		{Name: "details", Take: func(c yamlio.Cursor) { a.Details = text(c) }},
		{Name: "comments", Take: func(c yamlio.Cursor) { a.Comments = text(c) }},
		{Name: "severity", Take: func(c yamlio.Cursor) { a.Severity = c.OneOf(ckl.Overrides()...) }},
		{Name: "justification", Take: func(c yamlio.Cursor) { a.Justification = text(c) }},
		{Name: "by", Take: func(c yamlio.Cursor) { a.By = c.Words() }},
		{Name: "on", Take: func(c yamlio.Cursor) { a.On = date(c) }},
		{Name: "expires", Take: func(c yamlio.Cursor) { a.Expires = date(c) }},
		{Name: "check_sha256", Take: func(c yamlio.Cursor) { a.CheckSHA256 = digest(c) }},
	})
	c.Need("rule")
	c.NeedOne("status", "details", "comments", "severity", "justification")
	if a.On != "" && a.Expires != "" && a.Expires < a.On {
		c.Fail(c.Place, c.Path, fmt.Sprintf("expires on %s, before it was given on %s", a.Expires, a.On), "")
	}
	return a
}

func readWhen(c yamlio.Cursor, a *Answer) {
	c.Take([]yamlio.Key{
		{Name: "status", Take: func(c yamlio.Cursor) { a.Found = statuses(c) }},
		{Name: "facts", Take: func(c yamlio.Cursor) { a.Conditions = readList(c, readCondition) }},
	})
	c.NeedOne("status", "facts")
}

// readList is a list that has an item: an empty one would hold for nothing, or for all.
func readList[E any](c yamlio.Cursor, read func(yamlio.Cursor) E) []E {
	if c.Kind == yamlio.List && len(c.Items) == 0 {
		c.Fail(c.Place, c.Path, "is an empty list; want one item or more", "leave the key out to mean all")
		return nil
	}
	return yamlio.ListOf(c, read)
}

func readCondition(c yamlio.Cursor) (k Condition) {
	test := func(t Test, read func(yamlio.Cursor) []string) yamlio.Key {
		return yamlio.Key{Name: string(t), Take: func(c yamlio.Cursor) {
			if k.Test != "" {
				c.Fail(c.Place, c.Path, fmt.Sprintf("is a second test beside %q; want one in each condition", k.Test), "write two conditions: both must hold")
				return
			}
			k.Test, k.Values = t, read(c)
		}}
	}
	one := func(read func(yamlio.Cursor) string) func(yamlio.Cursor) []string {
		return func(c yamlio.Cursor) []string { return []string{read(c)} }
	}
	c.Take([]yamlio.Key{
		{Name: "fact", Take: func(c yamlio.Cursor) { k.Fact = factPath(c) }},
		test(Is, one(scalar)), test(Not, one(scalar)), test(In, func(c yamlio.Cursor) []string { return readList(c, scalar) }),
		test(Matches, one(func(c yamlio.Cursor) string { return string(pattern(c)) })),
		test(AtLeast, one(number)), test(AtMost, one(number)), test(Contains, one(scalar)),
	})
	c.Need("fact")
	names := make([]string, len(Tests()))
	for i, t := range Tests() {
		names[i] = string(t)
	}
	if c.Kind == yamlio.Map && !slices.ContainsFunc(names, c.Has) {
		c.Fail(c.Place, c.Path, "compares with nothing; want "+yamlio.OrWords(names), "")
	}
	return k
}

func factPath(c yamlio.Cursor) string {
	path := c.Words()
	if path != "" && !facts.IsSection(path) {
		var known []string
		for _, s := range facts.Sections() {
			known = append(known, s.Name)
		}
		hint := "it begins with the name of a section; `stigwright facts` lists them"
		if near := diag.Nearest(path, known); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		c.Fail(c.Place, c.Path, fmt.Sprintf("is %q, no collected fact", yamlio.Clip(path)), hint)
	}
	return path
}

// scalar is a text, number or truth value, as text.
func scalar(c yamlio.Cursor) string {
	switch c.Kind {
	case yamlio.Text, yamlio.Number, yamlio.Bool:
		return c.Text
	}
	c.Refuse("a text, a number, true or false")
	return ""
}

func number(c yamlio.Cursor) string {
	if n, err := strconv.ParseFloat(c.Text, 64); c.Kind != yamlio.Number || err != nil || n != n {
		c.Refuse("a number")
		return ""
	}
	return c.Text
}

// text is a text as it stands, which may be blank but not empty.
func text(c yamlio.Cursor) string {
	if c.Kind != yamlio.Text || c.Text == "" {
		c.RefuseHint("text", "leave the key out to say nothing")
		return ""
	}
	return c.Text
}

func pattern(c yamlio.Cursor) facts.Pattern {
	return facts.Pattern(c.TextWhere(func(s string) bool { return strings.Trim(s, "*?") != "" },
		"a name, in which * stands for any run of characters; leave the key out to mean all"))
}

func date(c yamlio.Cursor) facts.Date {
	return facts.Date(c.TextWhere(func(s string) bool { return !facts.Date(s).Time().IsZero() }, "a date as 2026-10-05"))
}

var sha256Word = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{64}$`) })

func digest(c yamlio.Cursor) string {
	return c.TextWhere(sha256Word().MatchString, "64 hexadecimal digits, the SHA-256 of the check text")
}

func status(c yamlio.Cursor) *result.Status {
	var words []string
	for _, s := range result.Statuses() {
		words = append(words, s.String())
	}
	word := c.OneOf(words...)
	if word == "" {
		return nil
	}
	s := statusOf(word)
	return &s
}

// statuses is one status or a list of them.
func statuses(c yamlio.Cursor) (list []result.Status) {
	if c.Kind != yamlio.List {
		if s := status(c); s != nil {
			list = append(list, *s)
		}
		return list
	}
	for _, s := range readList(c, status) {
		if s != nil {
			list = append(list, *s)
		}
	}
	return list
}

// conflicts refuses answers that are for the same thing and differ, and those that
// stand twice.
func (f *File) conflicts(r *yamlio.Reader) {
	first := map[string]int{}
	for i := range f.Answers {
		a := &f.Answers[i]
		if a.Rule == "" {
			continue
		}
		key := fmt.Sprintf("%s\x00%s\x00%v\x00%v\x00%q\x00%q\x00%q\x00%q", fold(a.Rule), foldBenchmark(a.Benchmark), a.Found, a.Conditions, a.Assets, a.Roles, a.Sites, a.Instances)
		j, twice := first[key]
		if !twice {
			first[key] = i
			continue
		}
		msg := fmt.Sprintf("answers %s for the same as %s in line %d, and says otherwise; want one answer", a.Rule, f.Answers[j].Path, f.Answers[j].Line)
		if a.same(&f.Answers[j]) {
			msg = fmt.Sprintf("answers %s as %s in line %d does; want it once", a.Rule, f.Answers[j].Path, f.Answers[j].Line)
		}
		r.Add(&diag.Error{Line: a.Line, Path: a.Path, Msg: msg, Hint: "remove one, or say with assets, roles or when what each is for"})
	}
}
