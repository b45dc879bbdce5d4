package cci

import (
	"iter"
	"strings"
)

// The built-in table (table.go) is one constant: the program starts without touching
// it, and nothing can change it. A line is
//
//	366 db2022-03-01 CM-6 b|=
//
// the number; a letter for the status (d draft, x deprecated, p published), one for
// the type (p policy, t technical, b both) and the date; the references to revision
// 4, separated by ";", and after "|" those to revision 5, "=" when they are the
// same. Lines are in the order of the numbers and each ends in a line feed.
const (
	statusAt = 0
	typeAt   = 1
	dateAt   = 2
	refsAt   = len("db2022-03-01 ")
)

// Lookup is the CCI of an id, spelled as benchmarks do: "CCI-" and six digits, nothing
// around them. It is false for an id that the list of ListVersion does not have, be
// it newer, withdrawn or no CCI at all.
func Lookup(id string) (CCI, bool) {
	want, ok := number(id)
	if !ok {
		return CCI{}, false
	}
	for low, high := 0, len(table); low < high; {
		start, end := lineAt(low, low+(high-low)/2)
		have, rest := splitLine(table[start:end])
		switch {
		case have == want:
			return decode(have, rest), true
		case have < want:
			low = end
		default:
			high = start
		}
	}
	return CCI{}, false
}

// All are the built-in CCIs in the order of their numbers.
func All() iter.Seq[CCI] {
	return func(yield func(CCI) bool) {
		for line := range strings.Lines(table) {
			if !yield(decode(splitLine(line))) {
				return
			}
		}
	}
}

// lineAt is where the line around offset begins and ends, its line feed included. It
// does not begin before low, which is the beginning of a line.
func lineAt(low, offset int) (start, end int) {
	start = low + strings.LastIndexByte(table[low:offset], '\n') + 1
	end = offset + strings.IndexByte(table[offset:], '\n') + 1
	return start, end
}

// splitLine is the number of a line and what stands after it.
func splitLine(line string) (n int, rest string) {
	digits, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	n, _ = decimal(digits)
	return n, rest
}

// decode is the CCI of one line.
func decode(n int, rest string) CCI {
	rev4, rev5, _ := strings.Cut(rest[refsAt:], "|")
	if rev5 == "=" {
		rev5 = rev4
	}
	return CCI{
		ID:        format(n),
		Status:    statusOf(rest[statusAt]),
		Type:      typeOf(rest[typeAt]),
		Published: rest[dateAt : refsAt-1],
		Rev4:      decodeRefs(rev4),
		Rev5:      decodeRefs(rev5),
	}
}

func statusOf(letter byte) Status {
	switch letter {
	case 'd':
		return Draft
	case 'x':
		return Deprecated
	case 'p':
		return Published
	}
	return ""
}

func typeOf(letter byte) Type {
	switch letter {
	case 'p':
		return Policy
	case 't':
		return Technical
	case 'b':
		return Both
	}
	return ""
}

func decodeRefs(s string) []Ref {
	if s == "" {
		return nil
	}
	refs := make([]Ref, 0, 1+strings.Count(s, ";"))
	for index := range strings.SplitSeq(s, ";") {
		refs = append(refs, newRef(index))
	}
	return refs
}

// format is the id of a number: the reverse of number.
func format(n int) string {
	id := []byte("CCI-000000")
	for i := len(id) - 1; n > 0; i-- {
		id[i] += byte(n % 10)
		n /= 10
	}
	return string(id)
}
