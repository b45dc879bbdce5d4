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
		if p.Field("check") != nil && !p.CheckSame {
			n.CheckTexts++
		}
		if p.Republished() {
			n.Republished++
		}
		for _, f := range p.Fields {
			one := n.Fields[f.Name]
			one.Add(f.Kind)
			n.Fields[f.Name] = one
		}
	}
	return n
}
