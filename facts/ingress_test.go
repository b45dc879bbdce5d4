package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// ingressConfig is an MKE configuration that says whether its controller is on.
func ingressConfig(enabled any) Setting {
	return MKEConfig.Is(NewTree(map[string]any{"cluster_config": map[string]any{"ingress_controller": map[string]any{"enabled": enabled}}}))
}

func TestKubernetesIngress(t *testing.T) {
	said := func(b bool) Setting { return WithSSP(&SSP{Ingress: SSPIngressUse{&b}}) }
	classes := func(list ...IngressClass) Maybe[[]IngressClass] { return Some(append([]IngressClass{}, list...)) }
	objects := func(list ...Ingress) Maybe[[]Ingress] { return Some(append([]Ingress{}, list...)) }
	k8s := func(c Maybe[[]IngressClass], o Maybe[[]Ingress]) Setting {
		return K8s.Is(K8sObjects{IngressClasses: c, Ingresses: o})
	}
	none := k8s(classes(), objects())
	running := IngressClass{Name: "nginx", Running: Some(true)}
	stopped := IngressClass{Name: "nginx", Running: Some(false)}
	shop := Ingress{Namespace: "shop", Name: "web"}
	on, off := ingressConfig(true), ingressConfig(false)
	noKey := MKEConfig.Is(NewTree(map[string]any{"cluster_config": map[string]any{}}))
	swarmOnly := MKEConfig.Is(NewTree(map[string]any{"cluster_config": map[string]any{
		"swarm_only": true, "ingress_controller": map[string]any{"enabled": false}}}))

	swarmOn := MKEConfig.Is(NewTree(map[string]any{"cluster_config": map[string]any{
		"swarm_only": true, "ingress_controller": map[string]any{"enabled": true}}}))
	for _, row := range []struct {
		name    string
		in      []Setting
		inUse   bool
		source  string // in Source
		missing string // in what is missing; "" for an answer
	}{
		{"MKE's controller is on", []Setting{on}, true, "MKE's own ingress controller", ""},
		{"and ssp.yaml agrees", []Setting{on, said(true)}, true, "MKE's own", ""},
		{"a quoted true", []Setting{ingressConfig("true")}, true, "MKE's own", ""},
		{"a class runs", []Setting{off, k8s(classes(running), objects(shop))}, true, "ingress class nginx", ""},
		{"a class runs in a partial list", []Setting{off, k8s(Maybe[[]IngressClass]{State: OK, Partial: true, Value: []IngressClass{running}}, objects())}, true, "nginx", ""},
		{"nothing anywhere", []Setting{off, none}, false, "no ingress classes", ""},
		{"nothing anywhere, and ssp.yaml agrees", []Setting{off, none, said(false)}, false, "no ingress classes", ""},
		{"swarm alone needs no Kubernetes objects", []Setting{swarmOnly}, false, "orchestrator is swarm", ""},
		{"swarm alone does not hide a class", []Setting{swarmOnly, k8s(classes(stopped), objects())}, false, "", "k8s.ingress_classes: holds 1"},

		{"a switch that was left on where Swarm alone is served", []Setting{swarmOn}, false, "", "but the cluster's orchestrator is swarm (mke_config cluster_config.swarm_only)"},
		{"and ssp.yaml agrees with it", []Setting{swarmOn, said(true)}, false, "", "but the cluster's orchestrator is swarm"},
		{"a switch that is on where both are served", []Setting{on, Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n", Spec: SwarmNodeSpec{Labels: Some(labels("swarm", "kubernetes"))}}})})}, true, "MKE's own", ""},

		{"ssp.yaml false, facts true", []Setting{on, said(false)}, false, "", "no Kubernetes ingress is in use, but MKE's own"},
		{"ssp.yaml true, no ingress at all", []Setting{off, none, said(true)}, false, "", "is in use, but MKE's ingress controller is off"},
		{"ssp.yaml true, nothing collected", []Setting{said(true)}, false, "", "no fact shows one; mke_config: not collected"},
		{"ssp.yaml false, nothing collected", []Setting{said(false)}, false, "", "mke_config: not collected; k8s: not collected"},
		{"nobody says anything", nil, false, "", "ssp:ingress.kubernetes_ingress_in_use: no ssp.yaml given"},
		{"the export lacks the key", []Setting{noKey, none}, false, "", "mke_config.cluster_config.ingress_controller.enabled"},
		{"a value of another type", []Setting{ingressConfig(1), none}, false, "", "want true or false"},
		{"the configuration denied", []Setting{MKEConfig.Lacks(Denied, "403"), none}, false, "", "mke_config: denied: 403"},
		{"classes not collected", []Setting{off, k8s(Maybe[[]IngressClass]{}, objects())}, false, "", "k8s.ingress_classes: not collected"},
		{"classes denied", []Setting{off, k8s(Maybe[[]IngressClass]{State: Denied}, objects())}, false, "", "k8s.ingress_classes: denied"},
		{"an empty partial list", []Setting{off, k8s(Maybe[[]IngressClass]{State: OK, Partial: true}, objects())}, false, "", "k8s.ingress_classes: partly"},
		{"objects not collected", []Setting{off, k8s(classes(), Maybe[[]Ingress]{})}, false, "", "k8s.ingresses: not collected"},
		{"a class that does not run", []Setting{off, k8s(classes(stopped), objects())}, false, "", "none is known to have a controller that runs"},
		{"a class of which nothing is known", []Setting{off, k8s(classes(IngressClass{Name: "x"}), objects())}, false, "", "k8s.ingress_classes: holds 1"},
		{"objects that no controller serves", []Setting{off, k8s(classes(), objects(shop))}, false, "", "k8s.ingresses: holds 1"},
		{"Kubernetes partly collected", []Setting{off, K8s.Partly(K8sObjects{IngressClasses: classes(), Ingresses: objects()})}, false, "", "k8s: partly"},
	} {
		t.Run(row.name, func(t *testing.T) {
			use, missing := Get(NewSnapshot(nil, nil, row.in...), KubernetesIngress)
			if row.missing != "" {
				require.Contains(t, Join(missing), row.missing)
				require.Equal(t, IngressUse{}, use)
				return
			}
			require.Empty(t, missing)
			require.Equal(t, row.inUse, use.InUse)
			require.Contains(t, use.Source, row.source)
		})
	}
}

// A statement and an object are kept apart from what shows the controller: a check
// may ask for more than a controller.
func TestKubernetesIngressIsUsed(t *testing.T) {
	yes := true
	use, missing := Get(NewSnapshot(nil, nil, ingressConfig(true), WithSSP(&SSP{Ingress: SSPIngressUse{&yes}}),
		K8s.Is(K8sObjects{Ingresses: Some([]Ingress{{Namespace: "shop", Name: "web"}})})), KubernetesIngress)
	require.Empty(t, missing)
	require.True(t, use.Stated)
	require.Equal(t, "shop/web", use.Object)

	use, missing = Get(NewSnapshot(nil, nil, ingressConfig(true)), KubernetesIngress)
	require.Empty(t, missing)
	require.False(t, use.Stated)
	require.Empty(t, use.Object)
}

// An ingress of a class whose controller is not known to run is not in use.
func TestIngressOfAClassThatRuns(t *testing.T) {
	of := func(class string) Maybe[[]Ingress] {
		return Some([]Ingress{{Namespace: "shop", Name: "old", Class: "gone"}, {Namespace: "shop", Name: "web", Class: class}})
	}
	classes := Some([]IngressClass{{Name: "gone", Controller: "example.com/gone", Running: Maybe[bool]{State: Failed}}, {Name: "alb", Running: Some(true)},
		{Name: "own", Controller: "k8s.io/ingress-nginx", Running: Maybe[bool]{State: Failed}}})
	for class, want := range map[string][2]string{"alb": {"shop/web", "shop/web"}, "": {"shop/web", "shop/web"}, "gone": {"", ""}, "none": {"", ""}, "own": {"", "shop/web"}, "nginx-default": {"", "shop/web"}} {
		for i, enabled := range []bool{false, true} {
			use, missing := Get(NewSnapshot(nil, nil, ingressConfig(enabled), K8s.Is(K8sObjects{IngressClasses: classes, Ingresses: of(class)})), KubernetesIngress)
			require.Empty(t, missing)
			require.True(t, use.InUse)
			require.Equal(t, want[i], use.Object, "%q %t", class, enabled)
		}
	}
}

// A statement whose approval has lapsed says nothing.
func TestKubernetesIngressLapsed(t *testing.T) {
	no := false
	ssp := &SSP{Ingress: SSPIngressUse{&no}, Approvals: map[string]SSPApproval{"ingress": {By: "J. Doe", On: "2025-01-01", Expires: "2026-01-01"}}}
	use, missing := Get(NewSnapshot(nil, nil, ingressConfig(true), WithSSP(ssp), AsOf(Date("2026-06-01").Time())), KubernetesIngress)
	require.Empty(t, missing)
	require.True(t, use.InUse)
}
