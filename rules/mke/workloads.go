package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

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
	allowed func(*rules.Case, facts.Workload) platform.Seen
}

func (k podCheck) fn() rules.Fn[rules.Verdict] {
	return rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name, k.needs}, k.judge)
}

func (k podCheck) judge(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	pods, missing := platform.PodList(c.Snapshot)
	// Where Swarm alone is served pods need not be known. Those that are run all the
	// same: the platform's own do, and their containers are left to them.
	if why := platform.WithoutKubernetes(c.Snapshot); why != "" && len(pods) == 0 {
		v.Notes = []string{why}
		return v, nil
	} else if why != "" {
		missing = nil
	}
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
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: platform.Plural(fine, "pod", "pods"),
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
	o.Facts = append(o.Facts, s.Refs...)
	switch {
	case s.Missing != nil:
		return o, s.Missing
	case s.By != "":
		o.Kind, o.By = result.Excluded, s.By
	default:
		o.Kind, o.Note = result.Violates, "not in "+k.needs
	}
	return o, nil
}
