package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001250 = rules.Rule{
	ID: "DKER-EE-001250",
	Reading: "Every container, running or stopped. The title speaks of the host's namespace, which is the value host; the text " +
		"tests the word shareable, which shares with other containers: both are findings. The printed filter removes " +
		"lines that hold ucp, kube or dtr, and with them any container of a user's that is so called: proven identity " +
		"takes its place. A container that joins one with the host's namespace has it too.",
	Warnings: []string{
		"Engines before 18.09 make every container shareable unless it is started with --ipc=private, or the engine with " +
			"--default-ipc-mode=private.",
	},
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.IpcMode", Want: `IpcMode is neither "host" nor "shareable"`,
		Expected: `HostConfig.IpcMode of every container is neither "host" nor "shareable"`,
		Offends:  "shares an IPC namespace",
		Vendor:   platform.ExemptFilter,
		Joins:    func(i *facts.Inspect) facts.Maybe[string] { return i.Host().IpcMode }, Field: "IpcMode", JoinOffends: true,
		Look: ipcMode,
	}.Fn(),
}

func ipcMode(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	mode, why := i.Host().IpcMode.Get()
	s := platform.Value("IpcMode", platform.OrWord(mode, `""`), why, mode == "host" || mode == "shareable")
	if s.Bad && mode == "shareable" {
		s.Actual += ", which other containers may join; the title speaks of the host's namespace, the text names this value"
	}
	return s
}
