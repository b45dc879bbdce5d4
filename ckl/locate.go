package ckl

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

const benchmarkPrefix = "xccdf_mil.disa.stig_benchmark_"

// locate finds the STIG of p in c and the row of each verdict. Several STIGs of
// one id: the first of the right release.
func (p *part) locate(c *Checklist) error {
	found := 0
	var other *Stig
	for _, s := range c.Stigs {
		if strings.TrimPrefix(strings.TrimSpace(s.ID), benchmarkPrefix) != p.Benchmark.ID {
			continue
		}
		found++
		if !p.sameRelease(s) {
			other = s
		} else if p.stig == nil {
			p.stig = s
		}
	}
	if found > 0 && p.stig == nil {
		return &diag.Error{
			Msg: fmt.Sprintf("the checklist holds %s version %q, %q; want %s", p.Benchmark.ID, other.Version, other.ReleaseInfo, p.Benchmark.Label()),
			Hint: "verdicts go into a checklist of the same release; give the benchmark of that release, " +
				"or start a new checklist and carry the old one's comments over",
		}
	}
	p.repeated = found > 1
	if p.stig != nil {
		p.match()
	}
	return nil
}

// sameRelease compares version and release. A file that does not say them (eMASS
// and old .cklb files) is of the release when all its rule ids are, since those
// change with every edit.
func (p *part) sameRelease(s *Stig) bool {
	b := p.Benchmark
	version := strings.TrimSpace(s.Version)
	if version != "" && version != strings.TrimSpace(b.Version) {
		return false
	}
	r := xccdf.ParseRelease(s.ReleaseInfo)
	if r.Release != "" && (r.Release != b.Release || r.Date != "" && b.Date != "" && r.Date != b.Date) {
		return false
	}
	return version != "" && r.Release != "" || p.allKnown(s)
}

func (p *part) allKnown(s *Stig) bool {
	known := map[Key]bool{}
	for i := range p.Benchmark.Items {
		it := &p.Benchmark.Items[i]
		known[Key{VulnID: it.VulnID(), RuleID: it.RuleID()}] = true
	}
	for _, r := range s.Rows {
		if !known[Key{VulnID: r.VulnID, RuleID: r.RuleID}] {
			return false
		}
	}
	return true
}

// match finds the row of each verdict: by group, rule and, where two rows share
// both, their order; else by STIG ID where that is unambiguous.
func (p *part) match() {
	items, rows := map[Key][]int{}, map[Key][]*Row{}
	itemsBySTIG, rowsBySTIG := map[string]int{}, map[string][]*Row{}
	for i := range p.Benchmark.Items {
		it := &p.Benchmark.Items[i]
		k := Key{VulnID: it.VulnID(), RuleID: it.RuleID()}
		items[k] = append(items[k], i)
		itemsBySTIG[it.STIGID()]++
	}
	for _, r := range p.stig.Rows {
		k := Key{VulnID: r.VulnID, RuleID: r.RuleID}
		rows[k] = append(rows[k], r)
		rowsBySTIG[r.STIGID] = append(rowsBySTIG[r.STIGID], r)
	}
	p.rows = make([]*Row, len(p.Verdicts))
	taken := map[*Row]bool{}
	for i, v := range p.Verdicts {
		it := &p.Benchmark.Items[v.Position]
		k := Key{VulnID: it.VulnID(), RuleID: it.RuleID()}
		p.rows[i] = sameKey(rows[k], items[k], v)
		taken[p.rows[i]] = true
	}
	for i, v := range p.Verdicts {
		same := rowsBySTIG[v.STIGID]
		if p.rows[i] == nil && v.STIGID != "" && itemsBySTIG[v.STIGID] == 1 && len(same) == 1 && !taken[same[0]] {
			p.rows[i] = same[0]
			taken[same[0]] = true
		}
	}
}

// sameKey picks the row of v among those of its group and rule. When the file has
// as many as the benchmark, their order tells; else the STIG ID must, alone.
func sameKey(rows []*Row, items []int, v Verdict) *Row {
	if len(rows) == len(items) {
		for n, item := range items {
			if item == v.Position {
				return rows[n]
			}
		}
	}
	var found *Row
	for _, r := range rows {
		if r.STIGID != v.STIGID {
			continue
		}
		if found != nil {
			return nil
		}
		found = r
	}
	return found
}
