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
		p.empty(c, s.IDRef, s.Selected)
		p.Select = append(p.Select, s)
	case "status":
		p.Status = append(p.Status, readStatus(c, &p.Unknown))
	case "version":
		readVersion(c, &p.Version, &p.Unknown)
	case "title":
		readLocalized(c, name, &p.Title, &p.Also, &p.Unknown)
	case "description":
		readLocalized(c, name, &p.Description, &p.Also, &p.Unknown)
	case "reference":
		p.Reference = append(p.Reference, readReference(c))
	case "platform":
		p.Platform = append(p.Platform, readPlatform(c, &p.Unknown))
	case "set-complex-value":
		p.SetComplex = append(p.SetComplex, element(c))
	case "set-value":
		s := SetValue{c.Attr("idref"), c.Text()}
		p.odd(c, s.IDRef)
		p.SetValue = append(p.SetValue, s)
	case "refine-value":
		r := RefineValue{c.Attr("idref"), c.Attr("selector"), c.Attr("operator")}
		p.empty(c, r.IDRef, r.Selector, r.Operator)
		p.RefineValue = append(p.RefineValue, r)
	case "refine-rule":
		r := RefineRule{c.Attr("idref"), c.Attr("weight"), c.Attr("selector"), c.Attr("severity"), c.Attr("role")}
		p.empty(c, r.IDRef, r.Weight, r.Selector, r.Severity, r.Role)
		p.RefineRule = append(p.RefineRule, r)
	case "metadata":
		p.Metadata = append(p.Metadata, c.Raw())
	default:
		p.element(c)
	}
}
