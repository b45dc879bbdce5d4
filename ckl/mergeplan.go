package ckl

import (
	"hash/fnv"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl/scan"
)

// Card is what planning a merge of many files keeps of each checklist or evaluation
// in them: little, since there are thousands.
type Card struct {
	Path  string
	Index int      // of the checklist or evaluation in its file
	Asset Asset    // without Extra
	Scan  bool     // an evaluation of a scanner
	STIGs []string // bare benchmark ids, in order; of a scan those it may be of
	Into  bool     // it may be merged into, and is no source

	// Whole makes the card again of all of the checklist, where this one is of its head;
	// else nil.
	Whole func() Card

	rules []uint32 // sorted digests of what names its rules
}

// whole is c with what names its rules.
func (c *Card) whole() *Card {
	if c.Whole != nil {
		c.rules, c.Whole = c.Whole().rules, nil
	}
	return c
}

// CardOf is the card of a source.
func CardOf(s Source) Card {
	c := Card{Path: s.Name, Asset: s.Asset()}
	c.Asset.Extra = nil
	for _, k := range assetElements { // the strings of a reader keep those beside them
		if k.field != nil {
			*k.field(&c.Asset) = strings.Clone(*k.field(&c.Asset))
		}
	}
	if s.Checklist == nil {
		c.Scan = true
		c.STIGs = []string{s.Scan.Benchmark.ID, s.Scan.Benchmark.Manual.STIGID}
		for i := range s.Scan.Checks {
			k := &s.Scan.Checks[i]
			c.rules = append(c.rules, digests(k.RuleID, k.STIGID)...)
			c.rules = append(c.rules, digests("", k.Also...)...)
		}
	} else {
		for _, g := range s.Checklist.Stigs {
			c.STIGs = append(c.STIGs, strings.Clone(bareBenchmark(g.ID)))
			for _, r := range g.Rows {
				c.rules = append(c.rules, digests(r.RuleID, r.STIGID)...)
			}
		}
	}
	slices.Sort(c.rules)
	c.rules = slices.Clip(slices.Compact(c.rules))
	return c
}

// digests is what a rule is known by, the revision of its id left out.
func digests(ruleID string, ids ...string) []uint32 {
	var out []uint32
	for _, id := range append([]string{scan.Revisionless(ruleID)}, ids...) {
		if id = plain(id); id != "" {
			h := fnv.New32a()
			h.Write([]byte(id))
			out = append(out, h.Sum32())
		}
	}
	return out
}

// Part is a file of a plan, or some STIGs of it.
type Part struct {
	Card  *Card
	STIGs []string // nil for all
}

// Unit is one merge of a plan: the checklist merged into, and what is merged.
type Unit struct {
	Target  Part
	Sources []Part
}

// STIGs is the ids of the STIGs that the result of u holds.
func (u *Unit) STIGs() []string {
	var out []string
	for _, p := range u.checklists() {
		ids := p.STIGs
		if ids == nil {
			ids = p.Card.STIGs
		}
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// checklists is the parts of u that are no scans.
func (u *Unit) checklists() []Part {
	return keep(append([]Part{u.Target}, u.Sources...), func(p Part) bool { return !p.Card.Scan })
}

// Unplanned is a file that takes part in no merge, and why.
type Unplanned struct{ Path, Why string }

// PlanMerge sorts many files into merges, by asset, and by STIG unless perAsset: the
// first checklist of an asset that has a STIG is merged into, later ones and the
// evaluations of the asset are its sources. An evaluation goes to the checklists of
// the STIG it names or, where none is, to those that have a rule of it. When a card
// says Into, only such cards are merged into.
//
// Assets are one by name, where a short name is that of the one full name that
// begins so; an evaluation is also known by an address of one asset alone.
func PlanMerge(cards []Card, perAsset bool) ([]Unit, []Unplanned) {
	p := &planner{perAsset: perAsset, hosts: map[string][]*unit{}}
	for i := range cards {
		p.into = p.into || cards[i].Into
		if h := hostKey(cards[i].Asset.HostName); h != "" && !cards[i].Scan {
			p.hosts[h] = nil
		}
	}
	for i := range cards {
		if !cards[i].Scan {
			p.checklist(&cards[i])
		}
	}
	for i := range cards {
		if cards[i].Scan {
			p.scan(&cards[i])
		}
	}
	out := make([]Unit, len(p.units))
	for i, u := range p.units {
		out[i] = u.Unit
		if !u.whole() {
			continue
		}
		out[i].Target.STIGs = nil
	}
	return out, p.left
}

type planner struct {
	perAsset, into bool
	hosts          map[string][]*unit
	units          []*unit
	left           []Unplanned
}

// unit is a Unit that is being planned.
type unit struct{ Unit }

// whole reports whether the unit has every STIG of its target's file.
func (u *unit) whole() bool { return len(u.Target.STIGs) == len(u.Target.Card.STIGs) }

func hostKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// host is the name an asset is planned under: its own, or the one full name that a
// short one stands for.
func (p *planner) host(name string) string {
	h := hostKey(name)
	if h == "" || strings.Contains(h, ".") {
		return h
	}
	full := ""
	for k := range p.hosts {
		if strings.HasPrefix(k, h+".") {
			if full != "" {
				return h
			}
			full = k
		}
	}
	if full == "" {
		return h
	}
	return full
}

func (p *planner) leave(c *Card, why string) { p.left = append(p.left, Unplanned{c.Path, why}) }

func (p *planner) checklist(c *Card) {
	h := p.host(c.Asset.HostName)
	switch {
	case h == "":
		p.leave(c, "it names no host, so that its asset is not known")
		return
	case len(c.STIGs) == 0:
		p.leave(c, "it holds no STIG")
		return
	}
	var own *unit
	for _, id := range c.STIGs {
		u := p.find(h, c, id)
		switch {
		case u == nil && p.into && !c.Into:
			p.leave(c, "no checklist merged into has "+id+" of its asset")
		case u == nil || u == own:
			if own == nil {
				own = &unit{Unit{Target: Part{Card: c}}}
				p.units = append(p.units, own)
				p.hosts[h] = append(p.hosts[h], own)
			}
			own.Target.STIGs = append(own.Target.STIGs, id)
		case c.Into:
			p.leave(c, "its "+id+" is also in "+u.Target.Card.Path+", of the same asset; neither is a source of the other")
		default:
			u.from(c, id)
		}
	}
}

// find is the unit of a STIG of the asset.
func (p *planner) find(h string, c *Card, id string) *unit {
	for _, u := range p.hosts[h] {
		a, b := &u.Target.Card.Asset, &c.Asset
		if a.WebOrDatabase != b.WebOrDatabase || a.WebDBSite != b.WebDBSite || a.WebDBInstance != b.WebDBInstance {
			continue
		}
		if p.perAsset || slices.Contains(u.Target.STIGs, id) {
			return u
		}
	}
	return nil
}

// from makes the STIG id of c a source of u.
func (u *unit) from(c *Card, id string) {
	if n := len(u.Sources); n > 0 && u.Sources[n-1].Card == c {
		u.Sources[n-1].STIGs = append(u.Sources[n-1].STIGs, id)
		return
	}
	u.Sources = append(u.Sources, Part{c, []string{id}})
}

func (p *planner) scan(c *Card) {
	units := p.hostOf(c)
	if units == nil {
		p.leave(c, "there is no checklist of its asset, "+either(c.Asset.HostName, "which it does not name"))
		return
	}
	named := keep(units, func(u *unit) bool {
		return slices.ContainsFunc(u.STIGs(), func(id string) bool { return id != "" && slices.Contains(c.STIGs, id) })
	})
	if named == nil {
		named = keep(units, func(u *unit) bool {
			return slices.ContainsFunc(u.checklists(), func(p Part) bool { return share(p.Card.whole().rules, c.rules) })
		})
	}
	if named == nil {
		p.leave(c, "no checklist of its asset has a rule of it")
	}
	for _, u := range named {
		u.Sources = append(u.Sources, Part{Card: c})
	}
}

// hostOf is the units of the asset a scan is of.
func (p *planner) hostOf(c *Card) []*unit {
	for _, name := range []string{c.Asset.HostName, c.Asset.HostFQDN} {
		if units := p.hosts[p.host(name)]; units != nil {
			return units
		}
		if short, _, full := strings.Cut(hostKey(name), "."); full && p.hosts[short] != nil {
			return p.hosts[short]
		}
	}
	var found []*unit
	addresses := append(tokens(c.Asset.HostIP), c.Asset.HostName)
	for _, units := range p.hosts {
		if !slices.ContainsFunc(units, func(u *unit) bool {
			return slices.ContainsFunc(tokens(u.Target.Card.Asset.HostIP), func(ip string) bool { return slices.Contains(addresses, ip) })
		}) {
			continue
		}
		if found != nil {
			return nil // two assets claim the address
		}
		found = units
	}
	return found
}

func keep[T any](list []T, want func(T) bool) []T {
	var out []T
	for _, x := range list {
		if want(x) {
			out = append(out, x)
		}
	}
	return out
}

// share reports whether two sorted lists have an element in common.
func share(a, b []uint32) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

// Only is c with the STIGs of ids alone, which it shares; nil ids are all.
func (c *Checklist) Only(ids []string) *Checklist {
	if ids == nil {
		return c
	}
	one := *c
	one.Stigs = keep(c.Stigs, func(s *Stig) bool { return slices.Contains(ids, bareBenchmark(s.ID)) })
	one.Title, one.ID = "", "" // those of the whole
	return &one
}
