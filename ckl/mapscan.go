package ckl

import (
	"github.com/stigwright/stigwright/ckl/scan"
)

// rowIndex finds the row a result belongs to.
type rowIndex struct {
	rows            []*Row
	rule            map[string][]*Row
	rev, stig, vuln map[string][]*Row // nil until a result is not found by its rule
	taken           map[*Row]bool
}

func newRowIndex(s *Stig) *rowIndex {
	x := &rowIndex{rule: make(map[string][]*Row, len(s.Rows)), taken: map[*Row]bool{}}
	for _, r := range s.Rows {
		x.add(r)
	}
	return x
}

func (x *rowIndex) add(r *Row) {
	x.rows = append(x.rows, r)
	put(x.rule, r.RuleID, r)
	if x.rev != nil {
		x.addOthers(r)
	}
}

// addOthers adds what else than its rule id may name r.
func (x *rowIndex) addOthers(r *Row) {
	put(x.rev, scan.Revisionless(r.RuleID), r)
	put(x.stig, plain(r.STIGID), r)
	put(x.vuln, r.VulnID, r)
}

// others makes the indexes that few results need.
func (x *rowIndex) others() {
	if x.rev != nil {
		return
	}
	x.rev, x.stig, x.vuln = map[string][]*Row{}, map[string][]*Row{}, map[string][]*Row{}
	for _, r := range x.rows {
		x.addOthers(r)
	}
}

func put(m map[string][]*Row, key string, r *Row) {
	if key != "" {
		m[key] = append(m[key], r)
	}
}

// match says how a result was mapped to its row.
type match uint8

const (
	noMatch match = iota
	byRule        // the very rule id, or an id that says nothing of a revision
	revised       // the rule's number with another revision, or a STIG ID whose rule id is another
	unclear       // several rows could be meant
)

// find is the row of k, nil when there is none or several.
func (x *rowIndex) find(k *scan.Check) *Row {
	r, _ := x.locate(k)
	return r
}

// locate finds the row of k: by rule id, then by STIG ID, then by Vuln ID, then by
// what else the result is known as. An id that several rows share names none, but
// in a file of our own, where the results stand in the order of the rows.
func (x *rowIndex) locate(k *scan.Check) (*Row, match) {
	if list := x.rule[k.RuleID]; len(list) == 1 {
		return list[0], byRule
	} else if len(list) > 1 {
		return x.among(list, k)
	}
	x.others()
	tries := []struct {
		in map[string][]*Row
		id string
	}{{x.stig, plain(k.STIGID)}, {x.rev, scan.Revisionless(k.RuleID)}, {x.vuln, k.VulnID}}
	for _, id := range k.Also {
		tries = append(tries, struct {
			in map[string][]*Row
			id string
		}{x.rule, scan.RuleID(id)}, struct {
			in map[string][]*Row
			id string
		}{x.stig, id})
	}
	how := noMatch
	for _, t := range tries {
		switch list := x.named(t.in, t.id); len(list) {
		case 0:
		case 1:
			return list[0], kindOf(list[0], k)
		default:
			how = unclear
		}
	}
	return nil, how
}

func (x *rowIndex) named(in map[string][]*Row, id string) []*Row {
	if id == "" {
		return nil
	}
	return in[id]
}

// among tells rows of one rule id apart by group or STIG ID.
func (x *rowIndex) among(list []*Row, k *scan.Check) (*Row, match) {
	var found *Row
	for _, r := range list {
		if k.VulnID != "" && r.VulnID != k.VulnID || k.STIGID != "" && plain(r.STIGID) != plain(k.STIGID) {
			continue
		}
		if found != nil {
			return nil, unclear
		}
		found = r
	}
	if found == nil {
		return nil, unclear
	}
	return found, byRule
}

// kindOf: a result whose rule id has another revision than the row was made for
// another text of the rule.
func kindOf(r *Row, k *scan.Check) match {
	if k.RuleID == "" || r.RuleID == "" || k.RuleID == r.RuleID || scan.Revisionless(k.RuleID) == "" || scan.Revisionless(r.RuleID) == "" {
		return byRule
	}
	return revised
}
