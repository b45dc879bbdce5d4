package oval

import (
	"strconv"
	"strings"
)

// ReadCharacteristics reads the system characteristics document data; file is its
// name for messages. An error is a fault of syntax or another root; what else is
// wrong is in Problems. data must not change afterwards.
func ReadCharacteristics(file string, data []byte) (*Characteristics, error) {
	r, err := open(file, data, "oval_system_characteristics", NamespaceSystem)
	if err != nil {
		return nil, err
	}
	c := &Characteristics{File: file, Source: r.text}
	s := systemReader{reader: r, types: map[[2]string]TypeName{}}
	for kids := r.Children(); kids.Next(); {
		if r.Space() == NamespaceSystem {
			s.section(c)
		}
	}
	if c.Problems, err = r.finish(); err != nil {
		return nil, err
	}
	c.Index()
	s.check(c)
	c.Problems = r.problems
	return c, nil
}

// systemReader reads items. There may be a million: names are kept once, and values
// lie in large slices that items share.
type systemReader struct {
	*reader
	types   map[[2]string]TypeName // by namespace and local name
	last    [2]string              // the namespace and name looked up last, which mostly follow each other
	kind    TypeName               // and its type
	source  string                 // of the version of the last object: nearly all have the same
	version string                 // and what it says
	values  []Value                // the rest of the slice being filled
}

func (r *systemReader) section(c *Characteristics) {
	switch r.Local() {
	case "generator":
		c.Generator = r.generator()
	case "system_info":
		c.Host = r.host()
	case "collected_objects":
		c.HasCollected = true
		c.Objects = make([]Collected, 0, r.guess())
		for kids := r.Children(); kids.Next(); {
			if r.Space() == NamespaceSystem && r.Local() == "object" {
				c.Objects = append(c.Objects, r.collected())
			}
		}
	case "system_data":
		c.Items = make([]Item, 0, r.guess())
		for kids := r.Children(); kids.Next(); {
			c.Items = append(c.Items, r.item())
		}
	}
}

// guess is how many objects, or items, the document may hold: one for each 256 bytes,
// which is about right and bounded by the size of the document; what is more, grows.
func (r *systemReader) guess() int { return min(len(r.text)/256, 1<<14) }

func (r *systemReader) host() (h Host) {
	for kids := r.Children(); kids.Next(); {
		if r.Space() != NamespaceSystem {
			continue
		}
		switch r.Local() {
		case "os_name":
			h.OSName = r.value()
		case "os_version":
			h.OSVersion = r.value()
		case "architecture":
			h.Architecture = r.value()
		case "primary_host_name":
			h.Name = r.value()
		case "interfaces":
			for inner := r.Children(); inner.Next(); {
				h.Interfaces = append(h.Interfaces, r.networkInterface())
			}
		}
	}
	return h
}

func (r *systemReader) networkInterface() (i Interface) {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "interface_name":
			i.Name = r.value()
		case "ip_address":
			i.IP = r.value()
		case "mac_address":
			i.MAC = r.value()
		}
	}
	return i
}

func (r *systemReader) collected() Collected {
	if v := r.Attr("version"); !v.Present() || string(v) != r.source {
		r.source, r.version = string(v), r.required("version")
	}
	o := Collected{ID: r.required("id"), Version: r.version, Instance: r.attr("variable_instance"), Comment: r.attr("comment"), offset: r.Offset()}
	o.Flag = FlagError // a flag nobody knows cannot be taken for an answer
	if r.has("flag") {
		if f := r.enum("flag", flagNames); f != invalid {
			o.Flag = Flag(f)
		}
	}
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "message":
			o.Messages = append(o.Messages, r.message())
		case "variable_value":
			o.Variables = append(o.Variables, VariableValue{r.attr("variable_id"), r.value()})
		case "reference":
			if id, ok := r.itemID("item_ref"); ok {
				o.Items = append(o.Items, id)
			}
		}
	}
	return o
}

func (r *systemReader) message() Message {
	m := Message{Level: r.attr("level")}
	if m.Level == "" {
		m.Level = "info"
	}
	m.Text = r.value()
	return m
}

// itemID is the id of an item, an integer.
func (r *systemReader) itemID(local string) (int64, bool) {
	// Nearly all are digits alone, which are read without a copy.
	id, err := strconv.ParseInt(string(r.Attr(local)), 10, 64)
	if err == nil {
		return id, true
	}
	t := strings.TrimSpace(r.required(local))
	if id, err = strconv.ParseInt(t, 10, 64); err != nil {
		r.problem("%s is %q; want a whole number", local, t)
		return 0, false
	}
	return id, true
}

func (r *systemReader) item() Item {
	it := Item{Type: r.itemType()}
	it.ID, _ = r.itemID("id")
	it.Status = r.status()
	first := len(r.values)
	for kids := r.Children(); kids.Next(); {
		if r.Space() == NamespaceSystem && r.Local() == "message" {
			it.Messages = append(it.Messages, r.message())
			continue
		}
		if len(r.values) == cap(r.values) {
			// A fresh slice; what this item has so far moves with it.
			r.values = append(make([]Value, 0, max(512, 2*(len(r.values)-first))), r.values[first:]...)
			first = 0
		}
		r.values = append(r.values, r.itemValue())
	}
	it.Values = r.values[first:len(r.values):len(r.values)]
	return it
}

// itemType is the type of the current element, one TypeName for all of a kind.
func (r *systemReader) itemType() TypeName {
	key := [2]string{r.Space(), r.Local()}
	if key == r.last {
		return r.kind
	}
	t, ok := r.types[key]
	if !ok {
		t = r.kindOf("_item")
		r.types[key] = t
	}
	r.last, r.kind = key, t
	return t
}

// status is the status stated; one that nobody knows is an error.
func (r *systemReader) status() Status {
	s := r.enum("status", statusNames)
	if s == invalid {
		return StatusError
	}
	return Status(s)
}

func (r *systemReader) itemValue() Value {
	v := Value{Name: r.Local()}
	if r.AttrCount() > 0 {
		v.Datatype = Datatype(r.enum("datatype", datatypeNames))
		v.Status = r.status()
		v.Mask = r.flag("mask")
		v.Nil = r.isNil()
	}
	if v.Datatype != Record {
		v.Text = r.value()
		return v
	}
	if !r.enter("fields") {
		v.Status = StatusError
		return v
	}
	defer r.leave()
	for kids := r.Children(); kids.Next(); {
		if r.Local() == "field" {
			field := r.required("name")
			f := r.itemValue()
			f.Name = field
			v.Record = append(v.Record, f)
		}
	}
	return v
}

// check looks for references to items that are not there.
func (r *systemReader) check(c *Characteristics) {
	for i := range c.Objects {
		for _, id := range c.Objects[i].Items {
			if c.Item(id) == nil && len(r.problems) < MaxProblems {
				e := r.ErrorAt(c.Objects[i].offset, "object %s refers to item %d, which is not there", c.Objects[i].ID, id)
				e.Path = ""
				r.problems = append(r.problems, e)
			}
		}
	}
	if n := len(c.Items) - len(c.index); n > 0 && len(r.problems) < MaxProblems {
		e := r.ErrorAt(0, "%d items have the id of an earlier one", n)
		e.Line, e.Column, e.Path = 0, 0, ""
		r.problems = append(r.problems, e)
	}
}
