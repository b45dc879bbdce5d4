package mke

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000520 = rules.Rule{
	ID: "CNTR-MK-000520",
	Reading: "Ubuntu alone, as the text says, Kubernetes' containers included. Where AppArmor is off altogether the text " +
		"makes the rule not applicable although the title wants it on; the details say so loudly. A container that was " +
		"created and never started has no profile yet.",
	NotApplicable: rules.FromCase([]string{facts.OS.Name, facts.LSM.Name, facts.EngineInfo.Name}, noAppArmor),
	Check: containerCheck{
		setting: "inspect.AppArmorProfile", want: `AppArmorProfile is not "unconfined", or the container is privileged`,
		expected: "every container that is not privileged has an AppArmor profile",
		offends:  "runs without an AppArmor profile",
		look:     appArmor,
	}.fn(),
}

func noAppArmor(c *rules.Case) (string, []facts.Missing) {
	if reason, missing := otherSystem("ubuntu", "ubuntu", "ubuntu").Eval(c); reason != "" || missing != nil {
		return reason, missing
	}
	lsm, missing := facts.Get(c.Snapshot, facts.LSM)
	info, lacks := ownEngine(c.Snapshot)
	missing = append(missing, lacks...)
	if missing != nil {
		return "", missing
	}
	on, why1 := lsm.AppArmorEnabled.Get()
	options, why2 := info.SecurityOptions.Get()
	switch {
	case why1 != "":
		return "", []facts.Missing{{Name: "lsm.apparmor_enabled", Why: why1}}
	case why2 != "":
		return "", []facts.Missing{{Name: "docker_engine.info.SecurityOptions", Why: why2}}
	case !on && !slices.Contains(options, "name=apparmor"):
		return "AppArmor is off on this Ubuntu host, which by the text makes the rule not applicable. WARNING: the title wants it on", nil
	}
	return "", nil
}

func appArmor(c facts.OwnedContainer, i facts.Inspect) seen {
	privileged, why1 := host(i).Privileged.Get()
	profile, why2 := i.AppArmorProfile.Get()
	switch {
	case why2 != "":
		return seen{actual: "AppArmorProfile not known", unknown: why2}
	case profile == "unconfined" && why1 != "":
		return seen{actual: "AppArmorProfile=unconfined", unknown: "Privileged: " + why1}
	case profile == "unconfined" && privileged:
		return seen{actual: "unconfined and privileged, which the text leaves out"}
	case profile == "unconfined":
		return seen{actual: "AppArmorProfile=unconfined", bad: true}
	case profile == "" && c.Running() && !privileged:
		return seen{actual: `AppArmorProfile=""`, odd: "a running container with an empty profile while AppArmor is on"}
	case profile == "":
		return seen{actual: "no profile, not running"}
	}
	return seen{actual: "AppArmorProfile=" + profile}
}
