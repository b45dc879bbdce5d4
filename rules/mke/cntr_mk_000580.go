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

var cntrMK000580 = rules.Rule{
	ID:    "CNTR-MK-000580",
	Scope: rules.Cluster,
	Class: rules.Partial,
	Reading: "The check looks at services alone. In the namespace default only the service kubernetes may be; in kube-system, " +
		"and by the fix in kube-public and kube-node-lease too, only services that ssp.yaml lists. The switch to see all " +
		"namespaces is a setting of a browser that no API returns, so it must be attested. Pods of default are listed.",
	NotApplicable: swarmCluster,
	Check: rules.All(
		rules.About("services", "no service of a user's in a default namespace", rules.FromCase(
			[]string{facts.K8s.Name, facts.SSPSystemServices.Name}, systemServices)),
		rules.Attested("ui_all_namespaces", "switch to see all namespaces", "the context is set for all namespaces"),
	),
}

// defaultNamespaces is those that Kubernetes brings along.
var defaultNamespaces = []string{"default", "kube-node-lease", "kube-public", "kube-system"}

func systemServices(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	services, known, missing := platform.Member(c.Snapshot, facts.K8s, "services", func(k facts.K8sObjects) facts.Maybe[[]facts.K8sService] { return k.Services })
	if !known {
		return v, missing
	}
	approved, undecided := facts.Get(c.Snapshot, facts.SSPSystemServices)
	fine := map[string][]string{}
	needed := false
	for _, s := range services {
		if s.Namespace != "" && !slices.Contains(defaultNamespaces, s.Namespace) {
			continue
		}
		o, asks := systemService(s, approved, undecided == nil)
		needed = needed || asks
		if o.Kind == result.Pass {
			fine[s.Namespace] = append(fine[s.Namespace], s.Name)
		} else {
			v.Outcomes = append(v.Outcomes, o)
		}
	}
	if needed {
		missing = append(missing, undecided...)
	}
	if len(services) == 0 && missing == nil {
		missing = append(missing, platform.Lacking(facts.K8s, "services", "is empty, and every cluster has the service default/kubernetes"))
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, approvedServices(c, fine, len(services)))
	}
	v.Notes = defaultPods(c.Snapshot)
	v.Pass = fmt.Sprintf("Of %s, none of a user's is in a default namespace.", platform.Plural(len(services), "service", "services"))
	return v, missing
}

// systemService judges one service of a default namespace; asks is whether ssp.yaml
// decides it.
func systemService(s facts.K8sService, approved []facts.SSPName, decided bool) (o rules.Outcome, asks bool) {
	o = rules.Outcome{Subject: "service " + s.Namespace + "/" + s.Name, Facts: []string{"k8s.services"}}
	if s.Namespace == "" {
		o.Subject, o.Actual, o.Note = "service "+s.Name, "its namespace is not known", "it may be a default one"
		return o, false
	}
	if s.Namespace == "default" {
		o.Kind, o.Expected, o.Actual = result.Violates, "no service but kubernetes in default", "is in the namespace default"
		if s.Name == "kubernetes" {
			o.Kind = result.Pass
		}
		return o, false
	}
	o.Expected = "in ssp k8s.approved_system_services"
	o.Facts = append(o.Facts, facts.SSPSystemServices.Name)
	listed := slices.ContainsFunc(approved, func(a facts.SSPName) bool { return a.Namespace == s.Namespace && a.Name == s.Name })
	switch {
	case !decided:
		o.Actual = "is in the namespace " + s.Namespace + ", and nobody has said which may be"
	case listed:
		o.Kind = result.Pass
	default:
		o.Kind, o.Actual = result.Violates, "is in the namespace "+s.Namespace+" and not in ssp k8s.approved_system_services"
	}
	return o, true
}

func approvedServices(c *rules.Case, fine map[string][]string, all int) rules.Outcome {
	o := rules.Outcome{Kind: result.Pass, Subject: platform.Plural(all, "service", "services"), Facts: []string{"k8s.services"}}
	var parts []string
	for _, namespace := range defaultNamespaces {
		parts = append(parts, fmt.Sprintf("%s: %s", namespace, platform.OrWord(strings.Join(platform.Sorted(fine[namespace]), ", "), "none")))
	}
	o.Actual = strings.Join(parts, "; ")
	delete(fine, "default")
	if len(fine) > 0 {
		o.By = platform.Approver(c, "k8s")
	}
	return o
}

// defaultPods lists what else is in default; the text asks for services alone.
func defaultPods(s *facts.Snapshot) []string {
	var names []string
	for _, p := range facts.Look(s, facts.K8s).Value.Pods.Value {
		if p.Namespace == "default" {
			names = append(names, p.Name)
		}
	}
	if names == nil {
		return nil
	}
	return []string{"pods in the namespace default, which the check does not ask for: " + strings.Join(platform.Sorted(names), ", ")}
}
