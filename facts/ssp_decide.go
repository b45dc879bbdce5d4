package facts

import "time"

// Approval is who took a decision and when. The zero value is nobody on record.
type Approval struct {
	By      string
	On      Date
	Expires Date
	Source  string // entry, approvals.<key>, system; "" when nobody is on record
}

// String is "approved by J. Doe, ISSM, on 2026-01-15, expires 2027-01-15", without
// the parts that are not known, or "no approver on record".
func (a Approval) String() string {
	if a.By == "" {
		return "no approver on record"
	}
	text := "approved by " + a.By
	if a.On != "" {
		text += ", on " + string(a.On)
	}
	if a.Expires != "" {
		text += ", expires " + string(a.Expires)
	}
	return text
}

// Approver is who took a decision below the top-level key block: the entry's own
// approver, else approvals.<block>, else the approver of the system.
func (s *SSP) Approver(block, entryBy string, entryOn, entryExpires Date) Approval {
	if entryBy != "" {
		return Approval{By: entryBy, On: entryOn, Expires: entryExpires, Source: "entry"}
	}
	if s == nil {
		return Approval{}
	}
	if a, ok := s.Approvals[block]; ok && a.By != "" {
		return Approval{By: a.By, On: a.On, Expires: a.Expires, Source: "approvals." + block}
	}
	if s.System.ApprovedBy != "" {
		return Approval{By: s.System.ApprovedBy, On: s.System.ApprovedOn, Source: "system"}
	}
	return Approval{}
}

// Lapsed says why a signed entry does not count at a time although it is written
// down: it is dated later, or past its expiry. "" when it counts.
func (a Approved) Lapsed(at time.Time) string { return lapsed(a.On, a.Expires, at) }

func lapsed(on, expires Date, at time.Time) string {
	if on != "" && on.After(at) {
		return "is dated " + string(on) + ", after the time of evaluation"
	}
	if expires != "" && expires.Before(at) {
		return "expired " + string(expires)
	}
	return ""
}

// counting is the members of list for which test holds; nil only for nil.
func counting[E any](list []E, test func(E) bool) []E {
	if list == nil {
		return nil
	}
	kept := []E{}
	for _, e := range list {
		if test(e) {
			kept = append(kept, e)
		}
	}
	return kept
}
