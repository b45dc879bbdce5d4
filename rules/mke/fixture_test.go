package mke_test

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// The words every table of this package uses.
const (
	open    = result.Open
	fine    = result.NotAFinding
	notAppl = result.NotApplicable
	unclear = result.NotReviewed

	image    = "sha256:1111111111111111111111111111111111111111111111111111111111111111" // signed off as ucp-proxy
	instance = "k3v9r2x8w5t1m7q4z6p0c8d2f"

	// What every swarm of MKE's has, and every cluster of Kubernetes; neither opens a port of a host.
	agents    = `"services":[{"Spec":{"Name":"ucp-worker-agent-x","TaskTemplate":{"ContainerSpec":{"Image":"mirantis/ucp-agent:3.8.4"}}},"Endpoint":{"Ports":[]}}]`
	apiServer = `"services":[{"namespace":"default","name":"kubernetes","type":"ClusterIP","ports":[{"port":443,"nodePort":0,"protocol":"TCP"}]}]`
	podUID    = "0f5c2f0e-7d0b-4a55-9a36-4dfc0f2a9b11"
)

var (
	row = ruletest.Row

	onSwarm      = labelled("swarm")
	onKubernetes = labelled("kubernetes")
	onMixed      = labelled("swarm", "kubernetes")
	pods         = facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{{Namespace: "kube-system", Name: "calico", UID: podUID}})})
)

type option func(*facts.Container)

// labelled is a node with the orchestrator labels of kinds.
func labelled(kinds ...string) facts.Setting {
	labels := map[string]string{}
	for _, k := range kinds {
		labels["com.docker.ucp.orchestrator."+k] = "true"
	}
	return facts.Node.Is(facts.NodeInfo{Hostname: "node1.example.mil", Labels: facts.Some(labels)})
}

// container is a running container that no rule objects to, until options change it.
func container(name string, options ...option) facts.Container {
	c := facts.Container{ID: "id-" + name, Names: []string{"/" + name}, Image: "shop/" + name + ":1", ImageID: "sha256:user", State: "running",
		Labels: map[string]string{},
		Inspect: facts.Some(facts.Inspect{
			AppArmorProfile: facts.Some("docker-default"),
			HostConfig: facts.Some(facts.HostConfig{Privileged: facts.Some(false), ReadonlyRootfs: facts.Some(true), PidMode: facts.Some(""),
				UsernsMode: facts.Some(""), SecurityOpt: facts.Some([]string{"no-new-privileges"}), CgroupParent: facts.Some(""),
				PublishAllPorts: facts.Some(false), PortBindings: facts.Some(map[string][]facts.PortBinding{})}),
			NetworkSettings: facts.Some(facts.NetworkSettings{Ports: facts.Some(map[string][]facts.PortBinding{})}),
		}),
		Top: facts.Some(facts.Top{Titles: []string{"PID", "PPID", "USER", "COMMAND"}, Processes: [][]string{{"1", "0", "app", "/app --serve"}}}),
	}
	for _, o := range options {
		o(&c)
	}
	return c
}

// host changes the container's HostConfig.
func host(change func(*facts.HostConfig)) option {
	return func(c *facts.Container) { change(&c.Inspect.Value.HostConfig.Value) }
}

// inState is a container that is in state, in the list and in its inspect answer.
func inState(state string) option {
	return func(c *facts.Container) {
		c.State = state
		c.Inspect.Value.State = facts.Some(facts.ContainerState{Status: state})
	}
}

// withoutInspect is a container of which the inspect answer is lacking.
func withoutInspect(state facts.State, why string) option {
	return func(c *facts.Container) { c.Inspect = facts.Maybe[facts.Inspect]{State: state, Error: why} }
}

// vendor is the image, label and instance of the platform's own component.
func vendor(c *facts.Container) {
	c.Image, c.ImageID = "mirantis/ucp-proxy:3.8.4", image
	c.Labels["com.docker.ucp.InstanceID"] = instance
}

// ofImage runs another image under all that vendor set.
func ofImage(id string) option { return func(c *facts.Container) { c.ImageID = id } }

// inPod is the labels and the cgroup of a pod's container.
func inPod(uid string) option {
	return func(c *facts.Container) {
		c.Labels["io.kubernetes.pod.uid"] = uid
		c.Inspect.Value.HostConfig.Value.CgroupParent = facts.Some("/kubepods/burstable/pod" + strings.ReplaceAll(uid, "-", "_"))
	}
}

func have(list ...facts.Container) facts.Setting { return facts.Containers.Is(list) }
func some(list ...facts.Container) facts.Setting { return facts.Containers.Partly(list) }

// signedOff is an ssp.yaml that proves the component ucp-proxy, with more after it.
func signedOff(more string) facts.Setting {
	return ruletest.SSP(fmt.Sprintf(`
system: {name: Example, version: "1", approved_by: "J. Doe, ISSM", approved_on: 2026-01-15}
system_containers:
  instance_id: %s
  images: [{id: %q, component: ucp-proxy, approved_by: "J. Doe, ISSM", on: 2026-01-15}]
%s`, instance, image, more))
}

// exempted is signedOff with an exemption of the rule; what selects and dates it is given.
func exempted(rule, selector, on, expires string) facts.Setting {
	return signedOff(fmt.Sprintf(`exemptions: [{rule: %s, %s, reason: "works on the host", approved_by: "A. Roe, ISSO", on: %s, expires: %s}]`,
		rule, selector, on, expires))
}

// attested is an ssp.yaml with one statement; fields of later text win over earlier ones.
func attested(rule, key, value, on, expires, more string) facts.Setting {
	return ruletest.SSP(fmt.Sprintf(`attestations: [{rule: %s, key: %q, value: %s, by: "A. Roe, ISSO", on: %s, expires: %s, evidence: "ticket 4711"%s}]`,
		rule, key, value, on, expires, more))
}

// byLinux is the cases of a rule whose check is written for Linux.
func byLinux(bad option) []ruletest.Case {
	windows := facts.Node.Is(facts.NodeInfo{Windows: facts.Some(true)})
	return []ruletest.Case{
		row("windows", notAppl, "runs Windows", onSwarm, windows, have(container("web", bad))),
		row("windows, and the engine says linux", unclear, "the sources disagree", onSwarm, windows, facts.EngineInfo.Is(facts.Info{OSType: "linux"}), have(container("web", bad))),
		row("windows by the engine", notAppl, "runs Windows", onSwarm, facts.EngineInfo.Is(facts.Info{OSType: "windows"}), have(container("web", bad))),
		row("nothing says what runs", open, "web", onSwarm, have(container("web", bad))),
	}
}

// bySwarm is the rows that every rule shares which judges the containers of Swarm: bad
// makes a container violate it, which its evidence says as actual.
func bySwarm(id string, bad option, actual string) []ruletest.Case {
	web, proxy := container("web", bad), container("ucp-proxy", vendor, bad)
	unsigned := container("ucp-proxy", vendor, ofImage("sha256:other"), bad)
	pod := container("k8s_calico", inPod(podUID), bad)
	return []ruletest.Case{
		row("none offends", fine, "PASS 2 ", onSwarm, have(container("web"), container("api"))),
		row("no containers", fine, "PASS 0 ", onSwarm, have()),
		row("an offender", open, "OPEN web (shop/web:1): "+actual, onSwarm, have(web, container("api"))),
		row("offender in a partial list", open, "web (shop/web:1): "+actual, onSwarm, some(web)),
		row("none in a partial list", unclear, "docker_engine.containers: partly collected", onSwarm, some(container("web"))),
		row("list not collected", unclear, "docker_engine.containers: not collected", onSwarm),
		row("list denied", unclear, "docker_engine.containers: denied: no socket", onSwarm, facts.Containers.Lacks(facts.Denied, "no socket")),
		row("list failed", unclear, "docker_engine.containers: error: timeout", onSwarm, facts.Containers.Lacks(facts.Failed, "timeout")),
		row("list skipped", unclear, "docker_engine.containers: skipped", onSwarm, facts.Containers.Lacks(facts.Skipped, "")),
		row("not inspected", unclear, "inspect: error: gone", onSwarm, have(container("web", withoutInspect(facts.Failed, "gone")))),
		row("not inspected beside an offender", open, "OPEN web", onSwarm, have(web, container("api", withoutInspect(facts.Failed, "gone")))),
		row("setting not collected", unclear, "docker_engine.containers[web].", onSwarm, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
		row("name with a line break", open, `OPEN web\n[stigwright-end]`, onSwarm, have(container("web\n[stigwright end]", bad))),

		row("mixed is judged", open, actual, onMixed, have(web)),
		row("kubernetes", notAppl, "orchestrator is kubernetes (node labels)", onKubernetes, have(pod), pods),
		row("kubernetes with a user's container is a conflict", open, actual, onKubernetes, have(web)),
		row("kubernetes with a user's container that is fine", unclear, "but the user container web runs outside it", onKubernetes, have(container("web"))),
		row("kubernetes, list partial", unclear, "partly collected", onKubernetes, some(pod), pods),
		row("kubernetes, list not collected", unclear, "docker_engine.containers: not collected", onKubernetes),
		row("kubernetes with an unproven vendor offender", unclear, "looks like the vendor's", onKubernetes, have(unsigned), signedOff("")),
		row("kubernetes with an unproven vendor container that is fine", notAppl, "no container outside Kubernetes needs a look", onKubernetes,
			have(container("ucp-proxy", vendor, ofImage("sha256:other"))), signedOff("")),
		row("kubernetes against ssp.yaml", unclear, "ssp.yaml says swarm, node labels say kubernetes", onKubernetes, have(pod), pods, ruletest.SSP("orchestrator: swarm")),
		row("ssp.yaml against labels, with an offender", open, actual, onSwarm, have(web), ruletest.SSP("orchestrator: kubernetes")),
		row("orchestrator unknown, offender", open, actual, have(web)),
		row("orchestrator unknown, none", unclear, "node.labels: not collected", have(container("web"))),
		row("orchestrator unknown, an unproven offender of a pod", unclear, "k8s.pods", have(pod)),

		row("pod's container is left out", fine, "1 container of Kubernetes pods is not judged", onMixed, have(pod), pods),
		row("pod's container, pods not known", unclear, "k8s.pods: not collected", onMixed, have(pod)),
		row("pod's labels without its cgroup", open, "k8s_calico", onMixed, have(container("k8s_calico", inPod(podUID), bad,
			host(func(h *facts.HostConfig) { h.CgroupParent = facts.Some("/docker") }))), pods),
		row("uid of no pod", open, "k8s_calico", onMixed, have(container("k8s_calico", inPod("another-uid"), bad)), pods),
		row("vendor's image in a pod's sandbox", open, "k8s_calico", onMixed, have(container("k8s_calico", vendor, bad,
			func(c *facts.Container) { c.Labels["io.kubernetes.pod.namespace"] = "shop" })), signedOff("")),

		row("unproven vendor container", unclear, "its image sha256:other is not in ssp system_containers.images", onSwarm, have(unsigned), signedOff("")),
		row("unproven vendor container beside an offender", open, "for 1 more it cannot be told", onSwarm, have(unsigned, web), signedOff("")),
		row("listed image under another name", open, "OPEN tool", onSwarm, have(container("tool", vendor, bad)), signedOff("")),
		row("no exemption for a user's container", open, "is on record", onSwarm, have(web), exempted(id, `name: "we*"`, "2026-01-15", "2027-01-15")),
		row("a vendor's offender is proven, list partial", unclear, "partly collected", onSwarm, some(proxy), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
	}
}

// byFix is the rows of exemption class F.
func byFix(id string, bad option) []ruletest.Case {
	proxy := container("ucp-proxy", vendor, bad)
	return []ruletest.Case{
		row("exempted by component", fine, `proven vendor container, exempted: "works on the host", approved by A. Roe, ISSO, on 2026-01-15, expires 2027-01-15`,
			onSwarm, have(proxy), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("exempted by image", fine, "EXCLUDED ucp-proxy", onSwarm, have(proxy), exempted(id, fmt.Sprintf("image: %q", image), "2026-01-15", "2027-01-15")),
		row("proven without an exemption", unclear, "proven vendor container without an exemption", onSwarm, have(proxy), signedOff("")),
		row("exemption of another rule", unclear, "without an exemption; ssp.yaml: add", onSwarm, have(proxy), exempted("CNTR-MK-000990", "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("exemption by name never counts", unclear, "without an exemption (ssp:exemptions[0] does not count: selects by name", onSwarm, have(proxy), exempted(id, "name: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("exemption expired", unclear, "without an exemption (ssp:exemptions[0] does not count: expired 2026-11-20)", onSwarm, have(proxy), exempted(id, "component: ucp-proxy", "2026-01-15", "2026-11-20")),
		row("exemption of the future", unclear, "without an exemption", onSwarm, have(proxy), exempted(id, "component: ucp-proxy", "2026-11-22", "2027-01-15")),
		row("exemption without its approver", unclear, "without an exemption", onSwarm, have(proxy),
			signedOff("exemptions: [{rule: "+id+", component: ucp-proxy, reason: r, on: 2026-01-15, expires: 2027-01-15}]")),
		row("approval of the exemptions lapsed", unclear, "without an exemption (ssp:exemptions[0] does not count: the approval of a (approvals.exemptions) expired 2026-10-01)", onSwarm, have(proxy),
			signedOff("approvals: {exemptions: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nexemptions: [{rule: "+id+
				", component: ucp-proxy, reason: r, approved_by: a, on: 2026-01-15, expires: 2027-01-15}]")),
		row("exempted by component of a container that only looks so", unclear, "not in ssp system_containers.images", onSwarm,
			have(container("ucp-proxy", vendor, ofImage("sha256:other"), bad)), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("exempted, orchestrator unknown", unclear, "node.labels", have(proxy), exempted(id, "component: ucp-proxy", "2026-01-15", "2027-01-15")),
	}
}

// config is an export of the MKE configuration, as JSON.
func config(text string) facts.Setting {
	return ruletest.Bundle(`{"cluster":{"mke_config":` + text + `}}`)
}

// byExport is the rows shared by the rules that want keys of the MKE configuration:
// good has them all, without lacks key, whose right value is value.
func byExport(id, key, value, good, without string) []ruletest.Case {
	said := func(more string) facts.Setting {
		return attested(id, "toml:"+key, value, "2026-10-01", "2027-10-01", more)
	}
	part := ruletest.Bundle(`{"cluster":{"mke_config":{"$partial":` + without + `}}}`)
	return []ruletest.Case{
		row("as wanted", fine, "PASS "+key, config(good)),
		row("not collected", unclear, "mke_config: not collected"),
		row("denied", unclear, "mke_config: denied: 403", config(`{"$denied":"403"}`)),
		row("failed", unclear, "mke_config: error: timeout", config(`{"$error":"timeout"}`)),
		row("skipped", unclear, "mke_config: skipped", config(`{"$skipped":true}`)),
		row("absent", unclear, "mke_config: absent", config(`{"$absent":true}`)),
		row("partial", unclear, "mke_config: partly collected", config(`{"$partial":`+good+`}`)),
		row("key not in the export", unclear, "has no such key, which does not mean its default", config(without)),
		row("key attested", fine, "by A. Roe, ISSO on 2026-10-01, expires 2027-10-01, evidence: ticket 4711; not bound to a check text", config(without), said("")),
		row("key attested for the cluster", fine, "attested by A. Roe", config(without), said(", assets: [cluster]")),
		row("key attested for a host", unclear, "does not cover the cluster", config(without), said(`, assets: ["node1.*"]`)),
		row("statement expired", unclear, "expired 2026-11-20", config(without), attested(id, "toml:"+key, value, "2026-10-01", "2026-11-20", "")),
		row("statement of the future", unclear, "is dated 2026-11-22", config(without), attested(id, "toml:"+key, value, "2026-11-22", "2027-10-01", "")),
		row("statement on another check text", unclear, "the check text changed since 2026-10-01", config(without),
			said(`, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("statement on this check text", fine, "ticket 4711", config(without), said(`, check_sha256: "`+ruletest.CheckText+`"`)),
		row("statement in the place of an export that was denied", unclear, "mke_config: denied", config(`{"$denied":"403"}`), said("")),
		row("statement in the place of part of an export", unclear, "mke_config: partly collected", part, said("")),
		row("statement of an odd type", unclear, "want", config(without), attested(id, "toml:"+key, `["x"]`, "2026-10-01", "2027-10-01", "")),
	}
}

// byRegistry is the rows shared by the rules on a switch of the registry that must be off.
func byRegistry(id, name string) []ruletest.Case {
	used := ruletest.SSP("msr: {in_use: true}")
	registry := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":` + text + `,"mke_api.registries":[]}}`)
	}
	others := func(address, value, rest string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":{"present":true,` + address + `"settings":{"` + name + `":` + value + `}}` + rest + `}}`)
	}
	const msr1 = `"address":"msr1.example.mil",`
	set := func(value string) facts.Setting {
		return registry(`{"present":true,"major":3,"version":"3.1.8","settings":{"` + name + `":` + value + `}}`)
	}
	site := func(registries, config, msr, containers string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_api.registries":` + registries + `,"mke_config":` + config + `,"msr":` + msr + `,"k8s":{"pods":[]},"swarm":{"nodes":[{"ID":"n1"}]}},
			"node":{"docker_engine.containers":` + containers + `}}`)
	}
	const absent, none, web = `{"$absent":true}`, `{"registries":[]}`, `[{"Id":"a","Names":["/web"],"Image":"shop/web","State":"running"}]`
	return []ruletest.Case{
		row("off", fine, name+"=false; MSR 3.1.8", set("false"), used),
		row("on", open, "settings."+name+": "+name+"=true; MSR 3.1.8", set("true"), used),
		row("registry shown by its facts alone", open, name+"=true", set("true")),
		row("switch not in the answer", unclear, "msr.settings."+name+": not collected", registry(`{"present":true,"settings":{}}`), used),
		row("settings denied", unclear, "denied: 403", registry(`{"present":true,"settings":{"$denied":"403"}}`), used),
		row("switch null", unclear, "msr.settings."+name+": not collected", set("null"), used),
		row("registry not collected", unclear, "msr: not collected", used),
		row("registry denied", unclear, "msr: denied: 401", registry(`{"$denied":"401"}`), used),
		row("MSR 4 has no such switch", unclear, "MSR 4 has no such setting", registry(`{"present":true,"major":4,"settings":{}}`), used),
		row("MSR 4 cannot say that it is off", unclear, "MSR 4 has no such setting", registry(`{"present":true,"major":4,"settings":{"`+name+`":false}}`), used),
		row("partial answer", unclear, "msr: partly collected", registry(`{"$partial":{"present":true,"settings":{"`+name+`":false}}}`), used),

		row("partial answer that proves it", open, name+"=true", registry(`{"$partial":{"present":true,"settings":{"`+name+`":true}}}`), used),
		row("the one registry that MKE knows", fine, name+"=false", others(msr1, "false", `,"mke_api.registries":[{"hostAddress":"https://MSR1.example.mil:443/"}]`), used),
		row("one that serves a port of its own", fine, name+"=false", others(`"address":"msr1.example.mil:4443",`, "false", `,"mke_api.registries":[{"hostAddress":"https://msr1.example.mil:4443"}]`), used),
		row("another port of its host", unclear, "MKE knows the registry msr1.example.mil:4443 too", others(msr1, "false", `,"mke_api.registries":[{"hostAddress":"msr1.example.mil"},{"hostAddress":"msr1.example.mil:4443"}]`), used),
		row("another port in the configuration", unclear, "MKE knows the registry msr1.example.mil:4443 too", others(msr1, "false", `,"mke_api.registries":[],"mke_config":{"registries":[{"host_address":"msr1.example.mil:4443"}]}`), used),
		row("an address of the sixth version", fine, name+"=false", others(`"address":"[2001:db8::1]:443",`, "false", `,"mke_api.registries":[{"hostAddress":"https://[2001:DB8::1]"}]`), used),
		row("another registry", unclear, "MKE knows the registry msr2.example.mil too (mke_api.registries)", others(msr1, "false", `,"mke_api.registries":[{"hostAddress":"msr2.example.mil"}]`), used),
		row("one of two registries", unclear, "msr2.example.mil", others(msr1, "false", `,"mke_api.registries":[{"hostAddress":"msr1.example.mil"},{"hostAddress":"msr2.example.mil"}]`), used),
		row("one of two, and it violates", open, name+"=true", others(msr1, "true", `,"mke_api.registries":[{"hostAddress":"msr1.example.mil"},{"hostAddress":"msr2.example.mil"}]`), used),
		row("another in the configuration", unclear, "msr2.example.mil too (mke_config registries)", others(msr1, "false", `,"mke_api.registries":[],"mke_config":{"registries":[{"host_address":"msr2.example.mil"}]}`), used),
		row("one without an address in the configuration", unclear, "mke_config registries", others(msr1, "false", `,"mke_api.registries":[],"mke_config":{"registries":[{}]}`), used),
		row("a registry whose address is not known", unclear, "MKE knows the registry msr1.example.mil", others("", "false", `,"mke_api.registries":[{"hostAddress":"msr1.example.mil"}]`), used),
		row("registries not collected", unclear, "mke_api.registries: not collected", others(msr1, "false", ""), used),
		row("registries partly collected", unclear, "mke_api.registries: partly", others(msr1, "false", `,"mke_api.registries":{"$partial":[]}`), used),

		row("no registry, says ssp.yaml, and the list of registries was denied", unclear, "MKE may know a registry (mke_api.registries: denied: 403)", ruletest.SSP("msr: {in_use: false}"), facts.MKERegistries.Lacks(facts.Denied, "403")),
		row("no registry, says ssp.yaml", notAppl, "ssp.yaml msr.in_use is false and no fact contradicts it", ruletest.SSP("msr: {in_use: false}")),
		row("ssp.yaml contradicted", unclear, "ssp.yaml says that no registry is in use, but facts of a registry were collected", set("false"), ruletest.SSP("msr: {in_use: false}")),
		row("no registry, say all facts", notAppl, "MKE knows no registry", site(`[]`, none, absent, web)),
		row("nothing said and nothing known", unclear, "ssp:msr.in_use: "),
		row("registries of the API not collected", unclear, "mke_api.registries: denied", site(`{"$denied":"x"}`, none, absent, web)),
		row("export without registries", unclear, "mke_config registries: ", site(`[]`, `{}`, absent, web)),
		row("registries of an odd type", unclear, "want a list", site(`[]`, `{"registries":"none"}`, absent, web)),
		row("a table of registries", unclear, "msr: absent", site(`[]`, `{"registries":{"a":{}}}`, absent, web)),
		row("a registry that refuses is no proof of none", unclear, "msr: denied: 403", site(`[]`, none, `{"$denied":"403"}`, web)),
		row("containers not collected", unclear, "docker_engine.containers: of node: denied", site(`[]`, none, absent, `{"$denied":"x"}`)),
		row("containers partly collected", unclear, "docker_engine.containers: ", site(`[]`, none, absent, `{"$partial":`+web+`}`)),
		row("a container of the registry", unclear, "msr: absent", site(`[]`, none, absent, `[{"Id":"a","Names":["/dtr-api-0a1b"],"State":"exited"}]`)),
		row("a container of the registry's image", unclear, "msr: absent", site(`[]`, none, absent, `[{"Id":"a","Names":["/x"],"Image":"registry.mirantis.com/msr/msr-api:3.1","State":"running"}]`)),
	}
}
