package mke

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000680 = rules.Rule{
	ID: "CNTR-MK-000680",
	Reading: "Running containers that are not Kubernetes'. The printed filter selects the vendor's containers alone, " +
		"title and fix speak of the others, so all are judged and the vendor's are set aside by the fix's own words.",
	Check: containerCheck{
		setting: "inspect.HostConfig.PidMode", want: `PidMode is not "host"`,
		expected: `HostConfig.PidMode of every running container is not "host"`,
		offends:  "shares the host's process table",
		running:  true, vendor: exemptFix, swarm: true,
		stopped: func(i facts.Inspect) string {
			if mode, why := host(i).PidMode.Get(); why == "" && mode == "host" {
				return "is stopped and has PidMode=host"
			}
			return ""
		},
		look: pidMode,
	}.fn(),
}

// host is the container's HostConfig; nothing of it is known when it is not there.
func host(i facts.Inspect) facts.HostConfig {
	h, _ := i.HostConfig.Get()
	return h
}

// truth is a switch of a container that must not have the value bad.
func truth(name string, m facts.Maybe[bool], bad bool) seen {
	b, why := m.Get()
	return of(name, fmt.Sprint(b), why, b == bad)
}

// pidMode is a container that shares the host's process table.
func pidMode(_ facts.OwnedContainer, i facts.Inspect) seen {
	mode, why := host(i).PidMode.Get()
	if mode == "" && why == "" {
		return seen{actual: `PidMode=""`}
	}
	return of("PidMode", mode, why, mode == "host")
}
