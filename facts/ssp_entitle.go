package facts

import (
	"slices"
	"time"
)

// Whether an entry of ssp.yaml counts, and for whom (mke-rules P-SSP and P-SYS).

// Invalid says why the entry does not count at a time, "" when it does. Without
// who signed it and when, a vendor image is a claim.
func (i SystemImage) Invalid(at time.Time) string { return i.unsigned(at, "approved_by", "on") }

// SystemImages is the vendor images that count at a time, in the order of the file.
func (s *SSP) SystemImages(at time.Time) []SystemImage {
	if s == nil || s.Undecided("system_containers", at) != "" {
		return nil
	}
	return counting(s.SystemContainers.Images, func(i SystemImage) bool { return i.Invalid(at) == "" })
}

// SystemImage is the entry that signs off an image, by its config digest, as a
// component.
func (s *SSP) SystemImage(id, component string, at time.Time) (*SystemImage, bool) {
	return entryOf(s.SystemImages(at), func(i SystemImage) bool { return i.ID == id && i.Component == component })
}

// Invalid says why the entry does not count at a time, "" when it does.
func (e Exemption) Invalid(at time.Time) string {
	if e.Name != "" {
		return "selects by name, which proves nothing of a container and is printed only"
	}
	return e.unsigned(at, "reason", "approved_by", "on", "expires")
}

// Exemption is the entry that exempts a proven vendor container, given by component
// and image id, from a rule at a time. Whether the rule's text lets it count is the
// rule's business.
func (s *SSP) Exemption(rule, component, image string, at time.Time) (*Exemption, bool) {
	if s == nil || s.Undecided("exemptions", at) != "" {
		return nil, false
	}
	return entryOf(s.Exemptions, func(e Exemption) bool {
		return e.Rule == rule && e.Invalid(at) == "" && e.matches("", component, image)
	})
}

// ExemptionUncounted says why the first entry on record for a rule that fits the
// container does not exempt it, "" where there is none.
func (s *SSP) ExemptionUncounted(rule, name, component, image string, at time.Time) string {
	if s == nil {
		return ""
	}
	e, ok := entryOf(s.Exemptions, func(e Exemption) bool { return e.Rule == rule && e.matches(name, component, image) })
	if !ok {
		return ""
	}
	why := s.Undecided("exemptions", at)
	if invalid := e.Invalid(at); invalid != "" {
		why = invalid
	}
	if why == "" {
		return ""
	}
	return e.Ref() + " does not count: " + why
}

// ExemptionByName is the first entry on record for a rule that fits a container by
// name, component or image, whether it counts or not, to be printed. One that has
// lapsed is not on record.
func (s *SSP) ExemptionByName(rule, name, component, image string, at time.Time) (*Exemption, bool) {
	if s == nil {
		return nil, false
	}
	return entryOf(s.Exemptions, func(e Exemption) bool {
		return e.Rule == rule && e.Lapsed(at) == "" && e.matches(name, component, image)
	})
}

// matches reports whether each of the fields that the entry gives matches; one that
// gives none matches nothing.
func (e Exemption) matches(name, component, image string) bool {
	return (e.Name != "" || e.Component != "" || e.Image != "") && (e.Image == "" || e.Image == image) &&
		matchAll([]patternOf{{e.Name, name}, {e.Component, component}})
}

// ExceptionList is a list of documented exceptions.
type ExceptionList []Exception

// Invalid says why the entry does not count at a time, "" when it does. An expiry
// is not demanded of an exception.
func (e Exception) Invalid(at time.Time) string {
	return e.unsigned(at, "reason", "approved_by", "on")
}

// At is the entries that count at a time; nil only for a list that is not given.
func (l ExceptionList) At(at time.Time) ExceptionList {
	return counting(l, func(e Exception) bool { return e.Invalid(at) == "" })
}

// Find is the first entry that names the workload.
func (l ExceptionList) Find(w Workload) (*Exception, bool) {
	return entryOf(l, func(e Exception) bool { return e.Selector.Matches(w) })
}

// OverlayList is a list of overlay networks that need not be encrypted.
type OverlayList []OverlayException

// Invalid says why the entry does not count at a time, "" when it does.
func (e OverlayException) Invalid(at time.Time) string {
	return e.unsigned(at, "reason", "approved_by", "on")
}

// At is the entries that count at a time; nil only for a list that is not given.
func (l OverlayList) At(at time.Time) OverlayList {
	return counting(l, func(e OverlayException) bool { return e.Invalid(at) == "" })
}

// Find is the first entry for the network of that name.
func (l OverlayList) Find(network string) (*OverlayException, bool) {
	return entryOf(l, func(e OverlayException) bool { return e.Network == network })
}

// SharesList is a list of containers that may run without CPU shares.
type SharesList []SharesEntry

// At is the entries that count at a time; nil only for a list that is not given.
func (l SharesList) At(at time.Time) SharesList {
	return counting(l, func(e SharesEntry) bool { return e.Lapsed(at) == "" })
}

// Find is the first entry that names the workload.
func (l SharesList) Find(w Workload) (*SharesEntry, bool) {
	return entryOf(l, func(e SharesEntry) bool { return e.Selector.Matches(w) })
}

// Allowed is the capabilities a container may add: those of every container and
// those of each entry that names it, which by lists. stated is false when the file
// says neither, so that nothing can be called a violation.
func (r SSPCapabilityRules) Allowed(w Workload) (allowed []string, by []*CapabilityEntry, stated bool) {
	allowed = slices.Clone(r.DefaultAllowedAdd)
	for i := range r.Containers {
		if e := &r.Containers[i]; e.matches(w) {
			allowed, by = append(allowed, e.AllowedAdd...), append(by, e)
		}
	}
	slices.Sort(allowed)
	return slices.Compact(allowed), by, r.DefaultAllowedAdd != nil || by != nil
}

// At is the rules with the entries that count at a time.
func (r SSPCapabilityRules) At(at time.Time) SSPCapabilityRules {
	r.Containers = counting(r.Containers, func(e CapabilityEntry) bool { return e.Lapsed(at) == "" })
	return r
}

func (e CapabilityEntry) matches(w Workload) bool {
	s := Selector{Container: e.Name, Component: e.Component, Image: e.Image}
	return s.Matches(w)
}

// Excess is the capabilities of have that are not in allowed, sorted, in the
// spelling of ssp.yaml. ALL, which a privileged container has, needs ALL.
func Excess(have, allowed []string) []string {
	if slices.Contains(allowed, "ALL") {
		return nil
	}
	var excess []string
	for _, name := range have {
		if name = normalCapability(name); !slices.Contains(allowed, name) {
			excess = append(excess, name)
		}
	}
	slices.Sort(excess)
	return slices.Compact(excess)
}

// Allows reports whether the entry covers a limit: its name, and the values it gives.
func (u UlimitEntry) Allows(l Ulimit) bool {
	return u.Name == l.Name && (u.Soft == nil || *u.Soft == l.Soft) && (u.Hard == nil || *u.Hard == l.Hard)
}

// Family is the family that the file adds to a host, "" when none does.
func (s *SSP) Family(host string, at time.Time) string {
	if s == nil || s.Undecided("os_family_override", at) != "" {
		return ""
	}
	o, ok := entryOf(s.OSFamilyOverride, func(o OSFamily) bool { return o.Lapsed(at) == "" && o.Host.Matches(host) })
	if !ok {
		return ""
	}
	return o.Family
}

// entryOf is the first member of list for which test holds.
func entryOf[E any](list []E, test func(E) bool) (*E, bool) {
	i := slices.IndexFunc(list, test)
	if i < 0 {
		return nil, false
	}
	return &list[i], true
}
