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

var cntrMK000590 = rules.Rule{
	ID:    "CNTR-MK-000590",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Where Kubernetes is served, every namespace needs a quota whose limits.cpu and limits.memory have the value that " +
		"ssp.yaml states. Where Swarm is served, every running container, the vendor's and those of pods included, needs a " +
		"memory limit, and CPU shares other than 0 and 1024 unless ssp.yaml documents it. The printed filter selects the " +
		"vendor's containers alone; the title speaks of all." + orchestratorReading,
	Warnings: []string{
		"Swarm services cannot set CPU shares, so each of them needs its entry in ssp.yaml.",
		"docker exec has no option --memory; docker update sets a limit on a running container, docker service update on a service.",
		"A namespace with a quota refuses pods that state no limits of their own.",
	},
	Check: rules.All(
		half(platform.ContainerCheck{
			Setting: "inspect.HostConfig.Memory", Want: "Memory is not 0",
			Expected: "every running container has a memory limit",
			Offends:  "has no memory limit",
			Running:  true, Swarm: true, Pods: platform.PodsToo,
			Look: platform.MemoryLimit,
		}.Fn()),
		half(rules.FromCase([]string{facts.NodeContainers.Name, facts.Orchestrator.Name, facts.SSPCPUShares.Name}, cpuShares)),
	),
	ClusterCheck: rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name, facts.SSPQuotas.Name}, namespaceQuotas),
}

func cpuShares(c *rules.Case) (rules.Verdict, []facts.Missing) {
	list, lacks := facts.Get(c.Snapshot, facts.SSPCPUShares)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.CpuShares", Want: "CpuShares is neither 0 nor 1024, or documented",
		Expected: "every running container has CPU shares other than 0 and 1024, or is documented without",
		Offends:  "has default CPU shares",
		Running:  true, Swarm: true, Pods: platform.PodsToo,
		Look: func(container *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			shares, why := i.Host().CPUShares.Get()
			if why == "" && shares != 0 && shares != 1024 {
				return platform.Seen{Actual: "CpuShares is set"}
			}
			s := platform.Value("CpuShares", fmt.Sprint(shares), why, true)
			if s.Unknown != "" {
				return s
			}
			if lacks != nil {
				s.Missing, s.Refs = lacks, []string{facts.SSPCPUShares.Name}
			} else if e, ok := list.Find(platform.Workload(container)); ok {
				s.By, s.Refs = "documented in ssp.yaml, "+e.Approval.String()+platform.NameWarning(e.Selector), []string{e.Ref()}
			}
			return s
		},
	}.Judge(c)
}

// namespaceQuotas compares the quotas of every namespace with those of ssp.yaml.
func namespaceQuotas(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutKubernetes(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	v.Expected = "every namespace has a quota with the limits that ssp resources.kubernetes_quotas states"
	k8s, ok, missing := facts.Partly(c.Snapshot, facts.K8s)
	if !ok {
		return v, missing
	}
	for _, list := range []struct{ name, why string }{
		{"k8s.namespaces", k8s.Namespaces.Why()}, {"k8s.resource_quotas", k8s.ResourceQuotas.Why()},
	} {
		if list.why != "" {
			missing = append(missing, facts.Missing{Name: list.name, Why: list.why, How: []string{"by hand: kubectl get namespaces,resourcequotas -A -o json"}})
		}
	}
	if len(k8s.Namespaces.Value) == 0 && missing == nil {
		missing = append(missing, facts.Missing{Name: "k8s.namespaces", Why: "is empty, and every cluster has namespaces"})
	}
	q := quotaJudge{complete: k8s.ResourceQuotas.Why() == "" && missing == nil}
	q.stated, q.lacks = facts.Get(c.Snapshot, facts.SSPQuotas)
	q.by = platform.Approver(c, "resources")
	for _, name := range namespaceNames(k8s) {
		outcomes, lacks := q.namespace(name, quotasOf(k8s, name))
		v.Outcomes, missing = append(v.Outcomes, outcomes...), append(missing, lacks...)
	}
	return v, missing
}

// namespaceNames is every namespace that is known, also from a quota alone, sorted.
func namespaceNames(k8s facts.K8sObjects) []string {
	var names []string
	for _, n := range k8s.Namespaces.Value {
		names = append(names, n.Name)
	}
	for _, q := range k8s.ResourceQuotas.Value {
		names = append(names, q.Namespace)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func quotasOf(k8s facts.K8sObjects, namespace string) []facts.ResourceQuota {
	var out []facts.ResourceQuota
	for _, q := range k8s.ResourceQuotas.Value {
		if q.Namespace == namespace {
			out = append(out, q)
		}
	}
	return out
}

// quotaJudge is what the quotas of a namespace are measured against.
type quotaJudge struct {
	complete bool // every quota is known, so that a namespace may be said to have none
	stated   map[string]map[string]string
	lacks    []facts.Missing
	by       string
}

func (q quotaJudge) namespace(name string, quotas []facts.ResourceQuota) ([]rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Subject: "namespace " + name, Expected: "a quota as ssp.yaml states", Facts: []string{"k8s.resource_quotas"}}
	if len(quotas) == 0 {
		o.Actual = "no quota"
		if q.complete {
			o.Kind = result.Violates
		}
		return []rules.Outcome{o}, nil
	}
	if q.lacks != nil {
		o.Actual, o.Facts = inWords(quotas), append(o.Facts, facts.SSPQuotas.Name)
		return []rules.Outcome{o}, q.lacks
	}
	wanted, ok := q.stated[name]
	if !ok {
		o.Kind, o.Actual, o.Note = result.Violates, inWords(quotas), "ssp.yaml states no quota for it"
		o.Facts = append(o.Facts, facts.SSPQuotas.Name)
		return []rules.Outcome{o}, nil
	}
	var out []rules.Outcome
	var missing []facts.Missing
	for _, resource := range []string{"limits.cpu", "limits.memory"} {
		one, lacks := q.limit(name, resource, wanted[resource], quotas)
		out, missing = append(out, one), append(missing, lacks...)
	}
	return out, missing
}

// limit compares one limit of a namespace. Of several quotas each that sets it counts.
func (q quotaJudge) limit(namespace, resource, want string, quotas []facts.ResourceQuota) (rules.Outcome, []facts.Missing) {
	key := facts.SSPQuotas.Name + "." + namespace
	o := rules.Outcome{Kind: result.Pass, Subject: "namespace " + namespace + " " + resource, Expected: resource + "=" + want,
		By: q.by, Facts: []string{"k8s.resource_quotas", key}}
	if want == "" {
		o.Kind, o.Expected, o.Actual, o.By = result.Unknown, "a quota as ssp.yaml states", inWords(quotas), ""
		return o, []facts.Missing{{Name: key, Why: "does not state " + resource, How: []string{"ssp.yaml: add " + resource + " to it"}}}
	}
	var have []string
	unknown := ""
	for _, quota := range quotas {
		if why := quota.Hard.Why(); why != "" {
			unknown = "quota " + quota.Name + ": " + why
		}
		value, set := quota.Hard.Value[resource]
		if !set {
			continue
		}
		have = append(have, value)
		switch equal, known := sameQuantity(value, want); {
		case !known:
			unknown = fmt.Sprintf("quota %s: %q is no quantity", quota.Name, platform.Clipped(value))
		case !equal:
			o.Kind = result.Violates
		}
	}
	o.Actual = resource + "=" + platform.OrWord(strings.Join(have, ", "), "not set")
	switch {
	case o.Kind == result.Violates:
		o.By = ""
	case unknown != "":
		o.Kind, o.By = result.Unknown, ""
		return o, []facts.Missing{{Name: "k8s.resource_quotas[" + namespace + "]", Why: unknown}}
	case have == nil && q.complete:
		o.Kind, o.By = result.Violates, ""
	case have == nil:
		o.Kind, o.By = result.Unknown, ""
	}
	return o, nil
}

func sameQuantity(a, b string) (equal, known bool) {
	x, okX := quantity(a)
	y, okY := quantity(b)
	return okX && okY && x.Cmp(y) == 0, okX && okY
}

// inWords is the limits of quotas, for people.
func inWords(quotas []facts.ResourceQuota) string {
	var words []string
	for _, q := range quotas {
		for _, resource := range []string{"limits.cpu", "limits.memory"} {
			if value, set := q.Hard.Value[resource]; set {
				words = append(words, resource+"="+platform.Clipped(value))
			}
		}
	}
	return platform.OrWord(strings.Join(words, ", "), "a quota without limits.cpu and limits.memory")
}
