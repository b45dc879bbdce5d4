package oval

// Tally counts results of each kind. What an operator or check makes of several
// results depends on these counts alone, never on an order (OVAL Common schema, the
// tables at OperatorEnumeration and CheckEnumeration).
type Tally [6]int

// Add counts one more result.
func (t *Tally) Add(r Result) { t[r]++ }

// undecided is the weightiest of error, unknown and not evaluated that was counted.
func (t *Tally) undecided() (Result, bool) {
	for _, r := range [...]Result{Error, Unknown, NotEvaluated} {
		if t[r] > 0 {
			return r, true
		}
	}
	return NotEvaluated, false
}

// otherwise is r when one true or false was counted; not applicable when nothing
// else was. Of nothing at all it is not evaluated.
func (t *Tally) otherwise(r Result) Result {
	switch {
	case t[True]+t[False] > 0:
		return r
	case t[NotApplicable] > 0:
		return NotApplicable
	}
	return NotEvaluated
}

// Of is what the operator makes of the results counted.
func (o Operator) Of(t Tally) Result {
	switch o {
	case AND:
		return t.all()
	case OR:
		return t.any()
	case ONE:
		return t.one()
	case XOR:
		return t.odd()
	}
	return Error
}

// Of is what the check makes of the results counted.
func (c Check) Of(t Tally) Result {
	switch c {
	case All:
		return t.all()
	case AtLeastOne:
		return t.any()
	case OnlyOne:
		return t.one()
	case NoneSatisfy, NoneExistCheck:
		return t.any().Negate()
	}
	return Error
}

func (t *Tally) all() Result {
	if t[False] > 0 {
		return False
	}
	if r, ok := t.undecided(); ok {
		return r
	}
	return t.otherwise(True)
}

func (t *Tally) any() Result {
	if t[True] > 0 {
		return True
	}
	if r, ok := t.undecided(); ok {
		return r
	}
	return t.otherwise(False)
}

func (t *Tally) one() Result {
	if t[True] > 1 {
		return False
	}
	if r, ok := t.undecided(); ok {
		return r
	}
	if t[True] == 1 {
		return True
	}
	return t.otherwise(False)
}

func (t *Tally) odd() Result {
	if r, ok := t.undecided(); ok {
		return r
	}
	if t[True]%2 == 1 {
		return True
	}
	return t.otherwise(False)
}

// statuses counts the statuses of items, or of the values of one item.
type statuses [4]int

func (s *statuses) add(st Status) {
	if int(st) < len(s) {
		s[st]++
	} else {
		s[StatusError]++
	}
}

// of is what the existence check makes of the statuses counted (OVAL Common schema,
// the tables at ExistenceEnumeration).
func (e Existence) of(s statuses) Result {
	switch e {
	case AllExist:
		return s.all()
	case AnyExist:
		if s[Exists] == 0 && s[StatusError] > 0 {
			return Error
		}
		return True
	case AtLeastOneExists:
		return s.some()
	case NoneExist:
		return s.some().Negate()
	case OnlyOneExists:
		return s.one()
	}
	return Error
}

func (s *statuses) all() Result {
	switch {
	case s[DoesNotExist] > 0:
		return False
	case s[StatusError] > 0:
		return Error
	case s[NotCollected] > 0:
		return Unknown
	case s[Exists] > 0:
		return True
	}
	return False
}

func (s *statuses) some() Result {
	switch {
	case s[Exists] > 0:
		return True
	case s[StatusError] > 0:
		return Error
	case s[NotCollected] > 0:
		return Unknown
	}
	return False
}

func (s *statuses) one() Result {
	switch {
	case s[Exists] > 1:
		return False
	case s[StatusError] > 0:
		return Error
	case s[NotCollected] > 0:
		return Unknown
	case s[Exists] == 1:
		return True
	}
	return False
}

// incomplete is of when further items may exist that nobody saw: only what they
// cannot change is decided (OVAL Results schema, TestType, flag "incomplete").
func (e Existence) incomplete(s statuses) Result {
	switch e {
	case AnyExist:
		return e.of(s)
	case AtLeastOneExists:
		if s[Exists] > 0 {
			return True
		}
	case NoneExist:
		if s[Exists] > 0 {
			return False
		}
	case OnlyOneExists:
		if s[Exists] > 1 {
			return False
		}
	case AllExist:
	default:
		return Error
	}
	return Unknown
}
