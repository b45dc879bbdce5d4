package xccdf

import "github.com/stigwright/stigwright/internal/xmlio"

// readProfile reads a Profile that probably has as many select elements as selects.
func readProfile(c *xmlio.Cursor, selects int) *Profile {
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

func (p *Profile) readChild(c *xmlio.Cursor, name string) {
	switch name {
	case "select":
		p.Select = append(p.Select, Select{c.Attr("idref"), c.Attr("selected")})
	case "status":
		p.Status = append(p.Status, readStatus(c))
	case "version":
		p.Version = readVersion(c)
	case "title":
		readLocalized(c, name, &p.Title, &p.Also)
	case "description":
		readLocalized(c, name, &p.Description, &p.Also)
	case "reference":
		p.Reference = append(p.Reference, readReference(c))
	case "platform":
		p.Platform = append(p.Platform, readPlatform(c))
	case "set-complex-value":
		p.SetComplex = append(p.SetComplex, element(c))
	case "set-value":
		p.SetValue = append(p.SetValue, SetValue{c.Attr("idref"), c.Text()})
	case "refine-value":
		p.RefineValue = append(p.RefineValue, RefineValue{c.Attr("idref"), c.Attr("selector"), c.Attr("operator")})
	case "refine-rule":
		p.RefineRule = append(p.RefineRule, RefineRule{c.Attr("idref"), c.Attr("weight"), c.Attr("selector"), c.Attr("severity"), c.Attr("role")})
	case "metadata":
		p.Metadata = append(p.Metadata, c.Raw())
	default:
		p.element(c)
	}
}
