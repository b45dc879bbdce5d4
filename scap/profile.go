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
	selected  map[string]bool   // by id of a group, rule or cluster, where the profile says
	selectors map[string]string // of the checks of a rule, by its id
	roles     map[string]string
	values    map[string]value // by id
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
	tailoredTo.tailored = tailor(c.bench.Doc, chain)
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
func tailor(doc *xccdf.Benchmark, chain []*xccdf.Profile) tailored {
	t := tailored{selected: map[string]bool{}, selectors: map[string]string{}, roles: map[string]string{}, values: map[string]value{}}
	settings := map[string]string{} // selectors of values
	set := map[string]string{}
	unknown := map[string]bool{} // values that a profile sets in a way nobody here reads
	for _, p := range chain {
		t.profile = p
		for _, s := range p.Select {
			t.selected[s.IDRef.String()] = isTrue(s.Selected)
		}
		for _, r := range p.RefineRule {
			if r.Selector.Present() {
				t.selectors[r.IDRef.String()] = r.Selector.String()
			}
			if r.Role.Present() {
				t.roles[r.IDRef.String()] = r.Role.String()
			}
		}
		for _, r := range p.RefineValue {
			if r.Selector.Present() {
				settings[r.IDRef.String()] = r.Selector.String()
			}
		}
		for _, s := range p.SetValue {
			set[s.IDRef.String()] = s.Text.String()
		}
		for _, e := range p.SetComplex {
			unknown[string(e.Raw)] = true
		}
	}
	for _, v := range valuesOf(doc) {
		id := v.ID.String()
		text, was := set[id]
		switch {
		case was:
			t.values[id] = value{text: text}
		case len(unknown) > 0:
			// Which of the values is set by set-complex-value is not read.
			t.values[id] = value{why: "the profile sets values of several parts (set-complex-value), which are not read"}
		default:
			t.values[id] = chosen(v, settings[id])
		}
	}
	return t
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
