package dockeree

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002100 = rules.Rule{
	ID:    "DKER-EE-002100",
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, whoever's it is: ssp.yaml decides for all. A blank parent is the engine's " +
		"own and needs no decision, unless the engine is known to be told another than its default. Pods of Kubernetes have parents of their own, which ssp.yaml must name like any " +
		"other.",
	NotApplicable: platform.OnlyLinux,
	Check:         rules.FromCase([]string{facts.NodeContainers.Name, facts.SSPCgroupParents.Name, facts.EngineArgs.Name, facts.DaemonConfig.Name, "ssp:system_containers", "ssp:exemptions"}, cgroupParents),
}

func cgroupParents(c *rules.Case) (rules.Verdict, []facts.Missing) {
	approved, lacks := facts.Get(c.Snapshot, facts.SSPCgroupParents)
	usual := engineParent(c.Snapshot)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.CgroupParent", Want: `CgroupParent is "", or one of ssp images.cgroup_parents`,
		Expected: "every container is in the engine's own cgroup or in one of ssp images.cgroup_parents",
		Offends:  "is in a cgroup that it may not be in",
		Look: func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			parent, why := i.Host().CgroupParent.Get()
			s := platform.Value("CgroupParent", platform.OrWord(parent, `""`), why, false)
			if why != "" || parent == "" && usual == "" {
				return s
			}
			own := parent == ""
			if own {
				parent = usual
				s.Actual += ", which --cgroup-parent or cgroup-parent of the engine makes " + usual
			}
			s.Refs = []string{facts.SSPCgroupParents.Name}
			switch {
			case lacks != nil:
				s.Missing = lacks
			case slices.Contains(approved, parent):
				s.By = "in ssp images.cgroup_parents, " + platform.Approver(c, "images")
			case own:
				s.Odd = "the engine's own parent, which is not its default and not in ssp images.cgroup_parents"
			default:
				s.Bad = true
			}
			return s
		},
	}.Judge(c)
}

// engineParent is the cgroup that the engine is known to be told to use for containers
// without one of their own, "" for its default.
func engineParent(s *facts.Snapshot) string {
	args, _ := facts.Get(s, facts.EngineArgs)
	config, _ := facts.Get(s, facts.DaemonConfig)
	for _, parent := range append(args.Given("cgroup-parent", "", false), config.File.String("cgroup-parent").Value) {
		if parent != "" {
			return parent
		}
	}
	return ""
}
