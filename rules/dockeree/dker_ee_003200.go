package dockeree

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE003200 = rules.Rule{
	ID: "DKER-EE-003200",
	Reading: "The user of every container, running or stopped, whoever's it is: no user, 0 and root are findings, with any group, and so are the administrators of Windows. " +
		"Which number a named user has inside the image is not seen by the printed command, so a name that leads to 0 passes " +
		"with a remark.",
	Warnings: []string{"Most of the platform's own containers run as root; the text knows no exception for them."},
	Check: rules.FromCase(append([]string{facts.Node.Name, facts.EngineInfo.Name}, userCheck(false).Fn().Needs...), func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		windows, _ := platform.OnlyLinux.Eval(c)
		return userCheck(windows != "").Judge(c)
	}),
}

func userCheck(windows bool) platform.ContainerCheck {
	return platform.ContainerCheck{
		Setting: "inspect.Config.User", Want: "a user other than root",
		Expected: "Config.User of every container is set, and is not root",
		Offends:  "runs as root",
		Look:     func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen { return rootUser(i, windows) },
	}
}

// rootUser is the user of a container. Containers of Windows have administrators of their
// own, by names whose case does not count.
func rootUser(i *facts.Inspect, windows bool) platform.Seen {
	config, why := i.Config.Get()
	if why != "" {
		return platform.Seen{Actual: "User not known", Unknown: why}
	}
	user, why := config.User.Get()
	name, _, _ := strings.Cut(user, ":")
	number, err := strconv.ParseInt(strings.TrimSpace(name), 10, 64)
	s := platform.Value("User", fmt.Sprintf("%q", user), why, strings.TrimSpace(name) == "" || name == "root" || err == nil && number == 0)
	if strings.EqualFold(name, "ContainerAdministrator") || windows && strings.EqualFold(name, "Administrator") {
		s.Bad = s.Unknown == ""
	}
	if !s.Bad && s.Unknown == "" && err != nil {
		s.Remark = "which number the user " + name + " has is in the image alone"
	}
	return s
}
