package facts

import (
	"maps"
	"slices"
	"time"

	"github.com/stigwright/stigwright/diag"
)

// NotCounting is every entry that is written down and counts for nothing at a time,
// with why: unsigned, lapsed, dated later. It is what a person who keeps the file
// wants to know before an evaluation says so, and no error. Approvals come first,
// then the lists in the order of the schema.
func (s *SSP) NotCounting(at time.Time) diag.List {
	if s == nil {
		return nil
	}
	var out diag.List
	note := func(e SSPEntry, why string) {
		if why != "" {
			out = append(out, &diag.Error{File: s.File, Line: e.Line, Path: e.Path, Msg: why})
		}
	}
	for _, block := range slices.Sorted(maps.Keys(s.Approvals)) {
		a := s.Approvals[block]
		note(SSPEntry{Path: "approvals." + block}, lapsed(a.On, a.Expires, at))
	}
	noteAll(note, s.OSFamilyOverride, func(e OSFamily) (SSPEntry, string) { return e.SSPEntry, e.Lapsed(at) })
	noteAll(note, s.SystemContainers.Images, func(e SystemImage) (SSPEntry, string) { return e.SSPEntry, e.Invalid(at) })
	noteAll(note, s.Exemptions, func(e Exemption) (SSPEntry, string) { return e.SSPEntry, e.Invalid(at) })
	port := func(e PortEntry) (SSPEntry, string) { return e.SSPEntry, e.Lapsed(at) }
	noteAll(note, s.Ports.Allowed, port)
	noteAll(note, s.Ports.HostNetworkListeners, port)
	if s.Capabilities != nil {
		noteAll(note, s.Capabilities.Containers, func(e CapabilityEntry) (SSPEntry, string) { return e.SSPEntry, e.Lapsed(at) })
	}
	exception := func(e Exception) (SSPEntry, string) { return e.SSPEntry, e.Invalid(at) }
	noteAll(note, s.Exceptions.HostNetwork, exception)
	if s.Exceptions.HostIPC != nil {
		noteAll(note, s.Exceptions.HostIPC.Containers, exception)
	}
	noteAll(note, s.Exceptions.UnencryptedOverlay, func(e OverlayException) (SSPEntry, string) { return e.SSPEntry, e.Invalid(at) })
	noteAll(note, s.Resources.CPUSharesDocumented, func(e SharesEntry) (SSPEntry, string) { return e.SSPEntry, e.Lapsed(at) })
	noteAll(note, s.Attestations, func(a Attestation) (SSPEntry, string) { return a.SSPEntry, a.uncounted(at) })
	return out
}

func noteAll[L ~[]E, E any](note func(SSPEntry, string), list L, why func(E) (SSPEntry, string)) {
	for _, e := range list {
		note(why(e))
	}
}
