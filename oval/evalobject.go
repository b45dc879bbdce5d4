package oval

import "slices"

// isVariable reports whether the object stands for a variable, which needs no system.
func (o *Object) isVariable() bool { return o.Type.is("independent", "variable") && o.Set == nil }

// variable is the id of the variable that a variable_object stands for.
func (o *Object) variable() string {
	for i := range o.Entities {
		if o.Entities[i].Name == "var_ref" {
			return o.Entities[i].Value
		}
	}
	return ""
}

// object finds out what is known of one object.
func (r *run) object(n int32, o *ObjectResult) {
	if !r.known[n] {
		r.remark("warning", "the type of the object, %s, is none that the OVAL schemas know", o.Object.Type)
		return
	}
	entry, any := r.entry(o.Object.ID)
	switch {
	case entry != nil:
		r.collected(o, entry)
	case any && !o.Object.isVariable():
		r.remark("warning", "object %s was collected with other values of its variables than those of this judgement", o.Object.ID)
	case o.Object.Set != nil:
		r.set(o)
	case o.Object.isVariable():
		r.variableObject(o)
	case r.sys != nil && !r.sys.HasCollected:
		r.search(o)
	default:
		r.remark("info", "object %s was not collected", o.Object.ID)
	}
}

// entry is the record of the collector for an object whose variables had the values
// they have now; without any variable recorded, the first. There is more than one where
// the object was collected for several values of variables (OVAL System Characteristics
// schema, variable_value). any is whether the object was collected at all.
func (r *run) entry(id string) (entry *Collected, any bool) {
	if r.sys == nil {
		return nil, false
	}
	i, any := r.sys.objects[id]
	if !any {
		return nil, false
	}
	for {
		if c := &r.sys.Objects[i]; r.agrees(c) {
			return c, true
		}
		if i = r.sys.further[i]; i == 0 {
			return nil, true
		}
	}
}

// agrees reports whether no variable has other values now than when c was collected.
// Variables that the time changes, and those that cannot be worked out here, do not count.
func (r *run) agrees(c *Collected) bool {
	for i := range c.Variables {
		id := c.Variables[i].ID
		if i > 0 && c.Variables[i-1].ID == id {
			continue
		}
		n, ok := r.index[variableNode][id]
		if !ok {
			continue
		}
		v := &r.variables[n]
		if v.Variable == nil || v.timed || v.Flag != FlagComplete {
			continue
		}
		var then []string
		for _, value := range c.Variables {
			if value.ID == id {
				then = append(then, value.Value)
			}
		}
		if !sameSet(then, v.Values) {
			return false
		}
	}
	return true
}

func sameSet(a, b []string) bool {
	return slices.Equal(sortedSet(a), sortedSet(b))
}

func sortedSet(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// collected takes over what a collector recorded.
func (r *run) collected(o *ObjectResult, c *Collected) {
	o.Collected, o.Flag = c, c.Flag
	for _, m := range c.Messages {
		r.remark(m.Level, "%s", m.Text)
	}
	o.Items = make([]*Item, 0, len(c.Items))
	for _, id := range c.Items {
		it := r.sys.Item(id)
		if it == nil {
			o.Flag = FlagError
			r.remark("error", "item %d of object %s is not in the system characteristics", id, o.Object.ID)
			continue
		}
		o.Items = append(o.Items, it)
	}
}

// variableObject makes the one item of an object that stands for a variable: it holds
// all its values (OVAL System Characteristics independent schema, variable_item).
func (r *run) variableObject(o *ObjectResult) {
	id := o.Object.variable()
	n, ok := r.index[variableNode][id]
	if !ok {
		o.Flag = FlagError
		r.remark("error", "refers to variable %q, which the document does not have", id)
		return
	}
	v := &r.variables[n]
	for _, m := range v.Messages {
		r.remark(m.Level, "%s", m.Text)
	}
	o.Flag = v.Flag
	if v.Flag != FlagComplete && v.Flag != FlagIncomplete {
		return
	}
	if len(v.Values) == 0 {
		o.Flag = FlagDoesNotExist
		return
	}
	it := &Item{ID: r.nextItem, Type: TypeName{NamespaceSystem + "#independent", "independent", "variable"}}
	it.Values = append(it.Values, Value{Name: "var_ref", Text: id})
	for _, value := range v.Values {
		it.Values = append(it.Values, Value{Name: "value", Text: value, Datatype: v.Variable.Datatype})
	}
	items, ok := r.filtered([]*Item{it}, o.Object.Filters)
	switch {
	case !ok:
		o.Flag = FlagError
	case len(items) == 0:
		o.Flag = FlagDoesNotExist
	default:
		r.nextItem++
		r.made = append(r.made, it)
		o.Items = items
	}
}

// filtered applies filters to items. ok is false when a filter could not tell.
func (r *run) filtered(items []*Item, filters []Filter) (kept []*Item, ok bool) {
	if len(filters) == 0 {
		return items, true
	}
	ok = true
	for _, it := range items {
		keep, certain := r.passes(it, filters)
		if keep {
			kept = append(kept, it)
		}
		ok = ok && certain
	}
	return kept, ok
}

// passes reports whether an item passes every filter. Where a filter cannot tell, it
// says so, unless another drops the item in any case.
func (r *run) passes(it *Item, filters []Filter) (keep, certain bool) {
	certain = true
	for _, f := range filters {
		n, ok := r.index[stateNode][f.State]
		if !ok {
			r.remark("error", "refers to state %q, which the document does not have", f.State)
			certain = false
			continue
		}
		switch r.state(&r.doc.States[n], it, nil) {
		case True:
			if !f.Include {
				return false, true
			}
		case False:
			if f.Include {
				return false, true
			}
		default:
			r.remark("error", "the filter by state %s cannot tell for item %d", f.State, it.ID)
			certain = false
		}
	}
	return true, certain
}

// search looks for the items of an object in a document that does not say what
// belongs to which object.
func (r *run) search(o *ObjectResult) {
	kind, _ := o.Object.Type.Items()
	for _, b := range o.Object.Behaviors {
		if b.Name == "recurse_direction" && b.Value != "none" {
			r.remark("info", "object %s looks into folders, and the system characteristics do not say what was found there", o.Object.ID)
			return
		}
	}
	certain := true
	for i := range r.sys.Items {
		it := &r.sys.Items[i]
		if it.Type.Name != kind.Name || it.Type.Family != kind.Family {
			continue
		}
		switch r.named(o.Object, it) {
		case True:
			o.Items = append(o.Items, it)
		case False:
		default:
			certain = false
		}
	}
	if len(o.Items) == 0 {
		r.remark("info", "no item of object %s was collected", o.Object.ID)
		return
	}
	var ok bool
	o.Items, ok = r.filtered(o.Items, o.Object.Filters)
	switch {
	case !ok:
		o.Flag = FlagError
	case !certain:
		o.Flag = FlagIncomplete
	case len(o.Items) == 0:
		o.Flag = FlagDoesNotExist
	default:
		o.Flag = FlagComplete
	}
}

// named is whether the entities of an object name an item.
func (r *run) named(o *Object, it *Item) Result {
	var t Tally
	for i := range o.Entities {
		e := &o.Entities[i]
		j := judgement{run: r, entity: e}
		met := valuesOf(it, e.Name, nil)
		switch {
		case e.Nil:
			t.Add(truth(len(met) == 0 || met[0].Nil || met[0].Status == DoesNotExist))
		case len(met) > 0 && met[0].Nil:
			t.Add(False)
		default:
			t.Add(j.values(met))
		}
	}
	return AND.Of(t)
}
