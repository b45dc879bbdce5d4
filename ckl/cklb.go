package ckl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// cklbVersion is the one version the schema knows.
const cklbVersion = "1.0"

// ReadCKLB reads a .cklb. The JSON is strict (a name twice in one object is an
// error), the shape tolerant: nulls, missing keys, other programs' spellings, a
// byte order mark. The problems are what could not be taken literally, in file
// order, each with its place; the checklist holds the nearest safe reading.
func ReadCKLB(name string, data []byte) (*Checklist, diag.List, error) {
	if len(data) > maxBytes {
		return nil, nil, tooLarge(name, len(data))
	}
	d := newJSONReader(name, data)
	c := &Checklist{Mode: 1, HasPath: true}
	keys := make(map[string]*ruleKey, len(ruleKeys))
	for i := range ruleKeys {
		keys[ruleKeys[i].name] = &ruleKeys[i]
	}
	shape := false
	err := d.object("", &c.Extra, func(key string) (met, error) {
		shape = shape || key == "stigs" || key == "target_data" || key == "cklb_version"
		return d.rootKey(c, keys, key)
	})
	if err == nil {
		err = d.end()
	}
	if err == nil && !shape {
		err = &diag.Error{File: name, Msg: "is JSON without target_data or stigs; want a .cklb checklist"}
	}
	if err != nil {
		return nil, nil, err
	}
	settle(c)
	arrangeAll(c, CKLB)
	return c, d.all(), nil
}

func (d *jsonReader) rootKey(c *Checklist, keys map[string]*ruleKey, key string) (met, error) {
	switch key {
	case "title":
		return written, d.into(&c.Title)
	case "id":
		return written, d.into(&c.ID)
	case "active":
		return written, d.boolean(&c.Active)
	case "mode":
		return written, d.integer(&c.Mode)
	case "has_path":
		return written, d.boolean(&c.HasPath)
	case "target_data":
		return written, d.target(&c.Asset)
	case "stigs":
		return written, d.list(func() error {
			s := &Stig{}
			c.Stigs = append(c.Stigs, s)
			return d.stig(s, keys)
		})
	case "cklb_version":
		version, err := d.text()
		if err == nil && version != "" && version != cklbVersion {
			d.note(func() *diag.Error {
				return d.errorf("cklb_version is %q; want %q, read as that", version, cklbVersion)
			})
		}
		return written, err
	}
	return unknown, nil
}

// targetKeys is the texts of target_data in order (2.3), is_web_database, which is
// no text, standing after role.
var targetKeys = []attribute[Asset]{
	{"target_type", func(a *Asset) *string { return &a.Type }},
	{"host_name", func(a *Asset) *string { return &a.HostName }},
	{"ip_address", func(a *Asset) *string { return &a.HostIP }},
	{"mac_address", func(a *Asset) *string { return &a.HostMAC }},
	{"fqdn", func(a *Asset) *string { return &a.HostFQDN }},
	{"comments", func(a *Asset) *string { return &a.TargetComment }},
	{"role", func(a *Asset) *string { return &a.Role }},
	{isWebDatabase, nil},
	{"technology_area", func(a *Asset) *string { return &a.TechArea }},
	{"web_db_site", func(a *Asset) *string { return &a.WebDBSite }},
	{"web_db_instance", func(a *Asset) *string { return &a.WebDBInstance }},
	{"classification", func(a *Asset) *string { return &a.Marking }},
}

const isWebDatabase = "is_web_database"

func (d *jsonReader) target(a *Asset) error {
	marking := "" // STIGQter's key for classification
	err := d.object("", &a.Extra, func(key string) (met, error) {
		if key == isWebDatabase {
			return written, d.boolean(&a.WebOrDatabase)
		}
		if key == "marking" {
			return folded, d.into(&marking)
		}
		for _, k := range targetKeys {
			if k.name == key {
				return written, d.into(k.field(a))
			}
		}
		return unknown, nil
	})
	adopt(&a.Extra, "marking", marking, &a.Marking, "classification")
	return err
}

// stigKeys is the texts of a stig in order (2.4); size and rules follow.
var stigKeys = []attribute[Stig]{
	{"stig_name", func(s *Stig) *string { return &s.Title }},
	{"display_name", func(s *Stig) *string { return &s.DisplayName }},
	{"stig_id", func(s *Stig) *string { return &s.ID }},
	{"release_info", func(s *Stig) *string { return &s.ReleaseInfo }},
	{stigVersion, func(s *Stig) *string { return &s.Version }},
	{"uuid", func(s *Stig) *string { return &s.UUID }},
	{"reference_identifier", func(s *Stig) *string { return &s.TargetKey }},
}

// stigVersion is left out when it is not known: to STIG Manager an empty one is worse than none.
const stigVersion = "version"

func (d *jsonReader) stig(s *Stig, keys map[string]*ruleKey) error {
	err := d.object("", &s.Extra, func(key string) (met, error) {
		switch key {
		case "size":
			return written, d.integer(&s.Size)
		case "rules":
			return written, d.list(func() error {
				r := &rule{Row: &Row{}, stig: s}
				s.Rows = append(s.Rows, r.Row)
				return d.rule(r, keys)
			})
		}
		for _, k := range stigKeys {
			if k.name != key {
				continue
			}
			err := d.into(k.field(s))
			if key == stigVersion {
				return whenSet(err, s.Version)
			}
			return written, err
		}
		return unknown, nil
	})
	if err == nil && s.ID == "" {
		d.note(func() *diag.Error { return d.errorf("has no stig_id; want the id of a benchmark") })
	}
	return err
}

func (d *jsonReader) rule(r *rule, keys map[string]*ruleKey) error {
	err := d.object("", &r.Extra, func(name string) (met, error) {
		if k := keys[name]; k != nil {
			return k.read(d, r)
		}
		return unknown, nil
	})
	r.settle()
	if err == nil && r.VulnID == "" && r.RuleID == "" {
		d.note(func() *diag.Error { return d.errorf("has neither group_id nor rule_id_src; want both") })
	}
	return err
}

// settle works out what follows from several keys of a rule.
func (r *rule) settle() {
	const ruleSpace, groupSpace = "xccdf_mil.disa.stig_rule_", "xccdf_mil.disa.stig_group_"
	r.RuleIDSrc = r.ruleIDSrc
	if r.RuleIDSrc == "" && r.ruleID != "" { // STIGQter; it alone keeps the ending in rule_id
		r.RuleIDSrc = strings.TrimSuffix(r.ruleID, "_rule") + "_rule"
	}
	r.RuleID = strings.TrimPrefix(r.RuleIDSrc, ruleSpace)
	if r.RuleIDSrc == r.RuleID {
		r.RuleIDSrc = ""
	}
	r.VulnID = either(r.VulnID, strings.TrimPrefix(r.groupIDSrc, groupSpace))
	if r.groupIDSrc != r.VulnID {
		r.GroupIDSrc = r.groupIDSrc
	}
	r.settleTitles()
	adopt(&r.Extra, "rule_fix_txt", r.fix, &r.Fix, "finding_details")
	adopt(&r.Extra, "potential_impact", r.impact, &r.PotentialImpacts, "finding_details")
	adopt(&r.Extra, "severity_override", r.severity, &r.SeverityOverride, "finding_details")
	adopt(&r.Extra, "severity_justification", r.reason, &r.SeverityJustification, "finding_details")
	if r.stigRef != "null" { // a word of older Evaluate-STIG files
		r.STIGRef = r.stigRef
	}
	r.Severity = schemaSeverity(r.Severity)
	r.Class = classIn(r.Class)
}

// settleTitles: STIG Viewer puts the rule title into group_title, STIG Manager the
// SRG id; the SRG id stands in srg_id or in the innermost group.
func (r *rule) settleTitles() {
	r.GroupTitle = r.srg
	if n := len(r.GroupTree); r.GroupTitle == "" && n > 0 {
		r.GroupTitle = r.GroupTree[n-1].Title
	}
	if r.GroupTitle == "" && r.ListTitle != r.RuleTitle {
		r.GroupTitle = r.ListTitle
	}
	if r.ListTitle == r.RuleTitle {
		r.ListTitle = ""
	}
	r.plainTree()
}

// adopt takes the value of another program's key into an empty field; a second
// value is kept under its key, after the key after.
func adopt(extra *[]Extra, key, value string, field *string, after string) {
	switch {
	case *field == "":
		*field = value
	case value != "" && value != *field:
		*extra = append(*extra, Extra{CKLB, "", after, key, quote(value)})
	}
}

// settle works out what follows from the rest of the document, and gives what the
// format demands and the file lacks the value the writer would give it.
func settle(c *Checklist) {
	c.Asset.defaults()
	if c.Asset.TechArea == "None" { // Evaluate-STIG's word for none, which the XSD refuses
		c.Asset.TechArea = ""
	}
	for i, s := range c.Stigs {
		s.TargetKey = c.targetKey(i)
	}
	if len(c.Stigs) > 0 {
		c.Asset.TargetKey = c.Stigs[0].TargetKey
	}
	for _, s := range c.Stigs {
		s.UUID = s.uuid(&c.Asset)
		s.Size = max(s.Size, len(s.Rows))
		if own := s.DisplayName; own != "" {
			if s.DisplayName = ""; s.display() != own {
				s.DisplayName = own
			}
		}
		for i, r := range s.Rows {
			r.STIGRef = either(r.STIGRef, s.reference())
			r.STIGUUID = s.UUID
			if r.UUID == "" {
				r.UUID = rowUUID(&c.Asset, s, i)
			}
		}
	}
	c.ID = either(c.ID, checklistID(c))
	c.Title = c.title()
}

// WriteCKLB is c as a .cklb in STIG Viewer 3's key order, indented by two spaces,
// with LF and one at the end, without a byte order mark. Errors are those of
// source texts in Extra that are not JSON, or that repeat a key.
//
// Rows that have the texts of forms are written faster, and no differently.
func WriteCKLB(c *Checklist, forms ...*Form) ([]byte, error) { return writeCKLB(nil, c, forms) }

func writeCKLB(buf []byte, c *Checklist, forms []*Form) ([]byte, error) {
	const around = 1_500 // bytes of keys and blanks of a rule
	size, rows := textBytes(c)
	w := newJSONWriter(slices.Grow(buf[:0], size+size/16+(rows+1)*around))
	root := w.object("", c.Extra)
	root.member("title", c.title())
	root.member("id", either(c.ID, checklistID(c)))
	root.name("stigs")
	root.begin('[')
	for i, s := range c.Stigs {
		writeStig(w, c, i, formOf(s, forms))
	}
	root.close(']')
	root.wrote("stigs")
	root.memberWord("active", c.Active)
	root.memberWord("mode", c.Mode)
	root.memberWord("has_path", c.HasPath)
	writeTarget(root, c.Asset)
	root.wrote("target_data")
	root.member("cklb_version", cklbVersion)
	root.end()
	if w.err != nil {
		return nil, fmt.Errorf("writing a .cklb: %w", w.err)
	}
	return w.buf, nil
}

func writeTarget(w *jsonWriter, a Asset) {
	a.defaults()
	w.name("target_data")
	o := w.object("", a.Extra)
	for _, k := range targetKeys {
		if k.name == isWebDatabase {
			o.memberWord(k.name, a.WebOrDatabase)
			continue
		}
		o.member(k.name, *k.field(&a))
	}
	o.end()
}

// uuid is the UUID of s in a .cklb: the one it came with, else one from identity.
func (s *Stig) uuid(a *Asset) string {
	if s.UUID != "" {
		return s.UUID
	}
	return stigUUID(a, s)
}

// targetKey is the target identifier of the STIG at i: its own, else that of its first
// rule. A .ckl has the one of its first STIG beside the asset.
func (c *Checklist) targetKey(i int) string {
	s := c.Stigs[i]
	if s.TargetKey != "" {
		return s.TargetKey
	}
	if i == 0 && c.Asset.TargetKey != "" {
		return c.Asset.TargetKey
	}
	return s.ruleTargetKey()
}

// ruleTargetKey is that of the first rule that has one (checklist-formats 2.4); few STIGs have several.
func (s *Stig) ruleTargetKey() string {
	for _, r := range s.Rows {
		if r.TargetKey != "" {
			return r.TargetKey
		}
	}
	return ""
}

func writeStig(w *jsonWriter, c *Checklist, at int, f *Form) {
	a, s := &c.Asset, c.Stigs[at]
	shown := *s
	shown.DisplayName, shown.UUID, shown.TargetKey = s.display(), s.uuid(a), c.targetKey(at)
	o := w.object("", s.Extra)
	for _, k := range stigKeys {
		if k.name != stigVersion || s.Version != "" {
			o.member(k.name, *k.field(&shown))
		}
	}
	o.memberWord("size", max(s.Size, len(s.Rows)))
	o.name("rules")
	o.begin('[')
	rows := cursor{form: f}
	for i, r := range s.Rows {
		writeRule(w, &rule{Row: r, stig: &shown, asset: a, position: i}, f.inCKLB(rows.find(r)))
	}
	o.close(']')
	o.wrote("rules")
	o.end()
}

// writeRule writes a rule, of which the keys up to that of its UUID may stand in
// printed already.
func writeRule(w *jsonWriter, r *rule, printed []byte) {
	o := w.object("", r.Extra)
	keys := ruleKeys
	if printed != nil {
		o.buf, o.empty = append(o.buf, printed...), false
		keys = ruleKeys[ownKeys():]
	}
	o.rule(r, keys)
	o.end()
}

func (o *jsonWriter) rule(r *rule, keys []ruleKey) {
	for i := range keys {
		if k := &keys[i]; k.write != nil {
			k.write(o, r)
			if k.name != "stig_ref" {
				o.wrote(k.name)
			}
		}
	}
}
