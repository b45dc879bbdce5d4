package platform

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// OwnEngine is what the node's own engine says of itself. MKE poses as an engine, and
// its answer says nothing of the node's.
func OwnEngine(s *facts.Snapshot) (facts.Info, []facts.Missing) {
	info, _, missing := PartOfOwnEngine(s)
	return info, missing
}

// PartOfOwnEngine is the same where something of it is missing: ok is whether there is an
// answer of the node's own engine at all, which can then prove a violation.
func PartOfOwnEngine(s *facts.Snapshot) (info facts.Info, ok bool, missing []facts.Missing) {
	info, ok, missing = facts.Partly(s, facts.EngineInfo)
	if ok && info.ServerVersion.Is(func(v string) bool { return strings.HasPrefix(v, "ucp/") }) {
		ok, missing = false, []facts.Missing{{Name: facts.EngineInfo.Name, Why: "taken through the MKE proxy, which does not describe the node's engine",
			How: []string{"by hand, on the node: docker -H unix:///var/run/docker.sock info"}}}
	}
	return info, ok, missing
}

// RoleNotes is the engine's version and the node's role: the text names the
// controller, and every node is judged.
func RoleNotes(s *facts.Snapshot, info facts.Info) []string {
	var notes []string
	if version, why := info.ServerVersion.Get(); why == "" {
		notes = append(notes, "engine version "+version)
	}
	if role, why := facts.Look(s, facts.Node).Value.Role.Get(); why == "" {
		notes = append(notes, "the node is a "+role)
	}
	return notes
}

// SecurityOption looks for one exact element in the security options of the node's
// own engine.
func SecurityOption(s *facts.Snapshot, element string) (facts.Info, rules.Outcome, []facts.Missing) {
	info, missing := OwnEngine(s)
	if missing != nil {
		return info, rules.Outcome{}, missing
	}
	const name = "docker_engine.info.SecurityOptions"
	options, why := info.SecurityOptions.Get()
	if why != "" {
		return info, rules.Outcome{}, []facts.Missing{{Name: name, Why: why}}
	}
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]", Facts: []string{name}}
	if slices.Contains(options, element) {
		o.Kind = result.Pass
	}
	return info, o, nil
}
