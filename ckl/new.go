package ckl

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
)

// New is a checklist of asset with every rule of benches Not_Reviewed, STIGs in
// the order given and rows in document order, texts verbatim. UUIDs are
// name-based: the same asset and releases give the same ones.
func New(asset Asset, benches []*benchmark.Benchmark) *Checklist {
	forms := make([]*Form, len(benches))
	for i, b := range benches {
		forms[i] = NewForm(b)
	}
	return fromForms(asset, forms, func(f *Form, a *Asset) *Stig { return f.stigOf(a, f.rows) }) // they are nobody else's
}

// FromForms is New of benchmarks whose forms are at hand, as they are where many
// assets are judged by the same ones.
func FromForms(asset Asset, forms []*Form) *Checklist {
	return fromForms(asset, forms, (*Form).stig)
}

func fromForms(asset Asset, forms []*Form, stig func(*Form, *Asset) *Stig) *Checklist {
	asset.defaults()
	c := &Checklist{Mode: 1, HasPath: true, Asset: asset}
	for _, f := range forms {
		c.add(stig(f, &c.Asset))
	}
	c.ID = checklistID(c)
	return c
}

// Form is a benchmark as a blank STIG of nobody's: what the checklists of all assets
// have in common. It is not changed once it is made, and may be used by several
// goroutines. Its zero value is of no use; see NewForm.
type Form struct {
	blank Stig
	rows  []Row
	ckl   onceRows[printedVuln]
	cklb  onceRows[[]byte]
}

// NewForm is the form of b.
func NewForm(b *benchmark.Benchmark) *Form {
	f := &Form{rows: make([]Row, len(b.Items)), blank: Stig{
		ID: b.ID, Title: b.Title, Version: b.Version, ReleaseInfo: releaseInfo(b),
		Classification: b.Classification, Description: b.Description, FileName: b.FileName,
		Notice: b.NoticeID, Source: b.Source, Size: len(b.Items),
	}}
	class, reference := "Unclass", f.blank.reference()
	if b.Classification == benchmark.CUI {
		class = benchmark.CUI
	}
	for i := range b.Items {
		r := newRow(&b.Items[i])
		r.Class, r.STIGRef = class, reference
		r.LegacyIDs, r.CCIs, r.GroupTree = slices.Clip(r.LegacyIDs), slices.Clip(r.CCIs), slices.Clip(r.GroupTree)
		f.rows[i] = r
	}
	if len(f.rows) > 0 {
		f.blank.TargetKey = f.rows[0].TargetKey
	}
	return f
}

// stig is the form as a STIG of asset.
func (f *Form) stig(asset *Asset) *Stig {
	return f.stigOf(asset, slices.Clone(f.rows)) // their lists stay the form's: nothing changes an entry in place
}

// stigOf is stig with rows, which are the form's or a copy of them.
func (f *Form) stigOf(asset *Asset, rows []Row) *Stig {
	s := f.blank
	s.UUID = stigUUID(asset, &s)
	pointer, uuids := stigRowUUID(asset, &s), rowUUIDs(asset, &s, len(rows))
	s.Rows = make([]*Row, len(rows))
	for i := range rows {
		s.Rows[i] = &rows[i]
		rows[i].STIGUUID, rows[i].UUID = pointer, uuids[i]
	}
	return &s
}

// add appends a STIG; the first one gives the asset its target key.
func (c *Checklist) add(s *Stig) {
	c.Stigs = append(c.Stigs, s)
	if c.Asset.TargetKey == "" {
		c.Asset.TargetKey = s.TargetKey
	}
}

// releaseInfo is the benchmark's own text, or, where that lacks the release that the
// version states (SCAP data streams: "Benchmark Date: 01 Jul 2026" beside 002.009),
// the text with it: readers take the revision from there.
func releaseInfo(b *benchmark.Benchmark) string {
	if b.Release == "" || strings.Contains(b.ReleaseInfo, "Release:") {
		return b.ReleaseInfo
	}
	return strings.TrimSpace("Release: " + b.Release + " " + b.ReleaseInfo)
}

// newRow maps a rule of a benchmark to a row (checklist-formats 1.5 and 2.5).
func newRow(it *benchmark.Item) Row {
	d := it.Discussion()
	r := Row{
		VulnID: it.VulnID(), Severity: it.Severity(), GroupTitle: it.SRG(), RuleID: it.RuleID(), STIGID: it.STIGID(),
		RuleTitle: it.Title(), Check: it.Check(), Fix: it.Fix(), Weight: it.Weight(), TargetKey: it.TargetKey(),
		Discussion: d.VulnDiscussion, IAControls: d.IAControls,
		FalsePositives: d.FalsePositives, FalseNegatives: d.FalseNegatives, Documentable: d.Documentable,
		Mitigations: d.Mitigations, PotentialImpacts: d.PotentialImpacts, ThirdPartyTools: d.ThirdPartyTools,
		MitigationControl: d.MitigationControl, Responsibility: d.Responsibility,
		SeverityOverrideGuidance: d.SeverityOverrideGuidance,
		LegacyIDs:                it.LegacyIDs(), CCIs: it.CCIs(),
	}
	r.CheckRef, r.CheckHref = it.CheckRef()
	if id := it.Rule.ID.String(); id != r.RuleID {
		r.RuleIDSrc = id
	}
	for _, g := range it.Groups {
		r.GroupTree = append(r.GroupTree, Group{ID: g.ID.String(), Title: g.Title.String(), Description: g.Description.String()})
	}
	if n := len(r.GroupTree); n > 0 && r.GroupTree[n-1].ID != r.VulnID {
		r.GroupIDSrc = r.GroupTree[n-1].ID
	}
	r.plainTree()
	return r
}
