package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002120 = rules.Rule{
	ID: "DKER-EE-002120",
	Reading: "Every container, running or stopped, whoever's it is: neither text nor command leaves any out. An empty value " +
		"passes the text even where the engine remaps nothing. The sentence about process limits belongs to another rule.",
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.UsernsMode", Want: `UsernsMode is ""`,
		Expected: `HostConfig.UsernsMode of every container is empty`,
		Offends:  "uses the host's user namespace",
		Notes:    platform.Remapping,
		Look:     platform.UsersNamespace,
	}.Fn(),
}
