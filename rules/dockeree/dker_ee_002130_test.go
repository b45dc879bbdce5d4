package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002130(t *testing.T) {
	const id = "DKER-EE-002130"
	mount := func(source string) option {
		return func(c *facts.Container) {
			c.Inspect.Value.Mounts = facts.Some([]facts.Mount{{Type: "bind", Source: source, Destination: "/s", RW: facts.Some(false), Propagation: "rprivate"}})
		}
	}
	bad := mount("/var/run/docker.sock")
	otherFile := facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd", "--config-file=/srv/d.json"})}})
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "mounts /var/run/docker.sock at /s (read-only)"), byState(bad, "mounts /var/run/docker.sock"), byFilter(id, bad), []ruletest.Case{
		row("the folder it lies in", open, "/run at /s", have(container("web", mount("/run")))),
		row("the root", open, "/ at /s", have(container("web", mount("/")))),
		row("another folder", fine, "no socket of the engine", have(container("web", mount("/srv")))),
		row("a pipe of windows", open, "docker_engine", onWindows, have(container("web", mount(`\\.\pipe\docker_engine`)))),
		row("the path it was moved to", open, "/srv/api.sock at /s", have(container("web", mount("/srv/api.sock"))),
			facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd", "-H", "unix:///srv/api.sock"})}})),
		row("the path to which a file of the engine's own moves it", open, "/srv/api.sock at /s", have(container("web", mount("/srv/api.sock"))), otherFile,
			facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{"/srv/d.json": facts.Some(facts.HostFile{Content: facts.Some(`{"hosts":["unix:///srv/api.sock"]}`)})})),
		row("that file not known", unclear, "host_files[/srv/d.json]: not collected", have(container("web", mount("/srv"))), otherFile, facts.HostFiles.Is(nil)),
		row("that file not known, a finding all the same", open, "mounts /var/run/docker.sock", have(container("web", bad)), otherFile, facts.HostFiles.Is(nil)),
		row("two engines, each with a file of its own", unclear, "is not the only one", have(container("web", mount("/srv"))), facts.HostFiles.Is(nil),
			facts.Processes.Is([]facts.Process{{Argv: facts.Some([]string{"dockerd", "--config-file", facts.DaemonFile})}, {Argv: facts.Some([]string{"dockerd", "--config-file", "/srv/d.json"})}})),
		row("not collected", unclear, "mounts not known", have(container("web", func(c *facts.Container) { c.Inspect.Value.Mounts = facts.Maybe[[]facts.Mount]{} }))),
	})...)
}
