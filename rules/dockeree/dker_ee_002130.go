package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002130 = rules.Rule{
	ID: "DKER-EE-002130",
	Reading: "Every container, running or stopped. What is mounted counts, under whatever name; a mounted directory above the " +
		"socket exposes it just as well, read-only too; so does the path to which arguments of the engine or daemon.json, where they " +
		"were collected, move it. The printed filter removes lines that hold ucp, kube or dtr, and " +
		"with them any container of a user's that is so called: proven identity takes its place.",
	Check: platform.SocketCheck(platform.ContainerCheck{
		Setting: "inspect.Mounts", Want: `the engine's socket is not mounted`,
		Expected: `no container mounts the engine's socket or a directory that holds it`,
		Offends:  "mounts the engine's socket",
		Vendor:   platform.ExemptFilter,
	}),
}
