package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000530 = rules.Rule{
	ID: "CNTR-MK-000530",
	Reading: "The text names Red Hat Enterprise Linux and CentOS. The words \"where SELinux is in use\" do not excuse a " +
		"host that has it switched off: the title wants it on. Only the engine is tested, by the element name=selinux.",
	NotApplicable: otherSystem("rhel", "rhel", "rhel", "centos"),
	Check: rules.About("security options", "SecurityOptions holds name=selinux", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.LSM.Name}, selinux)),
}

func selinux(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, missing := ownEngine(c.Snapshot)
	if missing != nil {
		return v, missing
	}
	options, why := info.SecurityOptions.Get()
	if why != "" {
		return v, []facts.Missing{{Name: "docker_engine.info.SecurityOptions", Why: why}}
	}
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]",
		Facts: []string{"docker_engine.info.SecurityOptions"}}
	if slices.Contains(options, "name=selinux") {
		o.Kind = result.Pass
	}
	v.Outcomes = []rules.Outcome{o}
	if mode, why := facts.Look(c.Snapshot, facts.LSM).Value.SELinuxMode.Get(); why == "" {
		v.Notes = []string{"SELinux of the host: " + mode}
	}
	return v, nil
}
