package xccdf

// readProfile reads a Profile that probably has as many select elements as selects.
func readProfile(c *reader, selects int) *Profile {
	c.item()
	p := &Profile{Offset: c.Offset()}
	if selects > 0 {
		p.Select = make([]Select, 0, selects)
	}
	for a := range c.Attrs() {
		switch attrName(a) {
		case "id":
			p.ID = a.Value
		case "abstract":
			p.Abstract = a.Value
		case "extends":
			p.Extends = a.Value
		case "note-tag":
			p.NoteTag = a.Value
		case "prohibitChanges":
			p.ProhibitChanges = a.Value
		case "xml:lang":
			p.Lang = a.Value
		default:
			p.attr(a)
		}
	}
	for kids := c.Children(); kids.Next(); {
		p.readChild(c, own(c))
	}
	return p
}

func (p *Profile) readChild(c *reader, name string) {
	switch name {
	case "select":
		s := Select{c.Attr("idref"), c.Attr("selected")}
		p.empty(c, len(p.Select), s.IDRef, s.Selected)
		p.Select = append(p.Select, s)
	case "status":
		p.Status = append(p.Status, readStatus(c, len(p.Status), &p.Unknown))
	case "version":
		readVersion(c, &p.Version, &p.Unknown)
	case "title":
		readLocalized(c, name, &p.Title, &p.Also, &p.Unknown)
	case "description":
		readLocalized(c, name, &p.Description, &p.Also, &p.Unknown)
	case "reference":
		p.Reference = append(p.Reference, readReference(c))
	case "platform":
		p.Platform = append(p.Platform, readPlatform(c, len(p.Platform), &p.Unknown))
	case "set-complex-value":
		p.SetComplex = append(p.SetComplex, element(c))
	case "set-value":
		s := SetValue{c.Attr("idref"), c.Text()}
		p.odd(c, len(p.SetValue), s.IDRef)
		p.SetValue = append(p.SetValue, s)
	case "refine-value":
		r := RefineValue{c.Attr("idref"), c.Attr("selector"), c.Attr("operator")}
		p.empty(c, len(p.RefineValue), r.IDRef, r.Selector, r.Operator)
		p.RefineValue = append(p.RefineValue, r)
	case "refine-rule":
		r := RefineRule{c.Attr("idref"), c.Attr("weight"), c.Attr("selector"), c.Attr("severity"), c.Attr("role")}
		p.empty(c, len(p.RefineRule), r.IDRef, r.Weight, r.Selector, r.Severity, r.Role)
		p.RefineRule = append(p.RefineRule, r)
	case "metadata":
		p.Metadata = append(p.Metadata, c.Raw())
	default:
		p.element(c)
	}
}

func (p *Profile) write(w *writer) {
	u := &p.Unknown
	w.start("Profile", attrs{}.add("id", p.ID).add("abstract", p.Abstract).add("extends", p.Extends).add("note-tag", p.NoteTag).
		add("prohibitChanges", p.ProhibitChanges).add("xml:lang", p.Lang), p.Attrs)
	writeStatuses(w, u, p.Status)
	p.Version.write(w, u)
	w.localized(u, "title", p.Title, p.Also)
	w.localized(u, "description", p.Description, p.Also)
	for i := range p.Reference {
		p.Reference[i].write(w)
	}
	writePlatforms(w, u, p.Platform)
	p.writeSelectors(w)
	w.sources(p.Metadata)
	w.unknown(u, nil)
	w.end(p.Attrs)
}

// writeSelectors writes what a Profile changes.
func (p *Profile) writeSelectors(w *writer) {
	u := &p.Unknown
	for i, s := range p.Select {
		w.leaf(u, "select", i, nil, attrs{}.add("idref", s.IDRef).add("selected", s.Selected))
	}
	w.elements(p.SetComplex)
	for i, s := range p.SetValue {
		w.leaf(u, "set-value", i, s.Text, attrs{}.add("idref", s.IDRef))
	}
	for i, r := range p.RefineValue {
		w.leaf(u, "refine-value", i, nil, attrs{}.add("idref", r.IDRef).add("selector", r.Selector).add("operator", r.Operator))
	}
	for i, r := range p.RefineRule {
		w.leaf(u, "refine-rule", i, nil, attrs{}.add("idref", r.IDRef).add("weight", r.Weight).
			add("selector", r.Selector).add("severity", r.Severity).add("role", r.Role))
	}
}
