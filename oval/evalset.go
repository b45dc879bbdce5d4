package oval

import (
	"slices"
	"strconv"
	"strings"
)

// set works out an object that is made of others.
func (r *run) set(o *ObjectResult) {
	o.Flag, o.Items = r.setOf(o.Object.Set)
	var ok bool
	if o.Items, ok = r.filtered(o.Items, o.Object.Filters); !ok {
		o.Flag = FlagError
	}
	if len(o.Items) == 0 && o.Flag == FlagComplete {
		o.Flag = FlagDoesNotExist
	}
}

// operand is one half of a set.
type operand struct {
	flag  Flag
	items []*Item
}

// setOf is the flag and items of a set; the reader limits how deep they are
// nested, so calling itself is safe. A set without a second half is the first alone.
func (r *run) setOf(s *Set) (Flag, []*Item) {
	var halves []operand
	for _, inner := range s.Sets {
		flag, items := r.setOf(inner)
		halves = append(halves, operand{flag, items})
	}
	for _, id := range s.Objects {
		halves = append(halves, r.half(id, s.Filters))
	}
	switch {
	case len(halves) == 0 || len(halves) > 2 || s.Operator == invalid:
		r.remark("error", "a set has no meaning: it joins %d halves by %s", len(halves), s.Operator)
		return FlagError, nil
	case len(halves) == 1:
		return halves[0].flag, unique(halves[0].items)
	}
	a, b := halves[0], halves[1]
	flag := s.Operator.flag(a.flag, b.flag)
	items := s.Operator.items(a.items, b.items)
	switch {
	case flag == FlagComplete && len(items) == 0:
		flag = FlagDoesNotExist
	case flag == FlagDoesNotExist || flag == FlagError || flag == FlagNotApplicable || flag == FlagNotCollected:
		items = nil
	}
	return flag, items
}

// half is one object of a set after its filters.
func (r *run) half(id string, filters []Filter) operand {
	n, ok := r.index[objectNode][id]
	if !ok {
		r.remark("error", "refers to object %q, which the document does not have", id)
		return operand{flag: FlagError}
	}
	o := &r.objects[n]
	items, ok := r.filtered(o.Items, filters)
	flag := o.Flag
	switch {
	case !ok:
		flag = FlagError
	case len(items) == 0 && flag == FlagComplete:
		flag = FlagDoesNotExist
	}
	if flag == FlagError || flag == FlagNotCollected {
		r.because(o)
	}
	return operand{flag, items}
}

// flag is what the flags of both halves make (OVAL Definitions schema, the tables at
// SetOperatorEnumeration).
func (s SetOperator) flag(a, b Flag) Flag {
	table := map[SetOperator]string{Union: unionFlags, Intersection: intersectionFlags, Complement: complementFlags}[s]
	row, column := strings.IndexByte(flagOrder, flagLetter(b)), strings.IndexByte(flagOrder, flagLetter(a))
	switch table[row*len(flagOrder)+column] {
	case 'C':
		return FlagComplete
	case 'I':
		return FlagIncomplete
	case 'D':
		return FlagDoesNotExist
	case 'N':
		return FlagNotCollected
	case 'A':
		return FlagNotApplicable
	}
	return FlagError
}

// The tables: columns are the flag of the first half, rows that of the second, both
// in this order. E error, C complete, I incomplete, D does not exist, N not
// collected, A not applicable.
const (
	flagOrder  = "ECIDNA"
	unionFlags = "EEEEEE" +
		"ECICIC" +
		"EIIIII" +
		"ECIDID" +
		"EIIINN" +
		"ECIDNA"
	intersectionFlags = "EEEDEE" +
		"ECIDNC" +
		"EIIDNI" +
		"DDDDDD" +
		"ENNDNN" +
		"ECIDNA"
	complementFlags = "EEEDEE" +
		"ECIDNE" +
		"EEEDNE" +
		"ECIDNE" +
		"ENNDNE" +
		"EEEEEE"
)

func flagLetter(f Flag) byte {
	switch f {
	case FlagComplete:
		return 'C'
	case FlagIncomplete:
		return 'I'
	case FlagDoesNotExist:
		return 'D'
	case FlagNotCollected:
		return 'N'
	case FlagNotApplicable:
		return 'A'
	}
	return 'E'
}

// items joins the items of both halves; what is said twice is kept once.
func (s SetOperator) items(a, b []*Item) []*Item {
	if s == Union {
		return unique(slices.Concat(a, b))
	}
	a = unique(a)
	in := make(map[string]bool, len(b))
	for _, it := range b {
		in[it.content()] = true
	}
	var kept []*Item
	for _, it := range a {
		if in[it.content()] == (s == Intersection) {
			kept = append(kept, it)
		}
	}
	return kept
}

// unique is list without items that say the same as an earlier one.
func unique(list []*Item) []*Item {
	if len(list) < 2 {
		return list
	}
	seen := make(map[string]bool, len(list))
	var kept []*Item
	for _, it := range list {
		if key := it.content(); !seen[key] {
			seen[key] = true
			kept = append(kept, it)
		}
	}
	return kept
}

// content is all that an item says, without its id: two items are one when they say
// the same.
func (it *Item) content() string {
	b := []byte(it.Type.Family + " " + it.Type.Name + " " + strconv.Itoa(int(it.Status)))
	return string(appendValues(b, it.Values))
}

func appendValues(b []byte, list []Value) []byte {
	for i := range list {
		v := &list[i]
		b = append(b, '\n')
		b = strconv.AppendQuote(b, v.Name)
		b = append(b, byte('a'+v.Datatype), byte('a'+v.Status))
		b = strconv.AppendBool(b, v.Nil)
		b = strconv.AppendQuote(b, v.Text)
		if v.Record != nil {
			b = append(b, '{')
			b = append(appendValues(b, v.Record), '}')
		}
	}
	return b
}
