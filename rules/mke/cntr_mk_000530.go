package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000530 = rules.Rule{
	ID: "CNTR-MK-000530",
	Reading: "The text names Red Hat Enterprise Linux and CentOS. The words \"where SELinux is in use\" do not excuse a " +
		"host that has it switched off: the title wants it on. Only the engine is tested, by the element name=selinux.",
	NotApplicable: platform.OtherSystem("rhel", "rhel", "rhel", "centos"),
	Check: rules.About("security options", "SecurityOptions holds name=selinux", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.LSM.Name}, selinux)),
}

func selinux(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	_, o, missing := platform.SecurityOption(c.Snapshot, "name=selinux")
	if missing != nil {
		return v, missing
	}
	v.Outcomes = []rules.Outcome{o}
	if mode, why := facts.Look(c.Snapshot, facts.LSM).Value.SELinuxMode.Get(); why == "" {
		v.Notes = []string{"SELinux of the host: " + mode}
	}
	return v, nil
}
