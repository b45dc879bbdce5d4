package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// Test is how a condition compares a fact.
type Test string

// The tests. The zero value is none.
const (
	Is       Test = "is"       // the value is this text, number or truth value
	Not      Test = "not"      // it is another one
	In       Test = "in"       // it is one of these
	Matches  Test = "matches"  // it is like this pattern, in which * stands for any run of characters
	AtLeast  Test = "at_least" // a number, this or more
	AtMost   Test = "at_most"  // a number, this or less
	Contains Test = "contains" // a list that has this item
)

// Tests is every test, in the order of the documentation.
func Tests() []Test { return []Test{Is, Not, In, Matches, AtLeast, AtMost, Contains} }

// Condition is a comparison of one collected fact.
type Condition struct {
	Fact   string // section and path: docker_engine.info.ServerVersion
	Test   Test
	Values []string // as text; one but for In
}

// String is the condition as a sentence: node.os.id is "rhel".
func (c Condition) String() string {
	quoted := make([]string, len(c.Values))
	for i, v := range c.Values {
		quoted[i] = strconv.Quote(v)
	}
	return c.Fact + " " + strings.ReplaceAll(string(c.Test), "_", " ") + " " + strings.Join(quoted, ", ")
}

// Unmet says why the condition does not hold, "" when it does. A fact that is missing,
// partly collected, or of another shape than the test wants, never holds: Not included.
func (c Condition) Unmet(s *facts.Snapshot) (why string, missing bool) {
	if s == nil {
		return "there are no facts to compare, and it wants " + c.String(), true
	}
	found := s.Lookup(c.Fact)
	value, why := found.Get()
	if why != "" {
		return c.Fact + ": " + why, true
	}
	if c.Test == Contains {
		return c.list(value)
	}
	text, ok := value.Text()
	if !ok {
		return c.Fact + " is no single value", true
	}
	if text == "" { // some sections read what is not there so
		return c.Fact + " is empty", true
	}
	holds, ok := c.holds(text)
	if !ok {
		return fmt.Sprintf("%s is %q, no number", c.Fact, text), true
	}
	if !holds {
		return fmt.Sprintf("%s is %q; it wants %s", c.Fact, text, c), false
	}
	return "", false
}

func (c Condition) list(value facts.Tree) (why string, missing bool) {
	list := value.List("")
	items, why := list.Get()
	if why != "" {
		return c.Fact + " is no whole list", true
	}
	for _, item := range items {
		if text, ok := item.Text(); ok && text == c.Values[0] {
			return "", false
		}
	}
	return fmt.Sprintf("%s has no item %q", c.Fact, c.Values[0]), false
}

// holds is the test of a single value; ok is false where it is no number.
func (c Condition) holds(text string) (holds, ok bool) {
	switch c.Test {
	case Is:
		return text == c.Values[0], true
	case Not:
		return text != c.Values[0], true
	case In:
		return slices.Contains(c.Values, text), true
	case Matches:
		return facts.Pattern(c.Values[0]).Matches(text), true
	}
	have, errHave := strconv.ParseFloat(text, 64)
	want, errWant := strconv.ParseFloat(c.Values[0], 64)
	if errHave != nil || errWant != nil || have != have {
		return false, false
	}
	order := cmp.Compare(have, want)
	if release, ok := compareReleases(text, c.Values[0]); ok && release != order {
		return false, false // 8.10 is above 8.4 as a release and below it as a number
	}
	return c.Test == AtLeast && order >= 0 || c.Test == AtMost && order <= 0, true
}

// compareReleases compares dotted numbers part by part; ok is false for anything else.
func compareReleases(a, b string) (order int, ok bool) {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		var m, n uint64
		var err error
		if i < len(x) {
			if m, err = strconv.ParseUint(x[i], 10, 64); err != nil {
				return 0, false
			}
		}
		if i < len(y) {
			if n, err = strconv.ParseUint(y[i], 10, 64); err != nil {
				return 0, false
			}
		}
		if order == 0 {
			order = cmp.Compare(m, n)
		}
	}
	return order, true
}
