package oval

// test judges one test: existence first, then the states, item by item (OVAL Results
// schema, TestType).
func (r *run) test(n int32, t *TestResult) {
	t.Existence, t.Result = Unknown, Unknown
	if !r.known[n] {
		r.once("warning", "tests of type %s are none that the OVAL schemas know: their result is unknown", t.Test.Type)
		r.remark("warning", "the type of the test, %s, is none that the OVAL schemas know", t.Test.Type)
		return
	}
	if t.Test.Type.is("independent", "unknown") {
		return // by its definition
	}
	i, ok := r.index[objectNode][t.Test.Object]
	if !ok {
		t.Existence, t.Result = Error, Error
		r.remark("error", "refers to object %q, which the document does not have", t.Test.Object)
		return
	}
	o := &r.objects[i]
	if decided, result := t.byFlag(o.Flag); decided {
		t.Result = result
		if result != True && result != False {
			r.because(o)
		}
		return
	}
	states := r.states[n-r.first[testNode]]
	for i, s := range states {
		if s == nil {
			r.remark("error", "refers to state %q, which the document does not have", t.Test.States[i])
		}
	}
	r.items(t, o, states)
}

// because takes over what was said of an object that decides the test.
func (r *run) because(o *ObjectResult) {
	if o.Flag != FlagNotCollected || len(o.Messages) == 0 {
		r.remark("info", "object %s is %q", o.Object.ID, o.Flag)
	}
	for _, m := range o.Messages {
		r.remark(m.Level, "%s", m.Text)
	}
}

// byFlag is the result where the flag of the object alone decides it.
func (t *TestResult) byFlag(f Flag) (decided bool, result Result) {
	switch f {
	case FlagComplete, FlagIncomplete:
		return false, Unknown
	case FlagDoesNotExist:
		t.Existence = False
		switch existence := t.existence(); existence {
		case NoneExist, AnyExist:
			t.Existence = True
		case AtLeastOneExists, AllExist, OnlyOneExists:
		default:
			t.Existence = Error
		}
		return true, t.Existence
	case FlagError:
		return true, Error
	case FlagNotApplicable:
		return true, NotApplicable
	}
	return true, Unknown
}

// existence is the existence check. Before 5.3 a test had the check "none exist" alone:
// true when nothing is there that satisfies the states or, without states, nothing at all.
func (t *TestResult) existence() Existence {
	switch {
	case t.Test.Check != NoneExistCheck || t.Test.Existence != AtLeastOneExists:
		return t.Test.Existence
	case len(t.Test.States) > 0:
		return AnyExist
	}
	return NoneExist
}

// items judges the items of an object that was collected, whole or in part.
func (r *run) items(t *TestResult, o *ObjectResult, states []*State) {
	var found statuses
	var satisfied Tally
	t.Items = make([]TestedItem, len(o.Items))
	for i, it := range o.Items {
		found.add(it.Status)
		t.Items[i] = TestedItem{Item: it}
		if len(t.Test.States) == 0 {
			continue
		}
		t.Items[i].Result = r.item(t.Test, states, it)
		if it.Status != DoesNotExist {
			satisfied.Add(t.Items[i].Result)
		}
	}
	existence, incomplete := t.existence(), o.Flag == FlagIncomplete
	if incomplete {
		t.Existence = existence.incomplete(found)
	} else {
		t.Existence = existence.of(found)
	}
	switch {
	case t.Existence == False || t.Existence == Error && !incomplete, len(t.Test.States) == 0:
		t.Result = t.Existence
	case incomplete:
		t.Result = t.Test.Check.incomplete(t.Existence, existence, satisfied)
		if t.Result == Unknown {
			r.remark("info", "object %s is only partly collected", o.Object.ID)
		}
	case t.Existence != True:
		t.Result = t.Existence
	case satisfied == Tally{}:
		t.Result = True // nothing has to be there, and nothing is
	default:
		t.Result = t.Test.Check.Of(satisfied)
	}
}

// incomplete is the result of a test when further items may exist that nobody saw:
// only what they cannot change is decided.
func (c Check) incomplete(exists Result, e Existence, t Tally) Result {
	result := c.Of(t)
	switch {
	case c == invalid || e == invalid:
		return Error
	case t == Tally{}:
		return Unknown
	case result == False && c == All, result == False && t[True] > 0:
		return False
	case result == True && c == AtLeastOne && (exists == True || e == AllExist):
		return True
	}
	return Unknown
}

// item is what the states of a test say of one item.
func (r *run) item(t *Test, states []*State, it *Item) Result {
	switch it.Status {
	case Exists:
	case DoesNotExist:
		return NotEvaluated
	case NotCollected:
		r.remark("info", "item %d was not collected", it.ID)
		return Unknown
	default:
		r.remark("error", "item %d could not be collected%s", it.ID, lastWords(it.Messages))
		return Error
	}
	var tally Tally
	for _, s := range states {
		if s == nil {
			tally.Add(Error)
			continue
		}
		tally.Add(r.state(s, it, nil))
	}
	return t.StateOperator.Of(tally)
}

// lastWords is the last message of a collector, for the end of a sentence.
func lastWords(list []Message) string {
	if len(list) == 0 {
		return ""
	}
	return ": " + list[len(list)-1].Text
}
