package dockeree

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001940 = rules.Rule{
	ID: "DKER-EE-001940",
	Reading: "Red Hat Enterprise Linux and CentOS where SELinux is in use. Every container, running or stopped; the option may " +
		"be one of several. The engine itself adds it to privileged containers and to those in the host's process or IPC " +
		"namespace: by the text a finding all the same, and the details name the cause. The printed filter removes lines " +
		"that hold ucp, kube or dtr, and with them any container of a user's that is so called: proven identity takes its " +
		"place.",
	NotApplicable: platform.OnlySELinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.SecurityOpt", Want: `SecurityOpt does not hold label=disable`,
		Expected: `HostConfig.SecurityOpt of no container holds label=disable`,
		Offends:  "has SELinux labels switched off",
		Vendor:   platform.ExemptFilter,
		Look:     labelOff,
	}.Fn(),
}

func labelOff(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	options, why := i.Host().SecurityOpt.Get()
	off := slices.ContainsFunc(i.Host().SecurityOpt.Value, func(o string) bool {
		kind, value, _ := strings.Cut(strings.Replace(o, ":", "=", 1), "=")
		return strings.EqualFold(strings.TrimSpace(kind), "label") && strings.EqualFold(strings.TrimSpace(value), "disable")
	})
	if off { // also in a list that is not whole
		return platform.Seen{Bad: true, Actual: "SecurityOpt holds label=disable" + labelCause(i.Host())}
	}
	words := make([]string, len(options))
	for n, o := range options {
		words[n] = platform.Clipped(o)
	}
	return platform.Value("SecurityOpt", "["+strings.Join(words, " ")+"]", why, false)
}

// labelCause is what makes the engine switch the labels off without being asked to.
func labelCause(h *facts.HostConfig) string {
	var causes []string
	if h.Privileged.Is(func(b bool) bool { return b }) {
		causes = append(causes, "Privileged=true")
	}
	if h.PidMode.Is(func(m string) bool { return m == "host" }) {
		causes = append(causes, "PidMode=host")
	}
	if h.IpcMode.Is(func(m string) bool { return m == "host" }) {
		causes = append(causes, "IpcMode=host")
	}
	if causes == nil {
		return ""
	}
	return ", which the engine adds by itself because of " + strings.Join(causes, ", ")
}
