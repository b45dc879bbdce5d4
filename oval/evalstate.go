package oval

// observer is told the result of each entity of a state: the values met and, of an
// entity with a variable, the values wanted.
type observer func(e *Entity, met []*Value, wanted []string, result Result, why string)

// state is whether an item satisfies a state (OVAL Definitions schema, StateType).
// see may be nil.
func (r *run) state(s *State, it *Item, see observer) Result {
	if len(s.Entities) == 0 {
		r.remark("warning", "state %s states nothing", s.ID)
		return Unknown
	}
	var t Tally
	for i := range s.Entities {
		t.Add(r.entity(s, &s.Entities[i], it, see))
	}
	return s.Operator.Of(t)
}

// judgement is one entity of a state while it is compared with the values of an item.
type judgement struct {
	*run
	entity *Entity
	wanted []string // the values of the variable
	flag   Flag     // of the variable
	why    string   // the last reason for an error or unknown
}

// entity is whether the values of an item satisfy one entity: existence of the values
// first, then each value by itself (OVAL Definitions schema, EntityStateSimpleBaseType).
func (r *run) entity(s *State, e *Entity, it *Item, see observer) Result {
	j := judgement{run: r, entity: e}
	var buffer [8]*Value
	met := valuesOf(it, s.itemName(e.Name), buffer[:0])
	if len(met) == 0 {
		met = valuesOf(it, e.Name, buffer[:0])
	}
	result := j.values(met)
	if e.Mask && j.why != "" {
		j.why = "the values are masked" // the reason may hold them
	}
	if j.why != "" && result != True && result != False {
		r.remark(levelOf(result), "state %s, item %d, %s: %s", s.ID, it.ID, e.Name, j.why)
	}
	if see != nil {
		see(e, met, j.wanted, result, j.why)
	}
	return result
}

// itemName is the name that items have for an entity of the state. It is the same but
// for one: the line of a textfilecontent_state is the line that was found, which items
// call text; what they call line is the pattern that was looked for (OVAL System
// Characteristics independent schema, textfilecontent_item).
func (s *State) itemName(entity string) string {
	if entity == "line" && s.Type.is("independent", "textfilecontent") {
		return "text"
	}
	return entity
}

func levelOf(r Result) string {
	if r == Error {
		return "error"
	}
	return "info"
}

// valuesOf appends the values of an item with the name to list.
func valuesOf(it *Item, name string, list []*Value) []*Value {
	for i := range it.Values {
		if it.Values[i].Name == name {
			list = append(list, &it.Values[i])
		}
	}
	return list
}

// values judges all values of the name of the entity.
func (j *judgement) values(met []*Value) Result {
	if len(met) == 0 {
		// Nobody recorded the value: that is no proof of anything (OVAL Results
		// schema, ResultEnumeration, unknown).
		j.why = "the item has no value of this name"
		return Unknown
	}
	if j.entity.VarRef != "" {
		if decided, result := j.variable(); decided {
			return result
		}
	}
	var found statuses
	for _, v := range met {
		found.add(v.Status)
	}
	existence := j.entity.Existence.of(found)
	if j.entity.Existence == invalid {
		j.why = "the check_existence is none of the language"
		return Error
	}
	if existence != True || found[Exists] == 0 && j.entity.Existence != AtLeastOneExists {
		if existence != True && existence != False {
			j.why = "the value could not be collected"
		}
		return existence
	}
	var t Tally
	for _, v := range met {
		if v.Status != DoesNotExist || j.entity.Existence != AnyExist {
			t.Add(j.value(v))
		}
	}
	if j.entity.EntityCheck == invalid {
		j.why = "the entity_check is none of the language"
	}
	return j.entity.EntityCheck.Of(t)
}

// variable takes the values of the variable; decided when it has none to compare with.
func (j *judgement) variable() (decided bool, result Result) {
	i, ok := j.index[variableNode][j.entity.VarRef]
	if !ok {
		j.why = "the variable " + j.entity.VarRef + " is not in the document"
		return true, Error
	}
	v := &j.variables[i]
	j.wanted, j.flag = v.Values, v.Flag
	switch {
	case v.Flag == FlagNotCollected:
		j.why = "the variable " + j.entity.VarRef + " depends on what was not collected"
		return true, Unknown
	case v.Flag == FlagNotApplicable:
		j.why = "the variable " + j.entity.VarRef + " depends on what is not applicable to the system"
		return true, NotApplicable
	case v.Flag == FlagError:
		j.why = "the variable " + j.entity.VarRef + " is in error" + lastWords(v.Messages)
		return true, Error
	case len(v.Values) == 0:
		j.why = "the variable " + j.entity.VarRef + " has no value"
		return true, Error
	}
	return false, True
}

// value judges one value.
func (j *judgement) value(v *Value) Result {
	switch v.Status {
	case Exists:
	case DoesNotExist:
		return False
	case NotCollected:
		j.why = "the value was not collected"
		return Unknown
	default:
		j.why = "the value could not be collected"
		return Error
	}
	e := j.entity
	switch {
	case v.Hidden():
		j.why = "the value was masked and is not in the document"
		return Unknown
	case v.Nil && e.Nil:
		return True
	case v.Nil:
		j.why = "the item has nil where a value is stated"
		return Error
	case e.Nil:
		return False
	case (e.Datatype == Record) != (v.Datatype == Record):
		j.why = "a record cannot be compared with a plain value"
		return Error
	case e.Datatype == Record:
		return j.record(v)
	case e.VarRef != "":
		return j.many(v.Text)
	}
	return j.compare(e.Value, v.Text)
}

// many compares one value with all those of the variable.
func (j *judgement) many(text string) Result {
	var t Tally
	for _, w := range j.wanted {
		t.Add(j.compare(w, text))
	}
	result := j.entity.VarCheck.Of(t)
	if j.entity.VarCheck == invalid {
		j.why = "the var_check is none of the language"
	}
	if j.flag != FlagIncomplete {
		return result
	}
	// More values may belong to the variable than were found.
	switch c := j.entity.VarCheck; {
	case result == Error, c == All && result == False, c == AtLeastOne && result == True, t[True] > 0 && result == False:
		return result
	}
	j.why = "the variable " + j.entity.VarRef + " is only partly known"
	return Unknown
}

func (j *judgement) compare(stated, met string) Result {
	if j.comparisons++; j.comparisons > MaxComparisons {
		j.why = "more comparisons were asked for than the limit of 200 million (MaxComparisons)"
		j.once("error", "%s", j.why)
		return Error
	}
	result, why := compare(j.entity.Datatype, j.entity.Operation, stated, met, &j.searches)
	if why != "" {
		j.why = why
	}
	return result
}

// record judges the fields of a record, which must all hold (EntityStateRecordType).
func (j *judgement) record(v *Value) Result {
	if j.entity.Operation != Equals {
		j.why = "a record can only be compared with equals"
		return Error
	}
	fields := Item{Values: v.Record}
	var t Tally
	for i := range j.entity.Fields {
		f := judgement{run: j.run, entity: &j.entity.Fields[i]}
		met := valuesOf(&fields, f.entity.Name, nil)
		if len(met) == 0 {
			j.why = "the record has no field " + excerpt(f.entity.Name)
			t.Add(Error)
			continue
		}
		t.Add(f.values(met))
		if f.why != "" {
			j.why = "field " + f.entity.Name + ": " + f.why
		}
	}
	return AND.Of(t)
}
