package dockeree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002040 = rules.Rule{
	ID:    "DKER-EE-002040",
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, whoever's it is: ssp.yaml decides for all, by the path of the device on the " +
		"host. An empty list and none are the same. A privileged container has every device of the host although its list " +
		"is empty; no list of ssp.yaml approves all devices, so it is a finding once there is a list.",
	Check: rules.FromCase([]string{facts.NodeContainers.Name, facts.SSPApprovedDevices.Name, "ssp:system_containers", "ssp:exemptions"}, hostDevices),
}

func hostDevices(c *rules.Case) (rules.Verdict, []facts.Missing) {
	approved, lacks := facts.Get(c.Snapshot, facts.SSPApprovedDevices)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.Devices", Want: "no device of the host, or one of ssp images.approved_devices",
		Expected: "no container is given a device of the host that ssp images.approved_devices does not name",
		Offends:  "is given a device of the host that it may not have",
		Look: func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			return devices(c, i, approved, lacks)
		},
	}.Judge(c)
}

// devices compares the devices of one container with those approved.
func devices(c *rules.Case, i *facts.Inspect, approved []string, lacks []facts.Missing) platform.Seen {
	list, why := i.Host().Devices, i.Host().Devices.Why()
	privileged := i.Host().Privileged
	var all, others []string
	for _, d := range list.Value {
		word := fmt.Sprintf("%s (%s)", d.PathOnHost, d.CgroupPermissions)
		all = append(all, word)
		if !slices.Contains(approved, d.PathOnHost) {
			others = append(others, word)
		}
	}
	s := platform.Seen{Actual: "Devices=[" + strings.Join(all, " ") + "]"}
	every := privileged.Is(func(b bool) bool { return b })
	if every {
		s.Actual = "Privileged=true, which gives every device of the host; " + s.Actual
	}
	switch {
	case lacks != nil && (every || all != nil):
		s.Missing, s.Refs = lacks, []string{facts.SSPApprovedDevices.Name}
	case every || others != nil:
		s.Bad, s.Refs = true, []string{facts.SSPApprovedDevices.Name}
		if others != nil {
			s.Actual += ", not in ssp images.approved_devices: " + strings.Join(others, " ")
		}
	case why != "":
		s.Actual, s.Unknown = "Devices not known", "Devices: "+why
	case privileged.Why() != "":
		s.Unknown = "Privileged: " + privileged.Why()
	case all != nil:
		s.By, s.Refs = "in ssp images.approved_devices, "+platform.Approver(c, "images"), []string{facts.SSPApprovedDevices.Name}
	}
	return s
}
