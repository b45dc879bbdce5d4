package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE001090 = rules.Rule{
	ID: "DKER-EE-001090",
	Reading: "auditd must run, and a rule must watch every listed path that exists, and the units of the engine. The list has " +
		"alternatives: docker-containerd and docker-runc are former names that newer packages do not have, so a path that " +
		"is known not to exist needs no rule and is listed. A watch on a folder covers what is in it; one on a folder " +
		"further up leaves mount points out, which nobody can tell from here. A rule narrowed to some users, calls or reading watches less. " +
		"A rule of action never, of which some systems ship one that ends all records of calls, may outweigh every watch: then " +
		"nothing passes, but where it names other places, records of no file, or calls that set the clock. Where the data of the " +
		"engine were moved and /var/lib/docker is gone, the new folder takes its place.",
	Check: rules.About("audit rules", "auditd runs and watches every listed path that exists and the engine's units", rules.FromCase(
		[]string{facts.Audit.Name, facts.HostFiles.Name, facts.Systemd.Name, facts.EngineArgs.Name, facts.DaemonConfig.Name}, auditedPaths)),
}
