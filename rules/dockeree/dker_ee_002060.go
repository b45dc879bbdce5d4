package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002060 = rules.Rule{
	ID:            "DKER-EE-002060",
	Reading:       "Every container, running or stopped, whoever's it is: neither text nor command leaves any out.",
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.UTSMode", Want: `UTSMode is not "host"`,
		Expected: `HostConfig.UTSMode of every container is not "host"`,
		Offends:  "shares the host's names",
		Look:     utsMode,
	}.Fn(),
}

func utsMode(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	mode, why := i.Host().UTSMode.Get()
	return platform.Value("UTSMode", platform.OrWord(mode, `""`), why, mode == "host")
}
