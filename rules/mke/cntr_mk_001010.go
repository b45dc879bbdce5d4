package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001010 = rules.Rule{
	ID: "CNTR-MK-001010",
	Reading: "Every container, running or stopped, the vendor's and Kubernetes' included: title and check say all, and " +
		"nothing limits them. A default of the daemon protects the process and does not show in SecurityOpt: by the " +
		"text that is a finding, and the details say so.",
	Warnings: []string{
		"Swarm services cannot set the option on engines before API 1.44, so their containers stay findings until the engine is newer.",
		"The platform's own containers do not carry the option on a stock installation.",
	},
	Check: containerCheck{
		setting: "inspect.HostConfig.SecurityOpt", want: "SecurityOpt holds no-new-privileges",
		expected: "HostConfig.SecurityOpt of every container holds no-new-privileges",
		offends:  "lacks no-new-privileges",
		look:     lacksNoNewPrivileges,
	}.fn(),
}

// noNewPrivileges reports whether the option is among a container's. Where it stands
// there twice the engine goes by the last.
func noNewPrivileges(options []string) bool {
	on := false
	for _, option := range options {
		if value, ok := strings.CutPrefix(option, "no-new-privileges"); ok {
			on = slices.Contains([]string{"", "=true", ":true"}, value)
		}
	}
	return on
}

// lacksNoNewPrivileges is a container without the option, with a word on a default of
// the daemon that protects its process all the same.
func lacksNoNewPrivileges(c facts.OwnedContainer, i facts.Inspect) seen {
	options, why := host(i).SecurityOpt.Get()
	s := of("SecurityOpt", "["+strings.Join(options, " ")+"]", why, !noNewPrivileges(options))
	if proc, unknown := c.Proc.Get(); s.bad && unknown == "" && proc.NoNewPrivs.Is(func(n int) bool { return n == 1 }) {
		s.actual += " although the process has NoNewPrivs 1, by a default of the daemon"
	}
	return s
}
