// Package cci knows DISA's Control Correlation Identifiers: the number a STIG rule
// cites ("CCI-000366") and the controls of NIST SP 800-53, revisions 4 and 5, that
// DISA maps it to.
//
//	c, ok := cci.Lookup("CCI-000366")
//	for _, r := range c.Rev5 {
//		fmt.Println(r.Control, cci.FamilyName(r.Family), r.Index)
//	}
//
// The numbers, status, type, date and references of DISA's list U_CCI_List.xml, in
// the version ListVersion, are built in. The definitions are DISA's prose and are
// not: ReadList gives them from DISA's file, which may also be a newer one.
//
// References to SP 800-53A and to revision 3 are left out. The package does not
// know the text of any control, nor which controls are withdrawn.
package cci

//go:generate go run ../internal/tools/ccigen -o table.go $CCI_LIST

// Status is where DISA's work on a CCI stands (U_CCI_List.xml, element status). The
// zero value means that the list does not say. ReadList keeps a word it does not know.
type Status string

// The statuses. The list of 2022-03-09 calls no CCI published.
const (
	Draft      Status = "draft"
	Deprecated Status = "deprecated"
	Published  Status = "published"
)

// Type says whom a CCI binds (U_CCI_List.xml, element type, which may repeat). The
// zero value means that the list does not say. ReadList keeps words it does not know.
type Type string

// The types.
const (
	Policy    Type = "policy"               // the organisation and its documents
	Technical Type = "technical"            // the system and its settings
	Both      Type = "policy and technical" // one part of it each
)

// CCI is one Control Correlation Identifier. The zero value is none.
type CCI struct {
	ID         string // "CCI-" and six digits
	Status     Status
	Type       Type
	Published  string // as the list writes it: year, month and day, "2009-05-13"
	Rev4, Rev5 []Ref  // in the list's order, each once; nil when it is not mapped
	Definition string // DISA's text; "" unless a list read by ReadList gives it
}

// Ref is one reference to NIST SP 800-53.
type Ref struct {
	Control string // control or enhancement, "AC-2" or "AC-2 (1)"; "" when Index begins with neither
	Family  string // the letters of Control, "AC"; see FamilyName
	Index   string // as DISA wrote it, white space collapsed: "AC-2 (4) (a)", "AC-1 a 1"
}

// Revision is a revision of NIST SP 800-53.
type Revision int

// The revisions that CCIs are mapped to here.
const (
	Rev4 Revision = 4 // of 2013, with the privacy controls of its appendix J
	Rev5 Revision = 5 // of 2020
)

// Refs are the references of c to a revision; nil for a revision other than 4 and 5.
func (c CCI) Refs(r Revision) []Ref {
	switch r {
	case Rev4:
		return c.Rev4
	case Rev5:
		return c.Rev5
	}
	return nil
}

// Unmapped are those of ids, in their order, that lead to no control of a revision:
// because DISA maps the CCI to none, or because the built-in table does not know it.
func Unmapped(ids []string, r Revision) []string { return unmapped(Lookup, ids, r) }

func unmapped(lookup func(string) (CCI, bool), ids []string, r Revision) []string {
	var list []string
	for _, id := range ids {
		if c, _ := lookup(id); len(c.Refs(r)) == 0 {
			list = append(list, id)
		}
	}
	return list
}

// number is the number of an id, "CCI-" and six digits to the letter; false for
// anything else.
func number(id string) (int, bool) {
	const prefix, digits = "CCI-", 6
	if len(id) != len(prefix)+digits || id[:len(prefix)] != prefix {
		return 0, false
	}
	return decimal(id[len(prefix):])
}

// decimal is the value of a few digits; false when s is empty or has anything else.
func decimal(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
