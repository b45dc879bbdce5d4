package oval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tables of the OVAL Common schema 5.11.3. A row gives how many results may be
// T, F, E, U, NE and NA, and the final result.
var operatorTables = map[Operator]string{
	AND: `1+ 0 0 0 0 0+ true
	      0+ 1+ 0+ 0+ 0+ 0+ false
	      0+ 0 1+ 0+ 0+ 0+ error
	      0+ 0 0 1+ 0+ 0+ unknown
	      0+ 0 0 0 1+ 0+ not evaluated
	      0 0 0 0 0 1+ not applicable`,
	OR: `1+ 0+ 0+ 0+ 0+ 0+ true
	      0 1+ 0 0 0 0+ false
	      0 0+ 1+ 0+ 0+ 0+ error
	      0 0+ 0 1+ 0+ 0+ unknown
	      0 0+ 0 0 1+ 0+ not evaluated
	      0 0 0 0 0 1+ not applicable`,
	ONE: `1 0+ 0 0 0 0+ true
	      2+ 0+ 0+ 0+ 0+ 0+ false
	      0 1+ 0 0 0 0+ false
	      0,1 0+ 1+ 0+ 0+ 0+ error
	      0,1 0+ 0 1+ 0+ 0+ unknown
	      0,1 0+ 0 0 1+ 0+ not evaluated
	      0 0 0 0 0 1+ not applicable`,
	XOR: `odd 0+ 0 0 0 0+ true
	      even 1+ 0 0 0 0+ false
	      even+ 0+ 0 0 0 0+ false
	      0+ 0+ 1+ 0+ 0+ 0+ error
	      0+ 0+ 0 1+ 0+ 0+ unknown
	      0+ 0+ 0 0 1+ 0+ not evaluated
	      0 0 0 0 0 1+ not applicable`,
}

var noneSatisfyTable = `0 1+ 0 0 0 0+ true
	      1+ 0+ 0+ 0+ 0+ 0+ false
	      0 0+ 1+ 0+ 0+ 0+ error
	      0 0+ 0 1+ 0+ 0+ unknown
	      0 0+ 0 0 1+ 0+ not evaluated
	      0 0 0 0 0 1+ not applicable`

// Columns: exists, does not exist, error, not collected.
var existenceTables = map[Existence]string{
	AllExist: `1+ 0 0 0 true
	      0 0 0 0 false
	      0+ 1+ 0+ 0+ false
	      0+ 0 1+ 0+ error
	      0+ 0 0 1+ unknown`,
	AnyExist: `0+ 0+ 0 0+ true
	      1+ 0+ 1+ 0+ true
	      0 0+ 1+ 0+ error`,
	AtLeastOneExists: `1+ 0+ 0+ 0+ true
	      0 0+ 0 0 false
	      0 0+ 1+ 0+ error
	      0 0+ 0 1+ unknown`,
	NoneExist: `0 0+ 0 0 true
	      1+ 0+ 0+ 0+ false
	      0 0+ 1+ 0+ error
	      0 0+ 0 1+ unknown`,
	OnlyOneExists: `1 0+ 0 0 true
	      2+ 0+ 0+ 0+ false
	      0 0+ 0 0 false
	      0,1 0+ 1+ 0+ error
	      0,1 0+ 0 1+ unknown`,
}

// fits reports whether a table's cell allows the count n.
func fits(cell string, n int) bool {
	switch cell {
	case "0":
		return n == 0
	case "1":
		return n == 1
	case "0+":
		return true
	case "1+":
		return n > 0
	case "2+":
		return n > 1
	case "0,1":
		return n < 2
	case "odd":
		return n%2 == 1
	case "even":
		return n%2 == 0
	case "even+":
		return n%2 == 0 && n > 0
	}
	panic(cell)
}

// tabled is the result of the only row of a table that fits the counts; ok is false
// when none does.
func tabled(t *testing.T, table string, counts []int) (result string, ok bool) {
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		match := true
		for i, n := range counts {
			match = match && fits(fields[i], n)
		}
		if !match {
			continue
		}
		got := strings.Join(fields[len(counts):], " ")
		require.True(t, !ok || got == result, "two rows fit %v", counts)
		result, ok = got, true
	}
	return result, ok
}

// everyCount calls f with every combination of n counts from 0 to 3.
func everyCount(n int, f func([]int)) {
	counts := make([]int, n)
	for {
		f(counts)
		i := 0
		for ; i < n; i++ {
			if counts[i]++; counts[i] <= 3 {
				break
			}
			counts[i] = 0
		}
		if i == n {
			return
		}
	}
}

func TestOperatorsAndChecksAreTheTables(t *testing.T) {
	order := []Result{True, False, Error, Unknown, NotEvaluated, NotApplicable}
	everyCount(6, func(counts []int) {
		var tally Tally
		for i, n := range counts {
			tally[order[i]] = n
		}
		for op, table := range operatorTables {
			want, ok := tabled(t, table, counts)
			if !ok {
				require.Equal(t, Tally{}, tally, "only nothing is in no row of %s", op)
				want = "not evaluated"
			}
			require.Equal(t, want, op.Of(tally).String(), "%s of %v", op, counts)
		}
		require.Equal(t, AND.Of(tally), All.Of(tally))
		require.Equal(t, OR.Of(tally), AtLeastOne.Of(tally))
		require.Equal(t, ONE.Of(tally), OnlyOne.Of(tally))
		if want, ok := tabled(t, noneSatisfyTable, counts); ok {
			require.Equal(t, want, NoneSatisfy.Of(tally).String(), "none satisfy of %v", counts)
		}
	})
}

func TestExistenceIsTheTables(t *testing.T) {
	order := []Status{Exists, DoesNotExist, StatusError, NotCollected}
	everyCount(4, func(counts []int) {
		var s statuses
		for i, n := range counts {
			s[order[i]] = n
		}
		for e, table := range existenceTables {
			want, ok := tabled(t, table, counts)
			require.True(t, ok, "no row of %s for %v", e, counts)
			require.Equal(t, want, e.of(s).String(), "%s of %v", e, counts)
		}
	})
}

// What is decided of a part stays so whatever else is found.
func TestIncompleteDecidesOnlyWhatStays(t *testing.T) {
	everyCount(4, func(counts []int) {
		s := statuses{counts[0], counts[1], counts[2], counts[3]}
		for e := range existenceTables {
			early := e.incomplete(s)
			if early != True && early != False || e == AnyExist {
				continue // any_exist asks for nothing
			}
			everyCount(4, func(more []int) {
				whole := s
				for i, n := range more {
					whole[i] += n
				}
				require.Equal(t, early, e.of(whole), "%s of %v, then %v", e, s, whole)
			})
		}
	})
}

// Truth tables absorb: one false decides AND, one true OR and two of them ONE,
// whatever is added; results that are not applicable change nothing.
func TestTablesAbsorb(t *testing.T) {
	everyCount(6, func(counts []int) {
		var tally Tally
		copy(tally[:], counts)
		with := func(r Result, n int) Tally { c := tally; c[r] += n; return c }
		require.Equal(t, False, AND.Of(with(False, 1)))
		require.Equal(t, True, OR.Of(with(True, 1)))
		require.Equal(t, False, ONE.Of(with(True, 2)))
		for op := range operatorTables {
			if tally[NotApplicable] != total(tally) {
				require.Equal(t, op.Of(tally), op.Of(with(NotApplicable, 1)), "%s of %v", op, tally)
			}
		}
	})
}

func total(t Tally) (n int) {
	for _, c := range t {
		n += c
	}
	return n
}

func TestNegateTwiceIsTheIdentity(t *testing.T) {
	for r := NotEvaluated; r <= NotApplicable; r++ {
		require.Equal(t, r, r.Negate().Negate())
		if r != True && r != False {
			require.Equal(t, r, r.Negate())
		}
	}
	require.Equal(t, False, True.Negate())
}

func TestInvalidKindsEndInError(t *testing.T) {
	require.Equal(t, Error, Operator(invalid).Of(Tally{True: 1}))
	require.Equal(t, Error, Check(invalid).Of(Tally{True: 1}))
	require.Equal(t, Error, Existence(invalid).of(statuses{Exists: 1}))
	require.Equal(t, Error, Existence(invalid).incomplete(statuses{Exists: 1}))
	require.Equal(t, "invalid", fmt.Sprint(Operator(invalid)))
	r, ok := ParseResult("not applicable")
	require.True(t, ok)
	require.Equal(t, NotApplicable, r)
	_, ok = ParseResult("maybe")
	require.False(t, ok)
}

// The tables at SetOperatorEnumeration, as the schema prints them.
func TestSetFlags(t *testing.T) {
	printed := map[SetOperator]string{
		Union: `E E E E E E
C: E C I C I C
I: E I I I I I
DNE: E C I DNE I DNE
NC: E I I I NC NC
NA: E C I DNE NC NA`,
		Intersection: `E E E DNE E E
C: E C I DNE NC C
I: E I I DNE NC I
DNE: DNE DNE DNE DNE DNE DNE
NC: E NC NC DNE NC NC
NA: E C I DNE NC NA`,
		Complement: `E E E DNE E E
C: E C I DNE NC E
I: E E E DNE NC E
DNE: E C I DNE NC E
NC: E NC NC DNE NC E
NA: E E E E E E`,
	}
	flags := map[string]Flag{"E": FlagError, "C": FlagComplete, "I": FlagIncomplete, "DNE": FlagDoesNotExist, "NC": FlagNotCollected, "NA": FlagNotApplicable}
	order := strings.Fields("E C I DNE NC NA")
	for op, table := range printed {
		for row, line := range strings.Split(table, "\n") {
			cells := strings.Fields(line)
			for column, want := range cells[len(cells)-6:] {
				got := op.flag(flags[order[column]], flags[order[row]])
				require.Equal(t, flags[want], got, "%s of %s and %s", op, order[column], order[row])
			}
		}
	}
}
