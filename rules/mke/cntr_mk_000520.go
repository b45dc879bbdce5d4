package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000520 = rules.Rule{
	ID: "CNTR-MK-000520",
	Reading: "Ubuntu alone, as the text says, Kubernetes' containers included. Where AppArmor is off altogether the text " +
		"makes the rule not applicable although the title wants it on; the details say so loudly. A container that was " +
		"created and never started has no profile yet; a profile of another name that begins with unconfined is left to a person.",
	NotApplicable: rules.FromCase([]string{facts.OS.Name, facts.LSM.Name, facts.EngineInfo.Name}, noAppArmor),
	Check: platform.ContainerCheck{
		Setting: "inspect.AppArmorProfile", Want: `AppArmorProfile is not "unconfined", or the container is privileged`,
		Expected: "every container that is not privileged has an AppArmor profile",
		Offends:  "runs without an AppArmor profile",
		Look:     appArmor,
	}.Fn(),
}

func noAppArmor(c *rules.Case) (string, []facts.Missing) {
	if reason, missing := platform.OtherSystem("ubuntu", "ubuntu", "ubuntu").Eval(c); reason != "" || missing != nil {
		return reason, missing
	}
	lsm, missing := facts.Get(c.Snapshot, facts.LSM)
	info, lacks := platform.OwnEngine(c.Snapshot)
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

func appArmor(c *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	privileged, why1 := i.Host().Privileged.Get()
	profile, why2 := i.AppArmorProfile.Get()
	switch {
	case why2 != "":
		return platform.Seen{Actual: "AppArmorProfile not known", Unknown: why2}
	case profile == "unconfined" && why1 != "":
		return platform.Seen{Actual: "AppArmorProfile=unconfined", Unknown: "Privileged: " + why1}
	case profile == "unconfined" && privileged:
		return platform.Seen{Actual: "unconfined and privileged, which the text leaves out"}
	case profile == "unconfined":
		return platform.Seen{Actual: "AppArmorProfile=unconfined", Bad: true}
	case profile == "" && c.Running() && !privileged:
		return platform.Seen{Actual: `AppArmorProfile=""`, Odd: "a running container with an empty profile, where AppArmor is on or may be"}
	case profile == "" && c.Running():
		return platform.Seen{Actual: "no profile and privileged, which the text leaves out"}
	case profile == "":
		return platform.Seen{Actual: "no profile, not running"}
	case strings.HasPrefix(profile, "unconfined") && !privileged:
		return platform.Seen{Actual: "AppArmorProfile=" + profile, Odd: "the command that is printed finds it, and what the profile allows is not known"}
	}
	return platform.Seen{Actual: "AppArmorProfile=" + profile}
}
