package dockeree_test

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

	image    = "sha256:1111111111111111111111111111111111111111111111111111111111111111" // signed off as ucp-agent
	instance = "k3v9r2x8w5t1m7q4z6p0c8d2f"
	podUID   = "0f5c2f0e-7d0b-4a55-9a36-4dfc0f2a9b11"
)

var (
	row = ruletest.Row

	linux      = facts.Node.Is(facts.NodeInfo{Hostname: "node1.example.mil", Windows: facts.Some(false)})
	onWindows  = facts.Node.Is(facts.NodeInfo{Hostname: "node1.example.mil", Windows: facts.Some(true)})
	systemPods = pods("kube-system")
)

type option func(*facts.Container)

// pods is the one pod of the cluster, in a namespace.
func pods(namespace string) facts.Setting {
	return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{{Namespace: namespace, Name: "calico", UID: podUID}})})
}

// container is a running container that no rule objects to, until options change it.
func container(name string, options ...option) facts.Container {
	limit := int64(100)
	c := facts.Container{ID: "id-" + name, Names: []string{"/" + name}, Image: "shop/" + name + ":1", ImageID: "sha256:user", State: "running",
		Labels: map[string]string{},
		Inspect: facts.Some(facts.Inspect{
			AppArmorProfile: facts.Some("docker-default"),
			Config:          facts.Some(facts.ContainerConfig{User: facts.Some("10001:10001"), Healthcheck: facts.Some(true)}),
			State:           facts.Some(facts.ContainerState{Status: "running", Health: facts.Some(facts.Health{Status: "healthy"})}),
			HostConfig: facts.Some(facts.HostConfig{Privileged: facts.Some(false), CapAdd: facts.Some([]string{}), CapDrop: facts.Some([]string{"ALL"}),
				ReadonlyRootfs: facts.Some(true), SecurityOpt: facts.Some([]string{"no-new-privileges"}),
				NetworkMode: facts.Some("default"), PidMode: facts.Some(""), IpcMode: facts.Some("private"), UTSMode: facts.Some(""), UsernsMode: facts.Some(""),
				CgroupParent: facts.Some(""), Memory: facts.Some(int64(1 << 26)), CPUShares: facts.Some(int64(512)), PidsLimit: facts.Some(&limit),
				Ulimits: facts.Some([]facts.Ulimit{}), Devices: facts.Some([]facts.Device{}), RestartPolicy: facts.Some(facts.RestartPolicy{Name: facts.Some(""), MaximumRetryCount: facts.Some(0)}),
				PublishAllPorts: facts.Some(false), PortBindings: facts.Some(map[string][]facts.PortBinding{}), Binds: facts.Some([]string{}), LogConfig: facts.Some(facts.LogConfig{Type: "syslog"})}),
			NetworkSettings: facts.Some(facts.NetworkSettings{Ports: facts.Some(map[string][]facts.PortBinding{}),
				Networks: facts.Some(map[string]struct{}{"bridge": {}})}),
			Mounts: facts.Some([]facts.Mount{}),
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

// vendor is the image, label and instance of the platform's own agent.
func vendor(c *facts.Container) {
	c.Image, c.ImageID = "docker/ucp-agent:3.1.4", image
	c.Labels["com.docker.ucp.InstanceID"] = instance
}

// ofImage runs another image under all that vendor set.
func ofImage(id string) option { return func(c *facts.Container) { c.ImageID = id } }

// inPod is the labels and the cgroup of a container of a pod of a namespace.
func inPod(namespace string) option {
	return func(c *facts.Container) {
		c.Labels["io.kubernetes.pod.uid"], c.Labels["io.kubernetes.pod.namespace"] = podUID, namespace
		c.Inspect.Value.HostConfig.Value.CgroupParent = facts.Some("/kubepods/burstable/pod" + strings.ReplaceAll(podUID, "-", "_"))
	}
}

func have(list ...facts.Container) facts.Setting { return facts.Containers.Is(list) }
func some(list ...facts.Container) facts.Setting { return facts.Containers.Partly(list) }

// signedOff is an ssp.yaml that proves the component ucp-agent, with more after it.
func signedOff(more string) facts.Setting {
	return ruletest.SSP(fmt.Sprintf(`
system: {name: Example, version: "1", approved_by: "J. Doe, ISSM", approved_on: 2026-01-15}
system_containers:
  instance_id: %s
  images: [{id: %q, component: ucp-agent, approved_by: "J. Doe, ISSM", on: 2026-01-15}]
%s`, instance, image, more))
}

// exempted is signedOff with an exemption of the rule, which no rule of this STIG counts.
func exempted(rule, selector string) facts.Setting {
	return signedOff(fmt.Sprintf(`exemptions: [{rule: %s, %s, reason: "works on the host", approved_by: "A. Roe, ISSO", on: 2026-01-15, expires: 2027-01-15}]`,
		rule, selector))
}

// attested is an ssp.yaml with one statement; fields of later text win over earlier ones.
func attested(rule, key, value, on, expires, more string) facts.Setting {
	return ruletest.SSP(fmt.Sprintf(`attestations: [{rule: %s, key: %q, value: %s, by: "A. Roe, ISSO", on: %s, expires: %s, evidence: "ticket 4711"%s}]`,
		rule, key, value, on, expires, more))
}

// byContainer is the rows that every rule shares which looks at one setting of every
// container: bad makes a container violate it, which its evidence says as actual. More
// settings go with each row.
func byContainer(bad option, actual string, more ...facts.Setting) []ruletest.Case {
	web := container("web", bad)
	on := func(name string, status result.Status, want string, settings ...facts.Setting) ruletest.Case {
		return row(name, status, want, append(append([]facts.Setting{linux}, more...), settings...)...)
	}
	return []ruletest.Case{
		on("none offends", fine, "PASS 2 ", have(container("web"), container("api"))),
		on("no containers", fine, "PASS 0 ", have()),
		on("an offender", open, "OPEN web (shop/web:1): "+actual, have(web, container("api"))),
		on("offender in a partial list", open, "web (shop/web:1): "+actual, some(web)),
		on("none in a partial list", unclear, "docker_engine.containers: partly collected", some(container("web"))),
		on("list not collected", unclear, "docker_engine.containers: not collected"),
		on("list denied", unclear, "docker_engine.containers: denied: no socket", facts.Containers.Lacks(facts.Denied, "no socket")),
		on("list failed", unclear, "docker_engine.containers: error: timeout", facts.Containers.Lacks(facts.Failed, "timeout")),
		on("list skipped", unclear, "docker_engine.containers: skipped", facts.Containers.Lacks(facts.Skipped, "")),
		on("not inspected", unclear, "inspect: error: gone", have(container("web", withoutInspect(facts.Failed, "gone")))),
		on("not inspected beside an offender", open, "OPEN web", have(web, container("api", withoutInspect(facts.Failed, "gone")))),
		on("name with a line break", open, `OPEN web\n[stigwright-end]`, have(container("web\n[stigwright end]", bad))),
	}
}

// byState is the rows of the rules that judge stopped containers as well.
func byState(bad option, actual string, more ...facts.Setting) []ruletest.Case {
	var out []ruletest.Case
	for _, state := range []string{"created", "exited", "paused", "restarting", "dead"} {
		out = append(out, row(state+" is judged", open, "OPEN web (shop/web:1): "+actual,
			append([]facts.Setting{linux, have(container("web", bad, inState(state)))}, more...)...))
	}
	return out
}

// byLinux is the rows of the rules that apply to Linux alone.
func byLinux(bad option) []ruletest.Case {
	web := container("web", bad)
	return []ruletest.Case{
		row("windows", notAppl, "The node runs Windows", onWindows, have(web)),
		row("windows, says the engine", notAppl, "docker_engine.info.OSType is windows", facts.EngineInfo.Is(facts.Info{OSType: "windows"}), have(web)),
		row("linux, says the engine", open, "OPEN web", facts.EngineInfo.Is(facts.Info{OSType: "linux"}), have(web)),
		row("neither known", unclear, "neither the node nor its engine says whether it runs Linux", have(web)),
		row("they disagree", unclear, "node.windows: the sources disagree", onWindows, facts.EngineInfo.Is(facts.Info{OSType: "linux"}), have(web)),
	}
}

// byFilter is the rows of class T: the printed filter leaves the platform's own out.
func byFilter(id string, bad option, more ...facts.Setting) []ruletest.Case {
	agent, unsigned := container("ucp-agent", vendor, bad), container("ucp-agent", vendor, ofImage("sha256:other"), bad)
	pod := container("k8s_calico", inPod("kube-system"), bad)
	on := func(name string, status result.Status, want string, settings ...facts.Setting) ruletest.Case {
		return row(name, status, want, append(append([]facts.Setting{linux}, more...), settings...)...)
	}
	return []ruletest.Case{
		on("the proven agent", fine, "proven vendor container (ucp-agent), which the printed command leaves out", have(agent), signedOff("")),
		on("looks like the vendor's", unclear, "its image sha256:other is not in ssp system_containers.images", have(unsigned), signedOff("")),
		on("looks like the vendor's beside an offender", open, "for 1 more it cannot be told", have(unsigned, container("web", bad)), signedOff("")),
		on("looks like the vendor's and is fine", fine, "PASS 1 ", have(container("ucp-agent", vendor, ofImage("sha256:other"))), signedOff("")),
		on("a name that the filter removes", open, "OPEN kube-ucp-dtr", have(container("kube-ucp-dtr", bad)), signedOff("")),
		on("the vendor's image under another name", open, "OPEN tool", have(container("tool", vendor, bad)), signedOff("")),
		on("no exemption for a user's container", open, "is on record", have(container("web", bad)), exempted(id, `name: "we*"`)),
		on("no exemption for what only looks so", unclear, "sha256:other", have(unsigned), exempted(id, "component: ucp-agent")),
		on("a pod of kube-system", fine, "proven container of a pod of kube-system", have(pod), systemPods),
		on("a pod of kube-system, pods not known", unclear, "k8s.pods: not collected", have(pod)),
		on("a pod of another namespace", open, "OPEN k8s_calico", have(container("k8s_calico", inPod("shop"), bad)), pods("shop")),
		on("a label that lies about the namespace", open, "OPEN k8s_calico", have(pod), pods("shop")),
	}
}

// bySilence is the rows of the class without a vendor: everybody's container is judged.
func bySilence(id string, bad option, more ...facts.Setting) []ruletest.Case {
	agent, unsigned := container("ucp-agent", vendor, bad), container("ucp-agent", vendor, ofImage("sha256:other"), bad)
	on := func(name string, want string, settings ...facts.Setting) ruletest.Case {
		return row(name, open, want, append(append([]facts.Setting{linux}, more...), settings...)...)
	}
	return []ruletest.Case{
		on("the proven agent is judged", "component ucp-agent", have(agent), signedOff("")),
		on("an exemption of the agent is printed and does not count", "is on record", have(agent), exempted(id, "component: ucp-agent")),
		on("what looks like the vendor's is judged", "OPEN ucp-agent", have(unsigned), signedOff("")),
		on("a pod of kube-system is judged", "OPEN k8s_calico", have(container("k8s_calico", inPod("kube-system"), bad)), systemPods),
		on("so it is while pods are not known", "OPEN k8s_calico", have(container("k8s_calico", inPod("kube-system"), bad))),
	}
}

// config is an export of UCP's configuration, as JSON.
func config(text string) facts.Setting {
	return ruletest.Bundle(`{"cluster":{"mke_config":` + text + `}}`)
}

// byExport is the rows shared by the rules that want keys of UCP's configuration: good
// has them all, without lacks key, whose right value is value. More settings go with
// each row; those of statements bring an ssp.yaml of their own.
func byExport(id, key, value, good, without string, more ...facts.Setting) []ruletest.Case {
	on := func(name string, status result.Status, want string, settings ...facts.Setting) ruletest.Case {
		return row(name, status, want, append(append([]facts.Setting{}, more...), settings...)...)
	}
	said := func(more string) facts.Setting {
		return attested(id, "toml:"+key, value, "2026-10-01", "2027-10-01", more)
	}
	return []ruletest.Case{
		on("as wanted", fine, "PASS "+key, config(good)),
		on("not collected", unclear, "mke_config: not collected"),
		on("denied", unclear, "mke_config: denied: 403", config(`{"$denied":"403"}`)),
		on("failed", unclear, "mke_config: error: timeout", config(`{"$error":"timeout"}`)),
		on("absent", unclear, "mke_config: absent", config(`{"$absent":true}`)),
		on("partial", unclear, "mke_config: partly collected", config(`{"$partial":`+good+`}`)),
		on("key not in the export", unclear, "has no such key, which does not mean its default", config(without)),
		row("statement expired", unclear, "expired 2026-11-20", config(without), attested(id, "toml:"+key, value, "2026-10-01", "2026-11-20", "")),
		row("statement for a host", unclear, "does not cover the cluster", config(without), said(`, assets: ["node1.*"]`)),
		row("statement in the place of an export that was denied", unclear, "mke_config: denied", config(`{"$denied":"403"}`), said("")),
	}
}

// byStatement is the rows of the rules that a statement alone decides in the place of a
// key that the export lacks.
func byStatement(id, key, value, without string) []ruletest.Case {
	said := func(more string) facts.Setting {
		return attested(id, "toml:"+key, value, "2026-10-01", "2027-10-01", more)
	}
	return []ruletest.Case{
		row("key attested", fine, "by A. Roe, ISSO on 2026-10-01, expires 2027-10-01, evidence: ticket 4711; not bound to a check text", config(without), said("")),
		row("statement on another check text", unclear, "the check text changed since 2026-10-01", config(without),
			said(`, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("statement on this check text", fine, "ticket 4711", config(without), said(`, check_sha256: "`+ruletest.CheckText+`"`)),
	}
}

// byRegistry is the rows shared by the rules that apply where a registry is in use.
func byRegistry() []ruletest.Case {
	site := func(registries, config, msr, containers string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_api.registries":` + registries + `,"mke_config":` + config + `,"msr":` + msr + `,"k8s":{"pods":[]},"swarm":{"nodes":[{"ID":"n1"}]}},
			"node":{"docker_engine.containers":` + containers + `}}`)
	}
	const absent, none, web = `{"$absent":true}`, `{"registries":[]}`, `[{"Id":"a","Names":["/web"],"Image":"shop/web","State":"running"}]`
	return []ruletest.Case{
		row("no registry, says ssp.yaml, and the list of registries was denied", unclear, "MKE may know a registry (mke_api.registries: denied: 403)", ruletest.SSP("msr: {in_use: false}"), facts.MKERegistries.Lacks(facts.Denied, "403")),
		row("no registry, says ssp.yaml", notAppl, "ssp.yaml msr.in_use is false and no fact contradicts it", ruletest.SSP("msr: {in_use: false}")),
		row("ssp.yaml contradicted", unclear, "ssp.yaml says that no registry is in use, but facts of a registry were collected",
			ruletest.Bundle(`{"cluster":{"msr":{"present":true,"settings":{}}}}`), ruletest.SSP("msr: {in_use: false}")),
		row("no registry, say all facts", notAppl, "MKE knows no registry", site(`[]`, none, absent, web)),
		row("nothing said and nothing known", unclear, "ssp:msr.in_use: "),
		row("a registry that refuses is no proof of none", unclear, "msr: denied: 403", site(`[]`, none, `{"$denied":"403"}`, web)),
		row("a container of the registry", unclear, "msr: absent", site(`[]`, none, absent, `[{"Id":"a","Names":["/dtr-api-0a1b"],"State":"exited"}]`)),
	}
}

// registries is facts of a registry, the first of those that UCP knows.
func registries(known ...string) facts.Setting {
	var list []facts.MKERegistry
	for _, address := range known {
		list = append(list, facts.MKERegistry{HostAddress: address})
	}
	return func(s *facts.Snapshot) {
		facts.MKERegistries.Is(list)(s)
		facts.MSR.Is(facts.Registry{Present: facts.Some(true), Address: facts.Some(known[0])})(s)
	}
}

// bySwitch is the rows of one switch of the registry that must be off.
func bySwitch(name string) []ruletest.Case {
	used := ruletest.SSP("msr: {in_use: true}")
	registry := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":` + text + `,"mke_api.registries":[]}}`)
	}
	set := func(value string) facts.Setting {
		return registry(`{"present":true,"major":2,"version":"2.6.4","settings":{"` + name + `":` + value + `}}`)
	}
	return append(byRegistry(),
		row("off", fine, name+"=false; MSR 2.6.4", set("false"), used),
		row("on", open, "settings."+name+": "+name+"=true; MSR 2.6.4", set("true"), used),
		row("another registry that MKE knows", unclear, "dtr2.example.mil too", used,
			ruletest.Bundle(`{"cluster":{"msr":{"present":true,"address":"dtr1.example.mil","settings":{"`+name+`":false}},"mke_api.registries":[{"hostAddress":"dtr2.example.mil"}]}}`)),
		row("registry shown by its facts alone", open, name+"=true", set("true")),
		row("switch not in the answer", unclear, "msr.settings."+name+": not collected", registry(`{"present":true,"settings":{}}`), used),
		row("settings denied", unclear, "denied: 403", registry(`{"present":true,"settings":{"$denied":"403"}}`), used),
		row("switch null", unclear, "msr.settings."+name+": not collected", set("null"), used),
		row("registry not collected", unclear, "msr: not collected", used),
		row("registry denied", unclear, "msr: denied: 401", registry(`{"$denied":"401"}`), used),
		row("MSR 4 has no such switch", unclear, "MSR 4 has no such setting", registry(`{"present":true,"major":4,"settings":{}}`), used),
		row("partial answer", unclear, "msr: partly collected", registry(`{"$partial":{"present":true,"settings":{"`+name+`":false}}}`), used),
	)
}
