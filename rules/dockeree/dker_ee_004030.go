package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE004030 = rules.Rule{
	ID: "DKER-EE-004030",
	Reading: "Every container, running or stopped, that the printed filter is meant to leave. No policy passes, and on-failure with 1 to " +
		"5 attempts. always is a finding; so is unless-stopped, which the text does not name and which starts a container as " +
		"often, and on-failure with 0 attempts, which means without end. The text also writes failure for on-failure.",
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.RestartPolicy", Want: "no policy, or on-failure with 1 to 5 attempts",
		Expected: "no container restarts without limit or more than 5 times",
		Offends:  "restarts without limit or more than 5 times",
		Vendor:   platform.ExemptFilter,
		Look:     restarts,
	}.Fn(),
}

func restarts(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	policy, why := i.Host().RestartPolicy.Get()
	name, unnamed := policy.Name.Get()
	tries, uncounted := policy.MaximumRetryCount.Get()
	value := fmt.Sprintf("%q", name)
	if uncounted == "" {
		value += fmt.Sprintf(", MaximumRetryCount=%d", tries)
	}
	if why == "" && unnamed != "" {
		why = "Name: " + unnamed
	}
	s := platform.Value("RestartPolicy", value, why, true)
	if why != "" {
		return s
	}
	switch name {
	case "", "no":
		s.Bad = false
	case "on-failure":
		if uncounted != "" {
			return platform.Seen{Actual: "RestartPolicy=" + value, Unknown: "MaximumRetryCount: " + uncounted}
		}
		if s.Bad = tries < 1 || tries > 5; tries < 1 {
			s.Actual += ", which means without end"
		}
	case "unless-stopped":
		s.Actual += ", which the text does not name and which has no end"
	case "always":
	default:
		s.Bad, s.Odd = false, "a policy that the text does not know"
	}
	return s
}
