package facts

import (
	"strings"
	"time"

	"github.com/stigwright/stigwright/internal/yamlio"
)

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
func counting[L ~[]E, E any](list L, test func(E) bool) L {
	if list == nil {
		return nil
	}
	kept := L{}
	for _, e := range list {
		if test(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// Label is the name and version of the system, as reports name the file.
func (s *SSP) Label() string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(s.System.Name + " " + s.System.Version)
}

// MaxFactAge is how old facts may be to prove anything; 30 days when not stated.
func (s *SSP) MaxFactAge() time.Duration {
	if s == nil || s.MaxFactAgeDays == nil {
		return 30 * 24 * time.Hour
	}
	return time.Duration(*s.MaxFactAgeDays) * 24 * time.Hour
}

// MaxSkew is how far the times of a node's facts and of its cluster's may lie
// apart; 24 hours when not stated.
func (s *SSP) MaxSkew() time.Duration {
	if s == nil || s.MaxSkewHours == nil {
		return 24 * time.Hour
	}
	return time.Duration(*s.MaxSkewHours) * time.Hour
}

// Undecided says why the decisions below a top-level key do not count at a time:
// who took them is named in approvals, with a date that is still to come or an
// expiry that is past. Anything past its expiry counts as absent (mke-rules P-SSP);
// to go on to the approver of the system would name somebody who did not decide.
// Without an entry there it is the system's approval that must not be still to come.
// "" when they count.
func (s *SSP) Undecided(block string, at time.Time) string {
	if s == nil {
		return ""
	}
	a, ok := s.Approvals[block]
	if why := lapsed(a.On, a.Expires, at); ok && why != "" {
		return "the approval of " + a.By + " (approvals." + block + ") " + why
	}
	if why := lapsed(s.System.ApprovedOn, "", at); a.By == "" && why != "" {
		return "the approval of " + firstOf(s.System.ApprovedBy, "the system") + " (system.approved_on) " + why
	}
	return ""
}

// unsigned says which of the named fields a signed entry lacks, or why it lapsed.
func (a Approved) unsigned(at time.Time, needed ...string) string {
	have := map[string]string{"approved_by": a.ApprovedBy, "on": string(a.On), "expires": string(a.Expires), "reason": a.Reason}
	var lacking []string
	for _, name := range needed {
		if have[name] == "" {
			lacking = append(lacking, name)
		}
	}
	if len(lacking) > 0 {
		return "has no " + yamlio.OrWords(lacking)
	}
	return a.Lapsed(at)
}
