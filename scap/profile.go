package scap

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

// tailored is a benchmark as a profile has it: which rules are meant, which of their
// checks, and with which values (XCCDF 1.2, sections 6.5 and 7.2.3.2).
type tailored struct {
	profile   *xccdf.Profile    // nil without one
	chain     []*xccdf.Profile  // the profile after those that it extends
	selected  map[string]bool   // by id of a group, rule or cluster, where the profile says
	selectors map[string]string // of the checks of a rule, by its id
	roles     map[string]string
	values    map[string]value // by id
	lost      string           // why no rule is judged: the profile speaks of one that is not there
}

// value is what an XCCDF Value stands for; why is said when it stands for nothing.
type value struct {
	text string
	why  string
}

// Profiles are the ids of the profiles of the benchmark, in its order.
func (c *Checker) Profiles() (ids []string) {
	for _, p := range c.bench.Doc.Profile {
		ids = append(ids, p.ID.String())
	}
	return ids
}

// WithProfile is the checker for a profile, named by its id or by what follows
// "_profile_" in it; "" is the benchmark as it stands. It is an error when there is none
// of that name, several, or one that extends itself.
func (c *Checker) WithProfile(name string) (*Checker, error) {
	chain, err := c.profile(name)
	if err != nil {
		return nil, err
	}
	tailoredTo := *c
	tailoredTo.tailored = tailor(c.bench, chain)
	tailoredTo.export()
	return &tailoredTo, nil
}

// profile is the profile of the name after those that it extends.
func (c *Checker) profile(name string) (chain []*xccdf.Profile, err error) {
	if name == "" {
		return nil, nil
	}
	find := func(matches func(id string) bool) (list []*xccdf.Profile) {
		for _, p := range c.bench.Doc.Profile {
			if matches(p.ID.String()) {
				list = append(list, p)
			}
		}
		return list
	}
	found := find(func(id string) bool { return id == name })
	if len(found) == 0 {
		found = find(func(id string) bool { return strings.HasSuffix(id, "_profile_"+name) })
	}
	if len(found) != 1 {
		msg := fmt.Sprintf("%s has %d profiles %q; want one", c.bench.ID, len(found), name)
		hint := "it has none at all"
		if ids := c.Profiles(); len(ids) > 0 {
			hint = "its profiles: " + strings.Join(ids, ", ")
		}
		return nil, &diag.Error{File: c.bench.FileName, Msg: msg, Hint: hint}
	}
	for p := found[0]; p != nil; {
		if slices.Contains(chain, p) {
			return nil, &diag.Error{File: c.bench.FileName, Msg: fmt.Sprintf("profile %s extends itself", p.ID.String())}
		}
		chain = append(chain, p)
		base := strings.TrimSpace(p.Extends.String())
		if base == "" {
			break
		}
		next := find(func(id string) bool { return id == base })
		if len(next) != 1 {
			return nil, &diag.Error{File: c.bench.FileName, Msg: fmt.Sprintf("profile %s extends %q, which the benchmark does not have once", p.ID.String(), base)}
		}
		p = next[0]
	}
	slices.Reverse(chain)
	return chain, nil
}

// tailor is the benchmark as the profiles have it, of which a later one has the last word.
func tailor(b *benchmark.Benchmark, chain []*xccdf.Profile) tailored {
	t := tailored{chain: chain, selected: map[string]bool{}, selectors: map[string]string{}, roles: map[string]string{}, values: map[string]value{}}
	rules, values := rulesBy(b), index{}
	list := valuesOf(b.Doc)
	for _, v := range list {
		values.add(&v.Item, v.ID.String())
	}
	set := settings{selectors: map[string]string{}, texts: map[string]string{}}
	for _, p := range chain {
		t.profile = p
		for _, s := range p.Select {
			t.selected[s.IDRef.String()] = isTrue(s.Selected)
		}
		t.refine(p, rules)
		set.take(p, values)
	}
	for _, v := range list {
		t.values[v.ID.String()] = set.of(v)
	}
	return t
}

// refine takes what a profile says of the checks and roles of rules.
func (t *tailored) refine(p *xccdf.Profile, rules index) {
	for _, r := range p.RefineRule {
		if !r.Selector.Present() && !r.Role.Present() {
			continue
		}
		ids := rules.of(r.IDRef.String())
		if len(ids) == 0 {
			t.lost = fmt.Sprintf("Profile %s refines %q, which is no rule, no group of rules and no cluster of them: which rules it means is not known.", p.ID.String(), r.IDRef.String())
		}
		for _, id := range ids {
			if r.Selector.Present() {
				t.selectors[id] = r.Selector.String()
			}
			if r.Role.Present() {
				t.roles[id] = r.Role.String()
			}
		}
	}
}

// settings is what profiles say of Values, by their ids.
type settings struct {
	selectors map[string]string
	texts     map[string]string
	lost      string // why no Value is settled: one is set in a way nobody here reads
}

func (s *settings) take(p *xccdf.Profile, values index) {
	put := func(what map[string]string, idref, text string) {
		ids := values.of(idref)
		if len(ids) == 0 {
			s.lost = fmt.Sprintf("profile %s sets %q, which is no Value and no cluster of Values", p.ID.String(), idref)
		}
		for _, id := range ids {
			what[id] = text
		}
	}
	for _, r := range p.RefineValue {
		if r.Selector.Present() {
			put(s.selectors, r.IDRef.String(), r.Selector.String())
		}
	}
	for _, v := range p.SetValue {
		put(s.texts, v.IDRef.String(), v.Text.String())
	}
	if len(p.SetComplex) > 0 {
		// Which of the Values is set is not read.
		s.lost = "the profile sets values of several parts (set-complex-value), which are not read"
	}
}

func (s *settings) of(v *xccdf.Value) value {
	text, set := s.texts[v.ID.String()]
	switch {
	case s.lost != "":
		return value{why: s.lost}
	case set:
		return value{text: text}
	}
	return chosen(v, s.selectors[v.ID.String()])
}

// valuesOf are the Values of a benchmark, those of its groups too.
func valuesOf(doc *xccdf.Benchmark) (list []*xccdf.Value) {
	list = append(list, doc.Value...)
	var below func(children []xccdf.Child)
	below = func(children []xccdf.Child) {
		for _, c := range children {
			if c.Group != nil {
				list = append(list, c.Group.Value...)
				below(c.Group.Children)
			}
		}
	}
	below(doc.Children)
	return list
}

// chosen is the setting of a Value with the selector; without one, that without a selector
// or the only one there is. What is not there once stands for nothing: a guess could make a
// pass.
func chosen(v *xccdf.Value, selector string) value {
	if v.Extends.Present() {
		return value{why: "the Value extends another, which is not read"}
	}
	var found []string
	for _, c := range v.Value {
		if c.Selector.String() == selector {
			found = append(found, c.Text.String())
		}
	}
	switch {
	case len(found) == 1:
		return value{text: found[0]}
	case selector == "" && len(v.Value) == 1:
		return value{text: v.Value[0].Text.String()}
	case selector == "":
		return value{why: fmt.Sprintf("the Value has %d settings without a selector, and no profile chooses one", len(found))}
	}
	return value{why: fmt.Sprintf("the Value has %d settings with the selector %q", len(found), selector)}
}

// chosenRule reports whether a rule is selected, its groups with it. A profile speaks of
// it by id or by cluster; of the two the id counts.
func (t *tailored) chosenRule(item *benchmark.Item) bool {
	for _, g := range item.Groups {
		if !t.on(&g.Item, &g.Selectable) {
			return false
		}
	}
	return t.on(&item.Rule.Item, &item.Rule.Selectable)
}

func (t *tailored) on(i *xccdf.Item, s *xccdf.Selectable) bool {
	if on, ok := t.selected[i.ID.String()]; ok {
		return on
	}
	if on, ok := t.selected[i.ClusterID.String()]; ok && i.ClusterID.Present() {
		return on
	}
	return !s.Selected.Present() || isTrue(s.Selected)
}

// Unselected is how many rules are not selected, by the profile or by the benchmark itself.
func (c *Checker) Unselected() (n int) {
	for i := range c.bench.Items {
		if !c.tailored.chosenRule(&c.bench.Items[i]) {
			n++
		}
	}
	return n
}

// role is the role of a rule: full, unscored or unchecked.
func (t *tailored) role(rule *xccdf.Rule) string {
	if role, ok := t.roles[rule.ID.String()]; ok {
		return role
	}
	return rule.Role.String()
}

// name is the profile in words.
func (t *tailored) name() string {
	if t.profile == nil {
		return "the benchmark itself, no profile being given,"
	}
	return "profile " + t.profile.ID.String()
}
