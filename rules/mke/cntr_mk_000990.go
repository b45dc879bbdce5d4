package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000990 = rules.Rule{
	ID:    "CNTR-MK-000990",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Where Kubernetes is served, the value in force in the node's kubelet; the kubelet of this product runs in a " +
		"container, so a lacking /etc/sysconfig/kubelet does not mean that nothing is set; arguments that neither set it nor name a file of settings do. Where no node says, the cluster's " +
		"configuration counts, unless a flag of its own overrides it; false is a finding only where something shows that Kubernetes is served. Where Swarm is served, capabilities as in " +
		"CNTR-MK-000560, which have nothing to do with the title." + orchestratorReading,
	Warnings: []string{"The kubelet refuses to start unless vm.overcommit_memory=1, vm.panic_on_oom=0, kernel.panic=10, " +
		"kernel.panic_on_oops=1, kernel.keys.root_maxkeys=1000000 and kernel.keys.root_maxbytes=25000000 are set first."},
	Check: rules.All(
		half(capabilities),
		rules.About("kubelet of the node", protectedKernel, rules.FromCase([]string{facts.Kubelet.Name, facts.Orchestrator.Name,
			facts.ClusterOrchestrator.Name, facts.MKEConfig.Name}, whereKubernetes(nodeKernel))),
	),
	ClusterCheck: rules.About(kernelKey, protectedKernel, rules.FromCase([]string{facts.MKEConfig.Name, facts.Kubelet.Name, facts.Swarm.Name,
		facts.ClusterOrchestrator.Name, "attestation toml:" + kernelKey}, whereKubernetes(clusterKernel))),
}

const (
	protectedKernel = "protectKernelDefaults=true"
	kernelKey       = "cluster_config.kube_protect_kernel_defaults"
	kernelFlag      = "protect-kernel-defaults"
)

// whereKubernetes is whereServed of a part of the rule.
func whereKubernetes(part func(*rules.Case) (rules.Verdict, []facts.Missing)) func(*rules.Case) (rules.Verdict, []facts.Missing) {
	return func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v, missing := part(c)
		return whereServed(c, v, missing)
	}
}

// nodeKernel is what is in force on one node: what its kubelet says, else what the
// cluster's configuration makes of it.
func nodeKernel(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if o, _ := facts.Get(c.Snapshot, facts.Orchestrator); o.Scheduler == facts.SwarmOnly && o.Settled() {
		v.Notes = []string{"the node's orchestrator is swarm (" + o.Source + "): the kubelet is left out"}
		return v, nil
	}
	value, where, known := kubeletKernel(facts.Look(c.Snapshot, facts.Kubelet))
	o := rules.Outcome{Kind: kernelKind(value), Actual: fmt.Sprintf("%s: %t", where, value), Facts: []string{facts.Kubelet.Name}}
	if !known {
		of := *c
		of.OfCluster = true // what is asked now, and may be attested, is a setting of the cluster
		if value, o.Actual, o.By, missing = configuredKernel(&of); missing != nil {
			_, lacks := facts.Get(c.Snapshot, facts.Kubelet)
			if lacks == nil {
				lacks = []facts.Missing{{Name: facts.Kubelet.Name, Why: "says nothing of protectKernelDefaults"}}
			}
			return v, append(lacks, missing...)
		}
		o.Kind, o.Facts = kernelKind(value), append(o.Facts, "mke_config."+kernelKey)
		o.Note = "the kubelet itself says nothing"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, nil
}

func kernelKind(value bool) result.Kind {
	if value {
		return result.Pass
	}
	return result.Violates
}

// kubeletKernel is the value a kubelet runs with. Any source that says false counts;
// true counts from the live configuration or the arguments, not from a file that this
// product's kubelet need not read, and only where nothing of the kubelet's facts is
// lacking.
func kubeletKernel(m facts.Maybe[facts.KubeletConfig]) (value bool, where string, known bool) {
	k, whole := m.Value, m.Why() == ""
	live, lacksLive := k.Config.Value.ProtectKernelDefaults.Get()
	flag, flagged := kernelArgument(k.Argv.Value)
	file := k.Sysconfig.Value.ProtectKernelDefaults
	switch {
	case lacksLive == "" && !live:
		return false, "live configuration", true
	case flagged && !flag:
		return false, "argument --" + kernelFlag, true
	case file.Is(func(b bool) bool { return !b }):
		return false, "/etc/sysconfig/kubelet", true
	case whole && lacksLive == "" && k.Config.Why() == "":
		return true, "live configuration", true
	case whole && flagged && k.Argv.Why() == "":
		return true, "argument --" + kernelFlag, true
	case lacksLive != "" && k.Argv.Why() == "" && len(k.Argv.Value) > 0 && !flagged && !slices.ContainsFunc(k.Argv.Value, namesConfig):
		return false, "arguments, which neither set --" + kernelFlag + " nor name a --config", true
	}
	return false, "", false
}

// namesConfig reports whether an argument gives the kubelet a file or a folder of
// settings; without any, what is not among its arguments has the kubelet's own default,
// which is false.
func namesConfig(word string) bool {
	return strings.HasPrefix(strings.ReplaceAll(strings.TrimLeft(word, "-"), "_", "-"), "config")
}

// kernelArgument is the value of the flag among arguments, the last where it stands
// there more than once.
func kernelArgument(argv []string) (value, given bool) {
	for _, word := range argv {
		name, text, assigned := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if strings.ReplaceAll(name, "_", "-") == kernelFlag && strings.HasPrefix(word, "-") {
			value, given = !assigned || slices.Contains([]string{"true", "1", "t"}, strings.ToLower(text)), true
		}
	}
	return value, given
}

// configuredKernel is what the cluster's configuration sets, which a kubelet flag of
// its own may override.
func configuredKernel(c *rules.Case) (value bool, actual, by string, missing []facts.Missing) {
	o, missing := kernelSetting.Judge(c)
	if missing != nil {
		return false, "", "", missing
	}
	off, lacks := kernelFlags(c)
	switch {
	case off != "":
		return false, off, "", nil
	case o.Kind == result.Violates:
		return false, "mke_config " + kernelKey + ": " + o.Actual, o.By, nil
	}
	return true, "mke_config " + kernelKey + ": " + o.Actual, o.By, lacks
}

var kernelSetting = platform.Setting{Path: kernelKey, Want: "is true", Read: platform.IsBool(true)}

// kernelFlags is the kubelet flag or profile of the configuration that switches the
// protection off, "" when none does, and what is missing for that to be known.
func kernelFlags(c *rules.Case) (off string, missing []facts.Missing) {
	config, missing := facts.Get(c.Snapshot, facts.MKEConfig)
	if missing != nil {
		return "", missing
	}
	const flags, profiles = "cluster_config.custom_kubelet_flags", "cluster_config.custom_kubelet_flags_profiles"
	list := config.Strings(flags)
	if why := list.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "mke_config." + flags, Why: why})
	}
	if flagsOff(strings.Join(list.Value, " ")) {
		return "mke_config " + flags + " sets " + kernelFlag + " to false", nil
	}
	table, why := config.Table(profiles).Get()
	if why != "" {
		missing = append(missing, facts.Missing{Name: "mke_config." + profiles, Why: why})
	}
	for _, name := range table.Keys() {
		text, why := profileFlags(table, name)
		if why != "" {
			missing = append(missing, facts.Missing{Name: "mke_config." + profiles + "." + name, Why: why})
		}
		if flagsOff(text) {
			return fmt.Sprintf("mke_config %s.%s sets %s to false", profiles, name, kernelFlag), nil
		}
	}
	return "", missing
}

// profileFlags is the flags of a profile, a text or a list of texts.
func profileFlags(table facts.Tree, name string) (text, why string) {
	path := `"` + name + `"`
	if list, why := table.Strings(path).Get(); why == "" {
		return strings.Join(list, " "), ""
	}
	return table.String(path).Get()
}

func flagsOff(text string) bool {
	value, given := kernelArgument(strings.Fields(text))
	return given && !value
}

// clusterKernel is the cluster's configuration. What it lacks or denies, the kubelets
// of all nodes can still show to be in force.
func clusterKernel(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutKubernetes(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	if off, _ := kernelFlags(c); off != "" {
		v.Outcomes = []rules.Outcome{{Kind: result.Violates, Actual: off, Facts: []string{facts.MKEConfig.Name}}}
		return v, nil
	}
	value, actual, by, missing := configuredKernel(c)
	if value && (missing == nil || inForce(c.Snapshot)) {
		// A flag for single nodes that the export does not show is seen in their kubelets.
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: actual, By: by, Note: facts.Join(missing), Facts: []string{"mke_config." + kernelKey}}}
		return v, nil
	}
	if n, _ := facts.Get(c.Snapshot, everyKernel); n > 0 {
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: fmt.Sprintf("in force in the kubelets of all %d nodes", n),
			Note: actual, Facts: []string{facts.Kubelet.Name, "swarm.nodes"}}}
		return v, nil
	}
	if missing != nil {
		return v, missing
	}
	v.Outcomes = []rules.Outcome{{Kind: result.Violates, Actual: actual, By: by, Facts: []string{"mke_config." + kernelKey}}}
	return v, nil
}

// inForce reports whether the kubelet of the node that is judged is known to protect
// the kernel's defaults.
func inForce(s *facts.Snapshot) bool {
	value, _, known := kubeletKernel(facts.Look(s, facts.Kubelet))
	return known && value
}

// everyKernel is how many nodes the swarm lists, where the kubelet of every one of them is
// known to protect the kernel's defaults; else 0.
var everyKernel = facts.DerivedOnce("kubelet.every_node_protects_kernel_defaults", facts.Doc{
	Shape: "number of nodes, 0 where that is not so or not known", Source: "kubelet of every node, swarm.nodes",
}, func(s *facts.Snapshot) (int, []facts.Missing) {
	swarm, missing := facts.Get(s, facts.Swarm)
	nodes, why := swarm.Nodes.Get()
	if missing != nil || why != "" {
		return 0, nil
	}
	protected := map[string]bool{}
	for _, b := range s.Nodes {
		peer := b.Peer()
		value, _, known := kubeletKernel(peer.Kubelet)
		protected[peer.NodeID] = known && value
	}
	for _, n := range nodes {
		if !protected[n.ID] {
			return 0, nil
		}
	}
	return len(nodes), nil
})
