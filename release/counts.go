package release

// Counts sums up a Comparison. Old is Removed and the pairs, New is Added and the
// pairs, and the pairs are Same, Identifier, Cosmetic and Content by the weightiest
// change of each.
type Counts struct {
	Old, New, Added, Removed            int // rules
	Same, Identifier, Cosmetic, Content int // pairs
	Renumbered                          int // pairs found by other than the STIG ID
	CheckTexts                          int // pairs whose check texts have different digests, or one alone has a text
	Republished                         int // pairs with another check text under the same rule id
	RenewedIDs                          int // pairs with another rule id and the same check text
	Fields                              map[string]FieldCount
}

// FieldCount is how many pairs differ in a field, by kind.
type FieldCount struct{ Identifier, Cosmetic, Content int }

// Add counts a change of that kind.
func (n *FieldCount) Add(k Kind) {
	switch k {
	case Identifier:
		n.Identifier++
	case Cosmetic:
		n.Cosmetic++
	case Content:
		n.Content++
	}
}

// Total is the changes of all kinds.
func (n FieldCount) Total() int { return n.Identifier + n.Cosmetic + n.Content }

// Plus is the sums of both.
func (n Counts) Plus(o Counts) Counts {
	sum := Counts{Old: n.Old + o.Old, New: n.New + o.New, Added: n.Added + o.Added, Removed: n.Removed + o.Removed,
		Same: n.Same + o.Same, Identifier: n.Identifier + o.Identifier, Cosmetic: n.Cosmetic + o.Cosmetic, Content: n.Content + o.Content,
		Renumbered: n.Renumbered + o.Renumbered, CheckTexts: n.CheckTexts + o.CheckTexts, Republished: n.Republished + o.Republished,
		RenewedIDs: n.RenewedIDs + o.RenewedIDs, Fields: map[string]FieldCount{}}
	for _, fields := range []map[string]FieldCount{n.Fields, o.Fields} {
		for name, f := range fields {
			one := sum.Fields[name]
			sum.Fields[name] = FieldCount{one.Identifier + f.Identifier, one.Cosmetic + f.Cosmetic, one.Content + f.Content}
		}
	}
	return sum
}

// Pairs is how many rules both releases have.
func (n Counts) Pairs() int { return n.Same + n.Identifier + n.Cosmetic + n.Content }

// Counts counts c.
func (c *Comparison) Counts() Counts {
	n := Counts{Added: len(c.Added), Removed: len(c.Removed), Fields: map[string]FieldCount{},
		Old: len(c.Removed) + len(c.Pairs), New: len(c.Added) + len(c.Pairs)}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		switch p.Kind() {
		case Same:
			n.Same++
		case Identifier:
			n.Identifier++
		case Cosmetic:
			n.Cosmetic++
		case Content:
			n.Content++
		}
		if p.By != BySTIGID {
			n.Renumbered++
		}
		if p.Field("check") != nil && !p.CheckSame && (hasCheck(p.Old) || hasCheck(p.New)) {
			n.CheckTexts++
		}
		if p.Republished() {
			n.Republished++
		}
		if p.CheckSame && p.Field("rule_id") != nil {
			n.RenewedIDs++
		}
		for _, f := range p.Fields {
			one := n.Fields[f.Name]
			one.Add(f.Kind)
			n.Fields[f.Name] = one
		}
	}
	return n
}
