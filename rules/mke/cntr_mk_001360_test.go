package mke_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001360(t *testing.T) {
	const id = "CNTR-MK-001360"
	ruletest.Run(t, mke.Rules, id, onPorts(all())...)
	ruletest.Run(t, mke.Rules, id, onListeners(all())...)

	undocumented := all(onSwarm, have(whole("web", publishing("0.0.0.0:8443->8443/tcp"))))
	with := func(ingress string) facts.Setting {
		return all(undocumented, cluster("swarm", agents, `"mke_config":{"cluster_config":{"ingress_controller":`+ingress+`}}`))
	}
	none := "ports: {allowed: []}\n"
	ruletest.Run(t, mke.Rules, id,
		row("an ingress controller", notAppl, "An ingress controller is configured for the cluster: MKE's own", undocumented,
			cluster("mixed", agents, `"mke_config":{"cluster_config":{"ingress_controller":{"enabled":true}}}`), signedOff(none)),
		row("a switch that was left on where Swarm alone is served", unclear, "but the cluster's orchestrator is swarm", with(`{"enabled":true}`), signedOff(none)),
		row("an ingress controller, nothing else collected", notAppl, "MKE's own", config(`{"cluster_config":{"ingress_controller":{"enabled":true}}}`)),
		row("no ingress controller", open, "OPEN web", with(`{"enabled":false}`), signedOff(none)),
		row("unknown, and a port is undocumented", unclear, "It is not known whether the rule applies", with(`{}`), signedOff(none)),
		row("ssp.yaml against facts", unclear, "ssp.yaml says that no Kubernetes ingress is in use, but", with(`{"enabled":true}`), signedOff(none+"ingress: {kubernetes_ingress_in_use: false}")),
		row("ssp.yaml alone", unclear, "ssp.yaml says that a Kubernetes ingress is in use, but", with(`{"enabled":false}`), signedOff(none+"ingress: {kubernetes_ingress_in_use: true}")),
	)
}

// On the cluster alone the engine does not ask whether the rule applies, so its half
// must not find anything while that is not known.
func TestIngressOfTheClusterAlone(t *testing.T) {
	rule, _ := rules.Table{Rules: mke.Rules}.Find("CNTR-MK-001360")
	rule.NotApplicable = rules.Fn[string]{}
	service := `"services":[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":30080}]}}]`
	for config, want := range map[string]result.Status{`{"enabled":true}`: unclear, `{}`: unclear, `{"enabled":false}`: open} {
		got := ruletest.Judge(rule, cluster("swarm", service, `"mke_config":{"cluster_config":{"ingress_controller":`+config+`}}`), signedOff("ports: {allowed: []}"))
		require.Equal(t, want, got.Status, config)
	}
}
