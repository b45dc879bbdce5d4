package facts

import (
	"slices"
	"strings"
)

// Scheduler is what places containers on a node. The zero value is unknown.
type Scheduler uint8

// The schedulers of MKE. The control plane itself always runs on Swarm, so that a
// swarm is active proves nothing.
const (
	SchedulerUnknown Scheduler = iota
	SwarmOnly
	KubernetesOnly
	Mixed
)

// String is the word of ssp.yaml and of messages.
func (s Scheduler) String() string {
	return [...]string{"unknown", "swarm", "kubernetes", "mixed"}[s]
}

// Orchestration is which scheduler a node or a cluster serves (mke-rules P-ORCH).
type Orchestration struct {
	Scheduler Scheduler
	Source    string    // where that is known from; "" when it is unknown
	Conflict  string    // why ssp.yaml and facts disagree; "" when they do not
	Missing   []Missing // with an unknown scheduler: what would tell
}

// ServesSwarm reports whether the Swarm half of a rule is to be judged. An unknown
// scheduler and a conflict count as yes: a violation proves that half to be in use.
func (o Orchestration) ServesSwarm() bool {
	return o.Scheduler != KubernetesOnly || o.Conflict != ""
}

// Settled reports whether the scheduler is known and nothing contradicts it.
func (o Orchestration) Settled() bool { return o.Scheduler != SchedulerUnknown && o.Conflict == "" }

// ownLabels is the one source that speaks of a single node; the others speak of all.
const ownLabels = "node labels"

const (
	swarmLabel      = "com.docker.ucp.orchestrator.swarm"
	kubernetesLabel = "com.docker.ucp.orchestrator.kubernetes"
)

// Orchestrator is the orchestration of the node. It is never missing: what would
// tell an unknown one stands in Missing.
var Orchestrator = Derived("node.orchestrator", Doc{
	Shape:  "swarm, kubernetes or mixed, with its source and any contradiction",
	Source: "node labels com.docker.ucp.orchestrator.*, mke_config cluster_config.swarm_only, ssp.yaml orchestrator, workloads",
	ByHand: "on a manager: docker node inspect NODE --format '{{json .Spec.Labels}}'",
}, func(s *Snapshot) (Orchestration, []Missing) {
	o := stated(s)
	o.Conflict = conflict(s, o)
	return o, nil
})

// stated is what labels, MKE's configuration and ssp.yaml say, in this order. ssp.yaml
// stands in for labels that nobody tried to collect: one scheduler that it names is that
// of every node. Where labels were refused or are known in part they exist and may say
// otherwise, which would be a conflict; and where nobody asked for them, mixed says
// nothing of the single node, whose labels may name a scheduler that what runs contradicts.
func stated(s *Snapshot) Orchestration {
	labels, why, asked := nodeLabels(s)
	if o := byLabels(labels); why == "" && o.Scheduler != SchedulerUnknown {
		return o
	}
	if o := bySwarmOnly(s); o.Scheduler != SchedulerUnknown {
		return o
	}
	said := bySSP(s)
	doubt := ""
	if why != "" && said.Scheduler == Mixed {
		doubt = contradiction(s)
	}
	if said.Scheduler != SchedulerUnknown && (why == "" || !asked && doubt == "") {
		return said
	}
	lacks := Missing{Name: "node.labels", Why: firstOf(why, "the node has no orchestrator label"), How: []string{howCluster,
		"by hand: docker node inspect NODE, on a manager"}}
	if doubt != "" {
		lacks.Why += "; " + doubt
	}
	if said.Scheduler != SchedulerUnknown {
		return Orchestration{Missing: []Missing{lacks}}
	}
	if why == "" && usersRun(s) && podsRun(s) {
		return Orchestration{Scheduler: Mixed, Source: "user workloads of both kinds run on the node"}
	}
	return Orchestration{Missing: []Missing{lacks, unsaid(s)}}
}

// howCluster is how the labels of a worker come to be known.
const howCluster = "give the cluster's bundle with -f: its swarm.nodes hold the labels of every node"

// contradiction is what runs on the node that labels of one scheduler would contradict,
// "" when nothing does.
func contradiction(s *Snapshot) string {
	if name := userContainer(s); name != "" {
		return "they may say kubernetes, which the user container " + name + " would contradict"
	}
	if name := userPod(s, onNode(s)); name != "" {
		return "they may say swarm, which the pod " + name + " would contradict"
	}
	if why := podContainerOf(Look(s, Containers).Value); why != "" {
		return "they may say swarm, which would be contradicted: " + why
	}
	return ""
}

// nodeLabels is the labels of the node as far as they are known, why they are not all
// known, and whether somebody tried to collect them. Where the node's own facts do not
// have them, the managers' list of nodes does; a list that was asked for and did not
// come whole may hold what the node lacks.
func nodeLabels(s *Snapshot) (labels map[string]string, why string, asked bool) {
	node := Look(s, Node)
	own := node.Value.Labels
	why = firstOf(node.Why(), own.Why())
	if why == "" {
		return own.Value, "", true
	}
	listed, unknown := listedLabels(s)
	if unknown == "" && listed.State == OK {
		return listed.Value, "", true
	}
	asked = node.State != NotCollected && (node.State != OK || node.Partial || own.State != NotCollected)
	if !asked && unknown != "" {
		return own.Value, "swarm.nodes: " + unknown, true
	}
	return own.Value, why, asked
}

// listedLabels is the labels that the cluster's list of nodes has of this node, found
// by the Swarm id that its engine says, and why they are not known although that list
// was asked for. A list that nobody asked for says neither.
func listedLabels(s *Snapshot) (labels Maybe[map[string]string], why string) {
	id := swarmID(s)
	swarm := Look(s, Swarm)
	nodes := swarm.Value.Nodes
	for _, n := range nodes.Value {
		if id != "" && n.ID == id {
			return n.Spec.Labels, whyTried(n.Spec.Labels.State, n.Spec.Labels.Why())
		}
	}
	return labels, firstOf(whyTried(swarm.State, swarm.Why()), whyTried(nodes.State, nodes.Why()))
}

// unsaid is why ssp.yaml does not tell the orchestrator.
func unsaid(s *Snapshot) Missing {
	_, missing := Get(s, SSPOrchestrator)
	if missing == nil {
		return Missing{Name: SSPOrchestrator.Name, Why: "names no scheduler that is known"}
	}
	return missing[0]
}

func byLabels(labels map[string]string) Orchestration {
	swarm, kubernetes := strings.EqualFold(labels[swarmLabel], "true"), strings.EqualFold(labels[kubernetesLabel], "true")
	o := Orchestration{Source: ownLabels}
	switch {
	case swarm && kubernetes:
		o.Scheduler = Mixed
	case swarm:
		o.Scheduler = SwarmOnly
	case kubernetes:
		o.Scheduler = KubernetesOnly
	default:
		o.Source = ""
	}
	return o
}

func bySwarmOnly(s *Snapshot) Orchestration {
	config, missing := Get(s, MKEConfig)
	if missing != nil {
		return Orchestration{}
	}
	if only, why := config.Bool("cluster_config.swarm_only").Get(); why == "" && only {
		return Orchestration{Scheduler: SwarmOnly, Source: "mke_config cluster_config.swarm_only"}
	}
	return Orchestration{}
}

func bySSP(s *Snapshot) Orchestration {
	said, missing := Get(s, SSPOrchestrator)
	if missing != nil {
		return Orchestration{}
	}
	for _, known := range []Scheduler{SwarmOnly, KubernetesOnly, Mixed} {
		if said == known.String() {
			return Orchestration{Scheduler: known, Source: "ssp.yaml orchestrator"}
		}
	}
	return Orchestration{}
}

// conflict says why what is stated cannot be all there is.
func conflict(s *Snapshot, o Orchestration) string {
	said := bySSP(s).Scheduler
	switch {
	case o.Scheduler == SwarmOnly && said == KubernetesOnly, o.Scheduler == KubernetesOnly && said == SwarmOnly:
		return "ssp.yaml says " + said.String() + ", " + o.Source + " say " + o.Scheduler.String()
	case o.Scheduler == KubernetesOnly && bySwarmOnly(s).Scheduler == SwarmOnly:
		return o.Source + " say kubernetes, mke_config cluster_config.swarm_only says swarm"
	case o.Scheduler == KubernetesOnly:
		if name := userContainer(s); name != "" {
			return o.Source + " say kubernetes, but the user container " + name + " runs outside it"
		}
		if use, _ := Get(s, inUse); o.Source != ownLabels && use.swarm != "" {
			return o.Source + " say kubernetes, but " + use.swarm
		}
	case o.Scheduler == SwarmOnly:
		if name := userPod(s, onNode(s)); name != "" {
			return o.Source + " say swarm, but the pod " + name + " runs on the node"
		}
		if why := podContainerOf(Look(s, Containers).Value); why != "" {
			return o.Source + " say swarm, but " + why
		}
		if use, _ := Get(s, inUse); o.Source != ownLabels && use.kubernetes != "" {
			return o.Source + " say swarm, but " + use.kubernetes
		}
	}
	return ""
}

// userContainer is the name of a container that is neither the vendor's nor
// Kubernetes', "" when none is known.
func userContainer(s *Snapshot) string {
	all, missing := Get(s, NodeContainers)
	if missing != nil {
		return ""
	}
	for _, c := range all.List {
		if c.Owner == OwnedByUser {
			return c.Name()
		}
	}
	return ""
}

func usersRun(s *Snapshot) bool { return userContainer(s) != "" }

func podsRun(s *Snapshot) bool { return userPod(s, onNode(s)) != "" }

// userPod is namespace/name of a pod outside the namespaces of the platform, "" when
// none is known that where picks.
func userPod(s *Snapshot, where func(Pod) bool) string {
	for _, p := range podsOf(s).Value {
		if where(p) && !platformNamespace(p.Namespace) {
			return p.Namespace + "/" + p.Name
		}
	}
	return ""
}

// onNode picks the pods of this node.
func onNode(s *Snapshot) func(Pod) bool {
	host := Look(s, Node).Value.Hostname
	return func(p Pod) bool { return host != "" && p.Node != "" && sameHost(p.Node, host) }
}

// sameHost compares host names: Kubernetes may know a node by its short name.
func sameHost(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b {
		return true
	}
	shortA, _, fullA := strings.Cut(a, ".")
	shortB, _, fullB := strings.Cut(b, ".")
	return shortA == shortB && fullA != fullB
}

// ClusterOrchestrator is the union of the orchestration of all nodes the cluster
// knows or a bundle is of; without their labels it is what ssp.yaml says. What contradicts a single
// kind stands in Conflict, and then it excuses nothing.
var ClusterOrchestrator = DerivedOnce("cluster.orchestrator", Doc{
	Shape:  "swarm, kubernetes or mixed, with its source and any contradiction",
	Source: "labels of all swarm.nodes and of node bundles, mke_config cluster_config.swarm_only, ssp.yaml orchestrator, workloads",
	ByHand: "docker node ls -q | xargs docker node inspect --format '{{json .Spec.Labels}}'",
}, func(s *Snapshot) (Orchestration, []Missing) {
	o := clusterStated(s)
	o.Conflict = clusterConflict(s, o)
	return o, nil
})

// clusterStated is what MKE's configuration, labels and ssp.yaml say, in this order.
// As for a node, ssp.yaml alone stands in for labels that nobody tried to collect:
// where they were refused or are known in part they may name what it does not, or
// contradict what runs; and mixed does not stand in where they may contradict what runs.
func clusterStated(s *Snapshot) Orchestration {
	if o := bySwarmOnly(s); o.Scheduler != SchedulerUnknown {
		return o
	}
	o, why := ofNodes(s)
	if o.Scheduler != SchedulerUnknown {
		return o
	}
	lacks := Missing{Name: "swarm.nodes", Why: why, How: []string{"by hand: docker node ls -q | xargs docker node inspect"}}
	use, _ := Get(s, inUse)
	switch said := bySSP(s); {
	case said.Scheduler == SchedulerUnknown:
		return Orchestration{Missing: []Missing{lacks, unsaid(s)}}
	case said.Scheduler == Mixed && use.kubernetes != "" && !labelsWhole(s):
		lacks.Why += "; its labels may say swarm, but " + use.kubernetes
		return Orchestration{Missing: []Missing{lacks}}
	case said.Scheduler == Mixed && use.swarm != "" && !labelsWhole(s):
		lacks.Why += "; its labels may say kubernetes, but " + use.swarm
		return Orchestration{Missing: []Missing{lacks}}
	case labelsRefused(s):
		return Orchestration{Missing: []Missing{lacks}}
	default:
		return said
	}
}

// labelsWhole reports whether the labels of all nodes of the swarm are known.
func labelsWhole(s *Snapshot) bool {
	swarm := Look(s, Swarm)
	return swarm.Why() == "" && swarm.Value.Nodes.Why() == "" &&
		!slices.ContainsFunc(swarm.Value.Nodes.Value, func(n SwarmNode) bool { return n.Spec.Labels.Why() != "" })
}

// labelsRefused reports whether somebody tried to collect the labels of the swarm's
// nodes, from their list or on the nodes themselves, and did not get them all.
func labelsRefused(s *Snapshot) bool {
	swarm := Look(s, Swarm)
	nodes := swarm.Value.Nodes
	if whyTried(swarm.State, swarm.Why())+whyTried(nodes.State, nodes.Why()) != "" {
		return true
	}
	return slices.ContainsFunc(nodes.Value, func(n SwarmNode) bool { return whyTried(n.Spec.Labels.State, n.Spec.Labels.Why()) != "" }) ||
		slices.ContainsFunc(ownSchedulers(s), func(own Maybe[Scheduler]) bool { return whyTried(own.State, own.Why()) != "" })
}

// whyTried is why a fact is not whole although its collection was begun, "" of one that
// is whole or that nobody asked for.
func whyTried(state State, why string) string {
	if state == NotCollected {
		return ""
	}
	return why
}

// clusterConflict says why what is stated of the cluster cannot be all there is.
func clusterConflict(s *Snapshot, o Orchestration) string {
	said := bySSP(s).Scheduler
	use, _ := Get(s, inUse)
	switch {
	case o.Scheduler == SwarmOnly && said == KubernetesOnly, o.Scheduler == KubernetesOnly && said == SwarmOnly:
		return "ssp.yaml says " + said.String() + ", " + o.Source + " say " + o.Scheduler.String()
	case o.Scheduler == SwarmOnly:
		return against(s, o, KubernetesOnly, use.kubernetes)
	case o.Scheduler == KubernetesOnly:
		return against(s, o, SwarmOnly, use.swarm)
	}
	return ""
}

// against says what contradicts that the cluster serves one scheduler alone: labels of
// a node that name the other one, or what uses it.
func against(s *Snapshot, o Orchestration, other Scheduler, use string) string {
	seen, _ := nodeSchedulers(s)
	if slices.Contains(seen, other) || slices.Contains(seen, Mixed) {
		use = "the labels of a node name " + other.String()
	}
	if use == "" {
		return ""
	}
	return o.Source + " say " + o.Scheduler.String() + ", but " + use
}

// ofNodes is the union over swarm.nodes. One node of each kind makes it mixed even
// if other nodes are not known; a single kind needs the whole list.
func ofNodes(s *Snapshot) (Orchestration, string) {
	seen, why := nodeSchedulers(s)
	o := Orchestration{Source: "labels of the swarm's nodes"}
	switch {
	case len(seen) > 1 || slices.Contains(seen, Mixed):
		o.Scheduler = Mixed
	case len(seen) == 1 && why == "":
		o.Scheduler = seen[0]
	default:
		return Orchestration{}, firstOf(why, "the swarm has no nodes")
	}
	return o, ""
}

// nodeSchedulers is the different schedulers that the labels of nodes show, those of
// swarm.nodes and those that the nodes' own bundles have, and why these are not all.
func nodeSchedulers(s *Snapshot) (seen []Scheduler, why string) {
	seen, why = listedSchedulers(s)
	for _, own := range ownSchedulers(s) {
		if own.State == OK && own.Value != SchedulerUnknown && !slices.Contains(seen, own.Value) {
			seen = append(seen, own.Value)
		}
	}
	return seen, why
}

// ownSchedulers is what the bundles of nodes say of their labels. What the swarm's list
// says of a node outweighs a bundle that is too old.
func ownSchedulers(s *Snapshot) (all []Maybe[Scheduler]) {
	all = append(all, servedBy(s.fact(Node.Name, NodeSide), Look(s, Node).Value))
	for _, b := range s.Nodes {
		all = append(all, b.Peer().Serves)
	}
	nodes := Look(s, Swarm).Value.Nodes.Value
	for _, n := range s.Unseen {
		listed := slices.ContainsFunc(nodes, func(l SwarmNode) bool { return l.ID == n.ID && l.Spec.Labels.State == OK })
		if p := n.Peer(); !listed && p.Serves.State == OK {
			all = append(all, p.Serves)
		}
	}
	return all
}

// listedSchedulers is the different schedulers the labels of swarm.nodes show, and why
// these are not all.
func listedSchedulers(s *Snapshot) (seen []Scheduler, why string) {
	swarm := Look(s, Swarm)
	if swarm.State != OK {
		return nil, swarm.Why()
	}
	nodes := swarm.Value.Nodes
	if nodes.State != OK {
		return nil, nodes.Why()
	}
	why = firstOf(nodes.Why(), swarm.Why())
	for _, n := range nodes.Value {
		labels, unknown := n.Spec.Labels.Get()
		o := byLabels(labels)
		if unknown != "" || o.Scheduler == SchedulerUnknown {
			why = "node " + n.Description.Hostname + " has no orchestrator label"
			continue
		}
		if !slices.Contains(seen, o.Scheduler) {
			seen = append(seen, o.Scheduler)
		}
	}
	return seen, why
}
