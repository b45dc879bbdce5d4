package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000550 = rules.Rule{
	ID: "CNTR-MK-000550",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The printed filter selects the vendor's " +
		"containers alone. What is mounted counts, under whatever name; a mounted directory above the socket exposes it " +
		"just as well, read-only too; so does the path to which arguments of the engine or daemon.json, where they were " +
		"collected, move it. That \"volumes is not present\" would be a finding is taken for a slip: every clean " +
		"container would be one." + orchestratorReading,
	Warnings: []string{"The platform's agents work through the socket: only an exemption by component or image sets them aside."},
	Check: platform.SocketCheck(platform.ContainerCheck{
		Setting: "inspect.Mounts", Want: "the engine's socket is not mounted",
		Expected: "no container mounts the engine's socket or a directory that holds it",
		Offends:  "mounts the engine's socket",
		Vendor:   platform.ExemptFix, Swarm: true,
	}),
}
