package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000990(t *testing.T) {
	const id = "CNTR-MK-000990"
	const key = "cluster_config.kube_protect_kernel_defaults"
	const noFlags = `,"custom_kubelet_flags":[],"custom_kubelet_flags_profiles":{}`
	toml := func(text string) facts.Setting {
		return all(onKubernetes, have(), cluster("kubernetes", "", `"k8s":{"pods":[]},"mke_config":{"cluster_config":{`+text+`}}`))
	}
	const on, off = `"kube_protect_kernel_defaults":true` + noFlags, `"kube_protect_kernel_defaults":false` + noFlags
	live := func(value bool) facts.Maybe[facts.KubeletLive] {
		return facts.Some(facts.KubeletLive{ProtectKernelDefaults: facts.Some(value)})
	}
	runs := func(k facts.KubeletConfig) facts.Setting { return facts.Kubelet.Is(k) }
	argv := func(words ...string) facts.Setting { return runs(facts.KubeletConfig{Argv: facts.Some(words)}) }
	protects, lax := runs(facts.KubeletConfig{Config: live(true)}), runs(facts.KubeletConfig{Config: live(false)})
	nodes := nodesWith
	kernel := []ruletest.Case{
		row("in force, and configured", fine, "PASS kubelet of the node: live configuration: true", toml(on), protects),
		row("not in force", open, "OPEN kubelet of the node: live configuration: false", toml(on), lax),
		row("by argument", fine, "argument --protect-kernel-defaults: true", toml(on), argv("--config=x", "--protect-kernel-defaults")),
		row("by argument, off", open, "argument --protect-kernel-defaults: false", toml(on), argv("--protect-kernel-defaults=false")),
		row("by argument in the other spelling, off", open, "argument --protect-kernel-defaults: false", toml(on), argv("--protect_kernel_defaults=false")),
		row("the last argument counts", open, "argument", toml(on), argv("--protect-kernel-defaults=true", "--protect-kernel-defaults=false")),
		row("an argument off against the live configuration", open, "argument", toml(on), runs(facts.KubeletConfig{Config: live(true), Argv: facts.Some([]string{"--protect-kernel-defaults=false"})})),
		row("arguments that set nothing", open, "OPEN kubelet of the node: arguments, which neither set --protect-kernel-defaults nor name a --config: false", toml(on), argv("--kubeconfig=x", "--v=2")),
		row("arguments that name a file, and the configuration says yes", fine, "the kubelet itself says nothing", toml(on), argv("--config=/var/lib/kubelet/config.yaml")),
		row("arguments that name a file in two words", fine, "the kubelet itself says nothing", toml(on), argv("--config", "/var/lib/kubelet/config.yaml")),
		row("arguments that set nothing, in part", fine, "the kubelet itself says nothing", toml(on), runs(facts.KubeletConfig{Argv: facts.Maybe[[]string]{State: facts.OK, Partial: true, Value: []string{"--v=2"}}})),
		row("arguments that set nothing, in force", fine, "live configuration: true", toml(on), runs(facts.KubeletConfig{Config: live(true), Argv: facts.Some([]string{"--v=2"})})),
		row("no arguments at all are none that are known", fine, "the kubelet itself says nothing", toml(on), argv()),
		row("the file off", open, "/etc/sysconfig/kubelet: false", toml(on), runs(facts.KubeletConfig{Config: live(true),
			Sysconfig: facts.Some(facts.KubeletSysconfig{Exists: facts.Some(true), ProtectKernelDefaults: facts.Some(false)})})),
		row("no file is not \"not set\"", fine, "live configuration: true", toml(on), runs(facts.KubeletConfig{Config: live(true),
			Sysconfig: facts.Some(facts.KubeletSysconfig{Exists: facts.Some(false)})})),
		row("the file alone proves nothing", unclear, "kubelet: says nothing", toml(noFlags[1:]), runs(facts.KubeletConfig{
			Sysconfig: facts.Some(facts.KubeletSysconfig{Exists: facts.Some(true), ProtectKernelDefaults: facts.Some(true)})})),
		row("the kubelet says nothing, the configuration does", fine, "mke_config "+key+": true; the kubelet itself says nothing", toml(on)),
		row("kubelet denied, the configuration says no", open, "mke_config "+key+": false", toml(off), facts.Kubelet.Lacks(facts.Denied, "403")),
		row("neither says", unclear, "kubelet: not collected", toml(noFlags[1:])),
		row("the configuration attested", fine, "ticket 4711", toml(noFlags[1:]), attested(id, "toml:"+key, "true", "2026-10-01", "2027-10-01", ", assets: [cluster]")),
		row("the configuration attested, expired", unclear, "expired 2026-11-20", toml(noFlags[1:]), attested(id, "toml:"+key, "true", "2026-10-01", "2026-11-20", ", assets: [cluster]")),
		row("a flag of the configuration overrides", open, "custom_kubelet_flags sets protect-kernel-defaults to false",
			toml(`"kube_protect_kernel_defaults":true,"custom_kubelet_flags":["--protect-kernel-defaults=false"],"custom_kubelet_flags_profiles":{}`), protects),
		row("a profile overrides", open, "custom_kubelet_flags_profiles.low sets",
			toml(`"kube_protect_kernel_defaults":true,"custom_kubelet_flags":[],"custom_kubelet_flags_profiles":{"low":"--v=2 --protect-kernel-defaults=false"}`), protects),
		row("flags not in the export", unclear, "mke_config.cluster_config.custom_kubelet_flags", toml(`"kube_protect_kernel_defaults":true`)),
		row("flags not in the export, in force here", fine, "live configuration: true", toml(`"kube_protect_kernel_defaults":true`), protects),
		row("flags not in the export, not in force here", open, "live configuration: false", toml(`"kube_protect_kernel_defaults":true`), lax),
		row("a profile whose name was masked overrides", open, "custom_kubelet_flags_profiles.<redacted> 2 sets",
			toml(`"kube_protect_kernel_defaults":true,"custom_kubelet_flags":[],"custom_kubelet_flags_profiles":{"<redacted>":"--v=2","<redacted> 2":"--protect-kernel-defaults=false"}`), protects),
		row("a profile of an odd type", unclear, "custom_kubelet_flags_profiles.low", toml(`"kube_protect_kernel_defaults":true,"custom_kubelet_flags":[],"custom_kubelet_flags_profiles":{"low":7}`)),
		row("configuration off, in force here, elsewhere not known", open, "mke_config "+key+": false", toml(off), protects),
		row("configuration off, in force on every node", fine, "in force in the kubelets of all 1 nodes", toml(off), protects, nodes(facts.KubeletConfig{Config: live(true)})),
		row("configuration off, and on a node", open, "OPEN", toml(off), protects, nodes(facts.KubeletConfig{Config: live(false)})),
		row("key not in the export, in force on every node", fine, "all 1 nodes", toml(noFlags[1:]), protects, nodes(facts.KubeletConfig{Config: live(true)})),
		row("key not in the export, in force here alone", unclear, "has no such key", toml(noFlags[1:]), protects),
		row("configuration not collected", unclear, "mke_config: not collected", onKubernetes, have(), cluster("kubernetes", "", `"k8s":{"pods":[]}`), protects),
		row("kubelet partial", unclear, "kubelet: partly collected", toml(noFlags[1:]), facts.Kubelet.Partly(facts.KubeletConfig{Config: live(true)})),
		row("kubelet partial, not in force", open, "live configuration: false", toml(on), facts.Kubelet.Partly(facts.KubeletConfig{Config: live(false)})),
		row("live configuration partial", unclear, "kubelet", toml(noFlags[1:]), runs(facts.KubeletConfig{Config: facts.Maybe[facts.KubeletLive]{State: facts.OK, Partial: true,
			Value: facts.KubeletLive{ProtectKernelDefaults: facts.Some(true)}}})),
	}
	swarm := cluster("swarm", "", "")
	parts := []ruletest.Case{
		row("swarm alone asks nothing of the kubelet", fine, "the kubelet is left out", onSwarm, swarm, have(whole("web")), signedOff("capabilities: {default_allowed_add: []}")),
		row("swarm alone, a kubelet that does not protect", fine, "the kubelet is left out", onSwarm, swarm, have(), lax, signedOff("capabilities: {default_allowed_add: []}")),
		row("kubernetes alone needs no capabilities", fine, "no container outside Kubernetes", toml(on), protects),
		row("kubernetes alone with a user's container", open, "beyond ssp.yaml: SYS_ADMIN", toml(on), protects, have(whole("web", adding("SYS_ADMIN"))), signedOff("capabilities: {default_allowed_add: []}")),
		row("orchestrator unknown, the cluster's default", unclear, "whether it applies depends on what the cluster serves", have(), cluster("", "", `"mke_config":{"cluster_config":{`+off+`}}`), signedOff("capabilities: {default_allowed_add: []}")),
		row("orchestrator unknown, the kubelet's default", unclear, "whether it applies depends on what the cluster serves", have(), cluster("", "", `"mke_config":{"cluster_config":{`+on+`}}`), lax, signedOff("capabilities: {default_allowed_add: []}")),
		row("orchestrator unknown, the kubelet's default, and a user's pod runs", open, "OPEN kubelet of the node: live configuration: false", have(),
			cluster("", "", `"k8s":{"pods":[{"namespace":"shop","name":"web","uid":"u"}]},"mke_config":{"cluster_config":{`+on+`}}`), lax, signedOff("capabilities: {default_allowed_add: []}")),
		row("orchestrator unknown needs both", unclear, "kubelet: not collected", have(), signedOff("capabilities: {default_allowed_add: []}")),
		row("containers denied", unclear, "docker_engine.containers: denied", onSwarm, swarm, facts.Containers.Lacks(facts.Denied, ""), signedOff("capabilities: {default_allowed_add: []}")),
	}
	ruletest.Run(t, mke.Rules, id, slices.Concat(kernel, parts, onCapabilities(id, swarm))...)
}

// nodesWith is a site whose nodes n1, n2, … have these kubelets.
func nodesWith(kubelets ...facts.KubeletConfig) facts.Setting {
	return func(s *facts.Snapshot) {
		for i, k := range kubelets {
			s.Nodes = append(s.Nodes, &facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{
				facts.Node.Name:    {State: facts.OK, Complete: true, Value: facts.NodeInfo{SwarmNodeID: "n" + string(rune('1'+i))}},
				facts.Kubelet.Name: {State: facts.OK, Complete: true, Value: k},
			}})
		}
	}
}
