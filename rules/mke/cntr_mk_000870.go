package mke

import (
	"fmt"
	"slices"
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
	info, missing := facts.Get(c.Snapshot, facts.EngineInfo)
	if missing != nil {
		return v, missing
	}
	if through(info) {
		return v, []facts.Missing{{Name: facts.EngineInfo.Name, Why: "taken through the MKE proxy, which does not describe the node's engine",
			How: []string{"by hand, on the node: docker -H unix:///var/run/docker.sock info"}}}
	}
	options, why := info.SecurityOptions.Get()
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]",
		Facts: []string{"docker_engine.info.SecurityOptions"}}
	switch {
	case why != "":
		o = rules.Outcome{Actual: "SecurityOptions not known", Note: why}
	case slices.Contains(options, "name=fips"):
		o.Kind = result.Pass
	}
	v.Outcomes = []rules.Outcome{o}
	v.Notes = fipsNotes(c.Snapshot, o.Kind)
	return v, nil
}

// through reports whether an answer describes MKE, which poses as an engine, and
// not the node's own.
func through(info facts.Info) bool {
	return info.ServerVersion.Is(func(v string) bool { return strings.HasPrefix(v, "ucp/") })
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
