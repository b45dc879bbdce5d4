package platform

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// FIPS is that the node's own engine runs in FIPS mode.
func FIPS(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, o, missing := SecurityOption(c.Snapshot, "name=fips")
	if missing != nil {
		return v, missing
	}
	v.Outcomes = []rules.Outcome{o}
	v.Notes = append(fipsNotes(c.Snapshot, o.Kind), RoleNotes(c.Snapshot, info)...)
	return v, nil
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
