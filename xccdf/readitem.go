package xccdf

import (
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// readAttr takes an attribute of an Item; false when it is not one of Item.
func (it *Item) readAttr(a xmlio.Attr) bool {
	switch attrName(a) {
	case "id":
		it.ID = a.Value
	case "abstract":
		it.Abstract = a.Value
	case "cluster-id":
		it.ClusterID = a.Value
	case "extends":
		it.Extends = a.Value
	case "hidden":
		it.Hidden = a.Value
	case "prohibitChanges":
		it.ProhibitChanges = a.Value
	case "xml:lang":
		it.Lang = a.Value
	default:
		return false
	}
	return true
}

// readChild takes a child element of an Item; false when it is not one of Item.
func (it *Item) readChild(c *reader, name string) bool {
	switch name {
	case "status":
		it.Status = append(it.Status, readStatus(c, len(it.Status), &it.Unknown))
	case "version":
		readVersion(c, &it.Version, &it.Unknown)
	case "title":
		readLocalized(c, name, &it.Title, &it.Also, &it.Unknown)
	case "description":
		readLocalized(c, name, &it.Description, &it.Also, &it.Unknown)
	case "warning":
		w := Warning{c.Attr("category"), lang(c), c.Text()}
		it.odd(c, len(it.Warning), w.Category, w.Lang)
		it.Warning = append(it.Warning, w)
	case "question":
		it.Question = append(it.Question, localized(c, name, len(it.Question), &it.Unknown))
	case "reference":
		it.Reference = append(it.Reference, readReference(c))
	case "metadata":
		it.Metadata = append(it.Metadata, c.Raw())
	default:
		return false
	}
	return true
}

// attrs are the attributes of an Item.
func (it *Item) attrs() attrs {
	return attrs{}.add("id", it.ID).add("abstract", it.Abstract).add("cluster-id", it.ClusterID).add("extends", it.Extends).
		add("hidden", it.Hidden).add("prohibitChanges", it.ProhibitChanges).add("xml:lang", it.Lang)
}

// writeChildren writes the child elements of an Item.
func (it *Item) writeChildren(w *writer) {
	u := &it.Unknown
	writeStatuses(w, u, it.Status)
	it.Version.write(w, u)
	w.localized(u, "title", it.Title, it.Also)
	w.localized(u, "description", it.Description, it.Also)
	for i, x := range it.Warning {
		w.leaf(u, "warning", i, x.Text, attrs{}.add("category", x.Category).add("xml:lang", x.Lang))
	}
	w.languages(u, "question", it.Question)
	for i := range it.Reference {
		it.Reference[i].write(w)
	}
	w.sources(it.Metadata)
}

func (s *Selectable) readAttr(a xmlio.Attr) bool {
	switch attrName(a) {
	case "selected":
		s.Selected = a.Value
	case "weight":
		s.Weight = a.Value
	default:
		return false
	}
	return true
}

func (s *Selectable) readChild(c *reader, name string, it *Item) bool {
	switch name {
	case "rationale":
		readLocalized(c, name, &s.Rationale, &it.Also, &it.Unknown)
	case "platform":
		s.Platform = append(s.Platform, readPlatform(c, len(s.Platform), &it.Unknown))
	case "requires":
		s.Requires = append(s.Requires, idref(c, len(s.Requires), &it.Unknown))
	case "conflicts":
		s.Conflicts = append(s.Conflicts, idref(c, len(s.Conflicts), &it.Unknown))
	default:
		return false
	}
	return true
}

// attrs adds the attributes of s to those of its Item.
func (s *Selectable) attrs(list attrs) attrs {
	return list.add("selected", s.Selected).add("weight", s.Weight)
}

func (s *Selectable) writeChildren(w *writer, it *Item) {
	u := &it.Unknown
	w.localized(u, "rationale", s.Rationale, it.Also)
	writePlatforms(w, u, s.Platform)
	for i, id := range s.Requires {
		w.leaf(u, "requires", i, nil, attrs{}.add("idref", id))
	}
	for i, id := range s.Conflicts {
		w.leaf(u, "conflicts", i, nil, attrs{}.add("idref", id))
	}
}

// idref is the one attribute of an element without content.
func idref(c *reader, index int, u *Unknown) Text {
	id := c.Attr("idref")
	u.empty(c, index, id)
	return id
}

func readGroup(c *reader) *Group {
	c.item()
	g := c.newGroup()
	g.Offset = c.Offset()
	for a := range c.Attrs() {
		if !g.Item.readAttr(a) && !g.Selectable.readAttr(a) {
			g.attr(a)
		}
	}
	for kids := c.Children(); kids.Next(); {
		g.readChild(c, own(c))
	}
	return g
}

func (g *Group) readChild(c *reader, name string) {
	switch name {
	case "Value":
		g.Value = append(g.Value, readValue(c))
	case "Group":
		g.Children = append(g.Children, Child{Group: readGroup(c)})
	case "Rule":
		g.Children = append(g.Children, Child{Rule: readRule(c)})
	default:
		if !g.Item.readChild(c, name) && !g.Selectable.readChild(c, name, &g.Item) {
			g.element(c)
		}
	}
}

func (g *Group) write(w *writer) {
	w.start("Group", g.Selectable.attrs(g.Item.attrs()), g.Attrs)
	g.Item.writeChildren(w)
	g.Selectable.writeChildren(w, &g.Item)
	for _, v := range g.Value {
		v.write(w)
	}
	writeChildren(w, g.Children)
	w.unknown(&g.Unknown, nil)
	w.end(g.Attrs)
}

func readRule(c *reader) *Rule {
	c.item()
	r := c.newRule()
	r.Offset = c.Offset()
	for a := range c.Attrs() {
		if !r.readAttr(a) && !r.Item.readAttr(a) && !r.Selectable.readAttr(a) {
			r.attr(a)
		}
	}
	checkSeverity(c, r.Severity)
	for kids := c.Children(); kids.Next(); {
		r.readChild(c, own(c))
	}
	return r
}

func (r *Rule) readAttr(a xmlio.Attr) bool {
	switch attrName(a) {
	case "severity":
		r.Severity = a.Value
	case "role":
		r.Role = a.Value
	case "multiple":
		r.Multiple = a.Value
	default:
		return false
	}
	return true
}

func (r *Rule) readChild(c *reader, name string) {
	switch name {
	case "ident":
		if r.Ident == nil {
			r.Ident = make([]Ident, 0, 4) // DISA gives most rules two or three
		}
		r.Ident = append(r.Ident, readIdent(c))
	case "impact-metric":
		if r.ImpactMetric != nil {
			r.element(c)
			return
		}
		r.ImpactMetric = c.Text()
		r.odd(c, 0)
	case "profile-note":
		n := ProfileNote{c.Attr("tag"), lang(c), c.Text()}
		r.odd(c, len(r.ProfileNote), n.Tag, n.Lang)
		r.ProfileNote = append(r.ProfileNote, n)
	case "fixtext":
		r.FixText = append(r.FixText, readFixText(c))
	case "fix":
		r.Fix = append(r.Fix, readFix(c))
	case "check":
		r.Check = append(r.Check, readCheck(c))
	case "complex-check":
		r.ComplexCheck = append(r.ComplexCheck, element(c))
	case "signature":
		r.Signature = append(r.Signature, element(c))
	default:
		if !r.Item.readChild(c, name) && !r.Selectable.readChild(c, name, &r.Item) {
			r.element(c)
		}
	}
}

func (r *Rule) write(w *writer) {
	w.start("Rule", r.Selectable.attrs(r.Item.attrs()).add("severity", r.Severity).add("role", r.Role).add("multiple", r.Multiple), r.Attrs)
	r.Item.writeChildren(w)
	r.Selectable.writeChildren(w, &r.Item)
	r.writeNames(w)
	for i := range r.FixText {
		r.FixText[i].write(w)
	}
	for i := range r.Fix {
		r.Fix[i].write(w)
	}
	for i := range r.Check {
		r.Check[i].write(w)
	}
	w.elements(r.ComplexCheck)
	w.elements(r.Signature)
	w.unknown(&r.Unknown, nil)
	w.end(r.Attrs)
}

// writeNames writes what stands between the references and the fixes.
func (r *Rule) writeNames(w *writer) {
	for i := range r.Ident {
		r.Ident[i].write(w)
	}
	if r.ImpactMetric != nil {
		w.leaf(&r.Unknown, "impact-metric", 0, r.ImpactMetric, nil)
	}
	for i, n := range r.ProfileNote {
		w.leaf(&r.Unknown, "profile-note", i, n.Text, attrs{}.add("tag", n.Tag).add("xml:lang", n.Lang))
	}
}

// checkSeverity stops c when severity is none of the five words (XCCDF, Rule element).
func checkSeverity(c *reader, severity Text) {
	switch string(severity) {
	case "unknown", "info", "low", "medium", "high":
		return
	}
	if word := severity.String(); severity != nil && !KnownSeverity(word) {
		e := c.AttrErrorf("severity", "severity is %q; want unknown, info, low, medium or high", word)
		e.Hint = "XCCDF lists only these; if the file was edited by hand, fetch the published one again"
		if strings.TrimSpace(strings.ToLower(word)) == "critical" {
			e.Hint = "XCCDF has no \"critical\": DISA's CAT I is high"
		}
		_ = c.Fail(e)
	}
}

// KnownSeverity reports whether word is a severity of XCCDF.
func KnownSeverity(word string) bool {
	switch word {
	case "unknown", "info", "low", "medium", "high":
		return true
	}
	return false
}

func readIdent(c *reader) Ident {
	i := Ident{}
	for a := range c.Attrs() {
		if attrName(a) == "system" {
			i.System = a.Value
		} else {
			i.Attrs = keepAttr(i.Attrs, a)
		}
	}
	i.Text = c.Text()
	return i
}

func (i *Ident) write(w *writer) {
	w.text("ident", i.Text, attrs{}.add("system", i.System), i.Attrs)
}

func readFixText(c *reader) FixText {
	f := FixText{}
	for a := range c.Attrs() {
		switch attrName(a) {
		case "fixref":
			f.FixRef = a.Value
		case "reboot":
			f.Reboot = a.Value
		case "strategy":
			f.Strategy = a.Value
		case "disruption":
			f.Disruption = a.Value
		case "complexity":
			f.Complexity = a.Value
		case "xml:lang":
			f.Lang = a.Value
		default:
			f.Attrs = keepAttr(f.Attrs, a)
		}
	}
	f.Text = c.Text()
	return f
}

func (f *FixText) write(w *writer) {
	w.text("fixtext", f.Text, attrs{}.add("fixref", f.FixRef).add("reboot", f.Reboot).add("strategy", f.Strategy).
		add("disruption", f.Disruption).add("complexity", f.Complexity).add("xml:lang", f.Lang), f.Attrs)
}

func readFix(c *reader) Fix {
	f := Fix{}
	for a := range c.Attrs() {
		switch attrName(a) {
		case "id":
			f.ID = a.Value
		case "system":
			f.System = a.Value
		case "platform":
			f.Platform = a.Value
		case "reboot":
			f.Reboot = a.Value
		case "strategy":
			f.Strategy = a.Value
		case "disruption":
			f.Disruption = a.Value
		case "complexity":
			f.Complexity = a.Value
		default:
			f.Attrs = keepAttr(f.Attrs, a)
		}
	}
	f.Text = c.Text()
	return f
}

func (f *Fix) write(w *writer) {
	w.text("fix", f.Text, attrs{}.add("id", f.ID).add("system", f.System).add("platform", f.Platform).add("reboot", f.Reboot).
		add("strategy", f.Strategy).add("disruption", f.Disruption).add("complexity", f.Complexity), f.Attrs)
}

func readCheck(c *reader) Check {
	k := Check{}
	for a := range c.Attrs() {
		switch attrName(a) {
		case "system":
			k.System = a.Value
		case "selector":
			k.Selector = a.Value
		case "id":
			k.ID = a.Value
		case "negate":
			k.Negate = a.Value
		case "multi-check":
			k.MultiCheck = a.Value
		default:
			k.attr(a)
		}
	}
	for kids := c.Children(); kids.Next(); {
		k.readChild(c, own(c))
	}
	return k
}

func (k *Check) readChild(c *reader, name string) {
	switch name {
	case "check-import":
		i := CheckImport{c.Attr("import-name"), c.Attr("import-xpath"), c.Text()}
		k.odd(c, len(k.Import), i.Name, i.XPath)
		k.Import = append(k.Import, i)
	case "check-export":
		e := CheckExport{c.Attr("value-id"), c.Attr("export-name")}
		k.empty(c, len(k.Export), e.ValueID, e.Name)
		k.Export = append(k.Export, e)
	case "check-content-ref":
		r := ContentRef{c.Attr("href"), c.Attr("name")}
		k.empty(c, len(k.ContentRef), r.Href, r.Name)
		k.ContentRef = append(k.ContentRef, r)
	case "check-content":
		if k.Content != nil {
			k.element(c)
			return
		}
		k.Content = c.Text()
		k.odd(c, 0)
	default:
		k.element(c)
	}
}

func (k *Check) write(w *writer) {
	u := &k.Unknown
	w.start("check", attrs{}.add("system", k.System).add("selector", k.Selector).add("id", k.ID).
		add("negate", k.Negate).add("multi-check", k.MultiCheck), k.Attrs)
	for i, m := range k.Import {
		w.leaf(u, "check-import", i, m.Text, attrs{}.add("import-name", m.Name).add("import-xpath", m.XPath))
	}
	for i, e := range k.Export {
		w.leaf(u, "check-export", i, nil, attrs{}.add("value-id", e.ValueID).add("export-name", e.Name))
	}
	for i, r := range k.ContentRef {
		w.leaf(u, "check-content-ref", i, nil, attrs{}.add("href", r.Href).add("name", r.Name))
	}
	if k.Content != nil {
		w.leaf(u, "check-content", 0, k.Content, nil)
	}
	w.unknown(u, nil)
	w.end(k.Attrs)
}

func readValue(c *reader) *Value {
	c.item()
	v := &Value{Item: Item{Offset: c.Offset()}}
	for a := range c.Attrs() {
		switch attrName(a) {
		case "type":
			v.Type = a.Value
		case "operator":
			v.Operator = a.Value
		case "interactive":
			v.Interactive = a.Value
		case "interfaceHint":
			v.InterfaceHint = a.Value
		default:
			if !v.Item.readAttr(a) {
				v.attr(a)
			}
		}
	}
	for kids := c.Children(); kids.Next(); {
		v.readChild(c, own(c))
	}
	return v
}

func (v *Value) readChild(c *reader, name string) {
	switch name {
	case "value":
		v.Value = append(v.Value, readChoice(c, len(v.Value), &v.Unknown))
	case "default":
		v.Default = append(v.Default, readChoice(c, len(v.Default), &v.Unknown))
	case "match":
		v.Match = append(v.Match, readChoice(c, len(v.Match), &v.Unknown))
	case "lower-bound":
		v.LowerBound = append(v.LowerBound, readChoice(c, len(v.LowerBound), &v.Unknown))
	case "upper-bound":
		v.UpperBound = append(v.UpperBound, readChoice(c, len(v.UpperBound), &v.Unknown))
	case "choices":
		v.Choices = append(v.Choices, element(c))
	case "source":
		uri := c.Attr("uri")
		v.empty(c, len(v.Source), uri)
		v.Source = append(v.Source, uri)
	default:
		if !v.Item.readChild(c, name) {
			v.element(c)
		}
	}
}

func (v *Value) write(w *writer) {
	u := &v.Unknown
	w.start("Value", v.Item.attrs().add("type", v.Type).add("operator", v.Operator).
		add("interactive", v.Interactive).add("interfaceHint", v.InterfaceHint), v.Attrs)
	v.Item.writeChildren(w)
	writeChoices(w, u, "value", v.Value)
	writeChoices(w, u, "default", v.Default)
	writeChoices(w, u, "match", v.Match)
	writeChoices(w, u, "lower-bound", v.LowerBound)
	writeChoices(w, u, "upper-bound", v.UpperBound)
	w.elements(v.Choices)
	for i, uri := range v.Source {
		w.leaf(u, "source", i, nil, attrs{}.add("uri", uri))
	}
	w.unknown(u, nil)
	w.end(v.Attrs)
}

func readChoice(c *reader, index int, u *Unknown) Choice {
	ch := Choice{c.Attr("selector"), c.Text()}
	u.odd(c, index, ch.Selector)
	return ch
}

func writeChoices(w *writer, u *Unknown, name string, list []Choice) {
	for i, ch := range list {
		w.leaf(u, name, i, ch.Text, attrs{}.add("selector", ch.Selector))
	}
}
