package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000870 = rules.Rule{
	ID: "CNTR-MK-000870",
	Reading: "The exact element name=fips in the security options of the node's own engine, on every node and not " +
		"only on controllers. A search of the whole output for \"fips\" would also find host names and labels.",
	Warnings: []string{"Community engines never report FIPS; the fix needs Mirantis Container Runtime on a kernel in FIPS mode."},
	Check: rules.About("security options", "SecurityOptions holds name=fips", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.Sysctl.Name}, fips)),
}

func fips(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, o, missing := securityOption(c.Snapshot, "name=fips")
	if missing != nil {
		return v, missing
	}
	v.Outcomes = []rules.Outcome{o}
	v.Notes = append(fipsNotes(c.Snapshot, o.Kind), roleNotes(c.Snapshot, info)...)
	return v, nil
}

// ownEngine is what the node's own engine says of itself. MKE poses as an engine, and
// its answer says nothing of the node's.
func ownEngine(s *facts.Snapshot) (facts.Info, []facts.Missing) {
	info, missing := facts.Get(s, facts.EngineInfo)
	if missing == nil && info.ServerVersion.Is(func(v string) bool { return strings.HasPrefix(v, "ucp/") }) {
		missing = []facts.Missing{{Name: facts.EngineInfo.Name, Why: "taken through the MKE proxy, which does not describe the node's engine",
			How: []string{"by hand, on the node: docker -H unix:///var/run/docker.sock info"}}}
	}
	return info, missing
}

// roleNotes is the engine's version and the node's role: the text names the
// controller, and every node is judged.
func roleNotes(s *facts.Snapshot, info facts.Info) []string {
	var notes []string
	if version, why := info.ServerVersion.Get(); why == "" {
		notes = append(notes, "engine version "+version)
	}
	if role, why := facts.Look(s, facts.Node).Value.Role.Get(); why == "" {
		notes = append(notes, "the node is a "+role)
	}
	return notes
}

func fipsNotes(s *facts.Snapshot, kind result.Kind) []string {
	flag := facts.Look(s, facts.Sysctl).Value["crypto.fips_enabled"]
	switch {
	case flag.State == facts.Absent:
		return []string{"the kernel has no crypto.fips_enabled"}
	case flag.State != facts.OK:
		return []string{"crypto.fips_enabled of the kernel: " + flag.Why()}
	case flag.Value != "1" && kind == result.Pass:
		return []string{fmt.Sprintf("the kernel's crypto.fips_enabled is %s: FIPS mode is forced by DOCKER_FIPS alone", flag.Value)}
	}
	return []string{"the kernel's crypto.fips_enabled is " + flag.Value}
}
