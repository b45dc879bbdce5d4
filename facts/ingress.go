package facts

import "fmt"

// IngressUse says whether a Kubernetes ingress controller fronts the cluster
// (mke-rules P-ING).
type IngressUse struct {
	InUse  bool
	Source string // what shows it
	// Stated is that ssp.yaml says so too. A check that asks for an ingress that is
	// used, not only configured, wants this or an object.
	Stated bool
	Object string // namespace/name of an ingress object, "" where none was seen
}

// KubernetesIngress is true only where facts show an ingress controller and neither
// ssp.yaml nor that the cluster serves Swarm alone denies it, and false only where every place one would show in was
// looked at. It is missing where neither is proven or the two disagree: what excuses
// a rule may not rest on a statement alone.
var KubernetesIngress = Derived("ingress.in_use", Doc{
	Shape:  "true or false, with its source",
	Source: "mke_config cluster_config.ingress_controller.enabled, k8s.ingress_classes, k8s.ingresses, ssp.yaml ingress.kubernetes_ingress_in_use, the cluster's orchestrator",
	ByHand: "in MKE: Admin Settings, Ingress; kubectl get ingressclasses,ingresses -A",
}, func(s *Snapshot) (IngressUse, []Missing) {
	shown := ingressShown(s)
	said, unsaid := Get(s, SSPIngress)
	stated := unsaid == nil && said
	orch, _ := Get(s, ClusterOrchestrator)
	switch {
	case unsaid == nil && !said && shown != "":
		return IngressUse{}, ingressDisputed("ssp.yaml says that no Kubernetes ingress is in use, but " + shown)
	case shown != "" && orch.Scheduler == SwarmOnly && orch.Settled():
		return IngressUse{}, ingressDisputed(shown + ", but the cluster's orchestrator is swarm (" + orch.Source + ")")
	case shown != "":
		return IngressUse{InUse: true, Source: shown, Stated: stated, Object: ingressObject(s)}, nil
	}
	source, missing := ingressExcluded(s)
	switch {
	case stated && missing == nil:
		return IngressUse{}, ingressDisputed("ssp.yaml says that a Kubernetes ingress is in use, but " + source)
	case stated:
		return IngressUse{}, append(ingressDisputed("ssp.yaml says that a Kubernetes ingress is in use, and no fact shows one"), missing...)
	case missing != nil:
		return IngressUse{}, append(missing, unsaid...)
	}
	return IngressUse{Source: source}, nil
})

func ingressDisputed(why string) []Missing {
	return []Missing{{Name: "ingress.in_use", Why: why,
		How: []string{"ssp.yaml: correct ingress.kubernetes_ingress_in_use, or find out what fronts the cluster"}}}
}

// ingressShown is the fact that shows a controller, "" when none does. A partial
// list can show one; a class whose controller does not run shows nothing.
func ingressShown(s *Snapshot) string {
	config := Look(s, MKEConfig)
	if config.State == OK && config.Value.Bool(ingressEnabled).Is(isTrue) {
		return "MKE's own ingress controller is on (mke_config " + ingressEnabled + ")"
	}
	for _, class := range kubernetes(s).IngressClasses.Value {
		if class.Running.Is(isTrue) {
			return fmt.Sprintf("a controller of the ingress class %s runs (k8s.ingress_classes)", class.Name)
		}
	}
	return ""
}

const ingressEnabled = "cluster_config.ingress_controller.enabled"

func isTrue(b bool) bool { return b }

// ingressObject is an ingress that a controller which is known to run serves, "" where
// none is known: one of a class of its own, or of no class, which whoever runs takes.
func ingressObject(s *Snapshot) string {
	for _, i := range kubernetes(s).Ingresses.Value {
		if i.Class == "" || classServed(s, i.Class) {
			return i.Namespace + "/" + i.Name
		}
	}
	return ""
}

// classServed reports whether a controller of an ingress class is known to run. That of
// MKE's own serves the class nginx-default, and is an ingress-nginx.
func classServed(s *Snapshot, name string) bool {
	own := Look(s, MKEConfig).Value.Bool(ingressEnabled).Is(isTrue)
	for _, class := range kubernetes(s).IngressClasses.Value {
		if class.Name == name {
			return class.Running.Is(isTrue) || own && class.Controller == "k8s.io/ingress-nginx"
		}
	}
	return own && name == "nginx-default"
}

// kubernetes is the Kubernetes objects that are known, none where none are.
func kubernetes(s *Snapshot) K8sObjects { return Look(s, K8s).Value }

// ingressExcluded is what proves that there is no controller, or what is missing
// for that. Kubernetes objects are not asked for where the cluster serves Swarm alone.
func ingressExcluded(s *Snapshot) (string, []Missing) {
	missing := ingressOff(s)
	orch, _ := Get(s, ClusterOrchestrator)
	if orch.Scheduler == SwarmOnly && Look(s, K8s).State != OK {
		return "MKE's ingress controller is off, and the cluster's orchestrator is swarm (" + orch.Source + ")", missing
	}
	k8s, lacks := Get(s, K8s)
	missing = append(missing, lacks...)
	if lacks == nil {
		missing = append(missing, noneListed("k8s.ingress_classes", k8s.IngressClasses)...)
		missing = append(missing, noneListed("k8s.ingresses", k8s.Ingresses)...)
	}
	return "MKE's ingress controller is off, and there are no ingress classes and no ingresses", missing
}

// ingressOff is what is missing for MKE's own controller to be known to be off.
func ingressOff(s *Snapshot) []Missing {
	config, missing := Get(s, MKEConfig)
	if missing != nil {
		return missing
	}
	if why := config.Bool(ingressEnabled).Why(); why != "" {
		return []Missing{{Name: "mke_config." + ingressEnabled, Why: why, How: []string{"by hand: " + MKEConfig.Doc.ByHand}}}
	}
	return nil
}

// noneListed is what is missing for a list to be known to be empty.
func noneListed[T any](name string, list Maybe[[]T]) []Missing {
	why := list.Why()
	if why == "" && len(list.Value) > 0 {
		why = fmt.Sprintf("holds %d, and none is known to have a controller that runs", len(list.Value))
	}
	if why == "" {
		return nil
	}
	return []Missing{{Name: name, Why: why, How: []string{"by hand: kubectl get ingressclasses,ingresses,pods -A"}}}
}
