package ckl

import "slices"

// fill gives the empty fields of a what other says; what stands, stands.
func (a *Asset) fill(other Asset) {
	for _, k := range assetElements {
		if k.field != nil && *k.field(a) == "" {
			*k.field(a) = *k.field(&other)
		}
	}
	a.defaults()
}

// complete gives the STIG and its judged rows what their file left out of the
// benchmark: a .cklb has no description, STIG Manager's .ckl no check reference.
// Nothing that stands is changed, and no row whose rule id is another.
func (p *part) complete() {
	fresh := p.form()
	for _, k := range stigAttributes {
		if k.name != "uuid" && *k.field(p.stig) == "" {
			*k.field(p.stig) = *k.field(&fresh.blank)
		}
	}
	p.stig.Size = max(p.stig.Size, fresh.blank.Size)
	if p.stig.TargetKey == "" {
		p.stig.TargetKey = fresh.blank.TargetKey
	}
	for i, v := range p.Verdicts {
		if r := p.rows[i]; r != nil && r.RuleID == fresh.rows[v.Position].RuleID {
			r.complete(&fresh.rows[v.Position])
		}
	}
}

func (r *Row) complete(fresh *Row) {
	for _, k := range rowAttributes {
		if k.name != "STIG_UUID" && *k.field(r) == "" {
			*k.field(r) = *k.field(fresh)
		}
	}
	if r.CheckHref == "" && r.CheckRef == fresh.CheckRef {
		r.CheckHref = fresh.CheckHref
	}
	if len(r.LegacyIDs) == 0 {
		r.LegacyIDs = slices.Clone(fresh.LegacyIDs)
	}
	if len(r.CCIs) == 0 {
		r.CCIs = slices.Clone(fresh.CCIs)
	}
}
