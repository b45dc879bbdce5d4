package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// workload is a container as the selectors of ssp.yaml see it. A component is known
// only of a vendor container of proven identity, pod and namespace only of a proven
// container of Kubernetes; the label of a service counts only together with the name
// that the engine gives to its tasks.
func workload(c facts.OwnedContainer) facts.Workload {
	w := facts.Workload{Container: c.Name(), Image: c.ImageID}
	switch c.Owner {
	case facts.OwnedByVendor:
		w.Component = c.Component
	case facts.OwnedByPod:
		w.Namespace, w.Pod = c.Labels["io.kubernetes.pod.namespace"], c.Labels["io.kubernetes.pod.name"]
	}
	if service := c.Labels["com.docker.swarm.service.name"]; service != "" && strings.HasPrefix(c.Name(), service+".") {
		w.Service = service
	}
	return w
}

// vendors reports whether a container is, or may be, the vendor's.
func vendors(c facts.OwnedContainer) bool {
	return c.Owner == facts.OwnedByVendor || c.Owner == facts.LooksLikeVendor
}

// byVendor is the exceptions that name a component or an image: a name alone says
// nothing of a container that is or claims to be the vendor's.
func byVendor(all facts.ExceptionList) facts.ExceptionList {
	kept := facts.ExceptionList{}
	for _, e := range all {
		if e.Component != "" || e.Image != "" {
			kept = append(kept, e)
		}
	}
	return kept
}

// excepted is who allowed a workload, and by what.
func excepted(e *facts.Exception) string {
	return fmt.Sprintf("documented exception: %q, %s", e.Reason, e.Approval) + nameWarning(e.Selector)
}

// nameWarning is said of a selector by a name that anybody's container may bear.
func nameWarning(s facts.Selector) string {
	if s.Component == "" && s.Image == "" && (s.Container != "" || s.Service != "") {
		return "; WARNING: it selects by name and covers whoever takes that name"
	}
	return ""
}

// withoutKubernetes says why no pods are looked at, "" where they are. An unknown or
// contradicted orchestrator leaves both sides to be judged.
func withoutKubernetes(s *facts.Snapshot) string {
	o, _ := facts.Get(s, facts.ClusterOrchestrator)
	if o.Scheduler != facts.SwarmOnly || !o.Settled() {
		return ""
	}
	return "the cluster's orchestrator is swarm (" + o.Source + "): the Kubernetes part is left out"
}

// withoutSwarm is the same for the Swarm objects of the cluster.
func withoutSwarm(s *facts.Snapshot) string {
	o, _ := facts.Get(s, facts.ClusterOrchestrator)
	if o.Scheduler != facts.KubernetesOnly || !o.Settled() {
		return ""
	}
	return "the cluster's orchestrator is kubernetes (" + o.Source + "): the Swarm part is left out"
}

// half is a part of a rule that always applies: that the part has nothing to look at
// is a remark, and no verdict of the rule.
func half(part rules.Fn[rules.Verdict]) rules.Fn[rules.Verdict] {
	return rules.FromCase(part.Needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v, missing := part.Eval(c)
		if v.NotApplicable != "" {
			v.Notes, v.NotApplicable, v.Pass = append(v.Notes, v.NotApplicable), "", ""
		}
		return v, missing
	})
}

// podCheck is the shape of the rules about a namespace of the host that no pod may
// share.
type podCheck struct {
	field   string // hostNetwork
	read    func(facts.Pod) facts.Maybe[bool]
	needs   string // the key of ssp.yaml that allows
	allowed func(*rules.Case, facts.Workload) seen
}

func (k podCheck) fn() rules.Fn[rules.Verdict] {
	return rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name, k.needs}, k.judge)
}

func (k podCheck) judge(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := withoutKubernetes(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	pods, missing := podList(c.Snapshot)
	fine := 0
	for _, p := range pods {
		shares, why := k.read(p).Get()
		if why == "" && !shares {
			fine++
			continue
		}
		o, lacks := k.outcome(c, p, why)
		v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: plural(fine, "pod", "pods"),
			Expected: k.want(), Actual: k.want(), Facts: []string{"k8s.pods"}})
	}
	return v, missing
}

func (k podCheck) want() string { return k.field + "=false" }

// outcome is a pod that shares the namespace, or of which that is not known.
func (k podCheck) outcome(c *rules.Case, p facts.Pod, why string) (rules.Outcome, []facts.Missing) {
	name := p.Namespace + "/" + p.Name
	ref := "k8s.pods[" + name + "]." + k.field
	o := rules.Outcome{Subject: "pod " + name, Expected: k.want(), Actual: k.field + "=true", Facts: []string{ref}}
	if why != "" {
		o.Actual, o.Note = k.field+" not known", why
		return o, []facts.Missing{{Name: ref, Why: why, How: []string{"by hand: kubectl get pods -A -o json"}}}
	}
	s := k.allowed(c, facts.Workload{Namespace: p.Namespace, Pod: p.Name})
	o.Facts = append(o.Facts, s.refs...)
	switch {
	case s.missing != nil:
		return o, s.missing
	case s.by != "":
		o.Kind, o.By = result.Excluded, s.by
	default:
		o.Kind, o.Note = result.Violates, "not in "+k.needs
	}
	return o, nil
}
