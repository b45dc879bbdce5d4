package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001930 = rules.Rule{
	ID: "DKER-EE-001930",
	Reading: "Ubuntu alone. A running container needs a profile that is neither empty nor unconfined, whoever's it is: the " +
		"command filters nobody. A privileged container is unconfined and so a finding. Whether a profile fits the " +
		"container the text does not say. One that does not run has no profile in force, which is a remark.",
	Warnings: []string{
		"Privileged containers of the platform run unconfined by design.",
	},
	NotApplicable: platform.OnlyUbuntu,
	Check: platform.ContainerCheck{
		Setting: "inspect.AppArmorProfile", Want: `AppArmorProfile is neither empty nor "unconfined"`,
		Expected: `every running container has an AppArmor profile`,
		Offends:  "runs without an AppArmor profile",
		Running:  true,
		Stopped:  stoppedUnconfined,
		Look:     appArmor,
	}.Fn(),
}

func appArmor(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	profile, why := i.AppArmorProfile.Get()
	s := platform.Value("AppArmorProfile", platform.OrWord(profile, `""`), why, profile == "" || profile == "unconfined")
	if s.Bad && i.Host().Privileged.Is(func(b bool) bool { return b }) {
		s.Actual += ", as it is privileged"
	}
	return s
}

func stoppedUnconfined(i *facts.Inspect) string {
	if i.AppArmorProfile.Is(func(p string) bool { return p == "unconfined" }) {
		return "does not run and has AppArmorProfile=unconfined"
	}
	return ""
}
