package platform_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
	"github.com/stigwright/stigwright/rules/ruletest"
)

const (
	open    = result.Open
	fine    = result.NotAFinding
	notAppl = result.NotApplicable
	unclear = result.NotReviewed

	image    = "sha256:1111111111111111111111111111111111111111111111111111111111111111" // signed off as ucp-agent
	instance = "k3v9r2x8w5t1m7q4z6p0c8d2f"
	podUID   = "0f5c2f0e-7d0b-4a55-9a36-4dfc0f2a9b11"
)

var row = ruletest.Row

// onlyIf is the cases of a rule that passes wherever it applies.
func onlyIf(t *testing.T, applies rules.Fn[string], cases ...ruletest.Case) {
	t.Helper()
	ruletest.Run(t, []rules.Rule{{ID: "X-1", Reading: "Passes where it applies.", NotApplicable: applies,
		Check: rules.FromCase(nil, func(*rules.Case) (rules.Verdict, []facts.Missing) {
			return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Actual: "looked at"}}}, nil
		})}}, "X-1", cases...)
}

func engine(info facts.Info) facts.Setting { return facts.EngineInfo.Is(info) }

func windows(is bool) facts.Setting {
	return facts.Node.Is(facts.NodeInfo{Windows: facts.Some(is)})
}

func system(id string, like ...string) facts.Setting {
	return facts.OS.Is(facts.OSRelease{ID: facts.Some(id), IDLike: facts.Some(like), PrettyName: id})
}

func TestOnlyLinux(t *testing.T) {
	proxy := facts.Info{OSType: "windows", ServerVersion: facts.Some("ucp/3.2.5")}
	onlyIf(t, platform.OnlyLinux,
		row("the engine says linux", fine, "looked at", engine(facts.Info{OSType: "linux"})),
		row("the node says linux", fine, "looked at", windows(false)),
		row("os-release alone", fine, "looked at", system("rhel")),
		row("the engine says windows", notAppl, "The node runs Windows (docker_engine.info.OSType is windows)", engine(facts.Info{OSType: "windows"})),
		row("the node says windows", notAppl, "node.windows is true", windows(true)),
		row("nothing known", unclear, "neither the node nor its engine says whether it runs Linux"),
		row("the engine is denied", unclear, "neither the node", facts.EngineInfo.Lacks(facts.Denied, "no socket")),
		row("an engine that says nothing", unclear, "neither the node", engine(facts.Info{})),
		row("a system that nobody knows", unclear, "neither the node", engine(facts.Info{OSType: "plan9"})),
		row("os-release without an id", unclear, "neither the node", facts.OS.Is(facts.OSRelease{})),
		row("they disagree", unclear, "node.windows is true, but docker_engine.info.OSType is linux", windows(true), engine(facts.Info{OSType: "linux"})),
		row("windows with an os-release", unclear, "but os.id is ubuntu", windows(true), system("ubuntu")),
		row("they disagree, and the engine's answer is not whole", unclear, "node.windows is true, but docker_engine.info.OSType is linux", windows(true), facts.EngineInfo.Partly(facts.Info{OSType: "linux"})),
		row("an answer that is not whole excuses nothing", unclear, "neither the node", facts.EngineInfo.Partly(facts.Info{OSType: "windows"})),
		row("MKE's proxy is not the node's engine", unclear, "neither the node", engine(proxy)),
	)
}

func TestOnlyUbuntu(t *testing.T) {
	onlyIf(t, platform.OnlyUbuntu,
		row("ubuntu", fine, "looked at", system("ubuntu")),
		row("red hat", notAppl, "os.id rhel", system("rhel")),
		row("a derivative", notAppl, "derived from ubuntu", system("linuxmint", "ubuntu", "debian")),
		row("a derivative that ssp.yaml widens to", fine, "looked at", system("linuxmint", "ubuntu"),
			ruletest.SSP(`os_family_override: [{host: "node1.*", family: ubuntu}]`)),
		row("windows", notAppl, "The node runs Windows", engine(facts.Info{OSType: "windows"})),
		row("unknown", unclear, "os: not collected", engine(facts.Info{OSType: "linux"})),
		row("denied", unclear, "os: denied: x", facts.OS.Lacks(facts.Denied, "x")),
		row("no id", unclear, "os.id: not collected", facts.OS.Is(facts.OSRelease{})),
		row("an id that is not one", unclear, `os.id: is "Ubuntu"`, system("Ubuntu")),
	)
}

func TestOnlySELinux(t *testing.T) {
	mode := func(m string) facts.Setting { return facts.LSM.Is(facts.LSMState{SELinuxMode: facts.Some(m)}) }
	options := func(list ...string) facts.Setting { return engine(facts.Info{SecurityOptions: facts.Some(list)}) }
	rhel, off := system("rhel"), mode("disabled")
	onlyIf(t, platform.OnlySELinux,
		row("enforcing", fine, "looked at", rhel, mode("enforcing")),
		row("permissive is in use", fine, "looked at", system("centos"), mode("permissive")),
		row("ubuntu", notAppl, "os.id ubuntu", system("ubuntu")),
		row("fedora", notAppl, "the rule names [rhel centos]", system("fedora")),
		row("windows", notAppl, "The node runs Windows", windows(true)),
		row("disabled", notAppl, "WARNING: the title wants it in use", rhel, off, options("name=seccomp,profile=default")),
		row("none", notAppl, "SELinux is none on this host", rhel, mode("none"), options()),
		row("disabled, and the engine uses it", unclear, "names SELinux, which is disabled on the host", rhel, off, options("name=selinux")),
		row("disabled, engine unknown", unclear, "docker_engine.info: not collected", rhel, off),
		row("disabled, options unknown", unclear, "docker_engine.info.SecurityOptions: not collected", rhel, off, engine(facts.Info{})),
		row("mode unknown", unclear, "lsm.selinux_mode: not collected", rhel, facts.LSM.Is(facts.LSMState{})),
		row("mode nobody knows", unclear, `lsm.selinux_mode: is "Disabled"`, rhel, mode("Disabled")),
		row("modules denied", unclear, "lsm: denied: x", rhel, facts.LSM.Lacks(facts.Denied, "x")),
		row("modules partial", unclear, "lsm: partly collected", rhel, facts.LSM.Partly(facts.LSMState{SELinuxMode: facts.Some("disabled")})),
		row("system unknown", unclear, "os: not collected", mode("enforcing")),
	)
}

// swarm is the engine's own view of its membership.
func swarm(state string) facts.Setting {
	return engine(facts.Info{ServerVersion: facts.Some("20.10.24"), Swarm: facts.Some(facts.SwarmState{NodeID: "n1", LocalNodeState: state})})
}

func container(name, image, imageID string, labels map[string]string) facts.Container {
	return facts.Container{ID: "id-" + name, Names: []string{"/" + name}, Image: image, ImageID: imageID, State: "running", Labels: labels,
		Inspect: facts.Some(facts.Inspect{HostConfig: facts.Some(facts.HostConfig{Privileged: facts.Some(true), CgroupParent: facts.Some("")})})}
}

func signedOff() facts.Setting {
	return ruletest.SSP(`{system: {name: Example, version: "1"}, system_containers: {instance_id: ` + instance +
		`, images: [{id: "` + image + `", component: ucp-agent, approved_by: "J. Doe, ISSM", on: 2026-01-15}]}}`)
}

func TestOnlyStandAlone(t *testing.T) {
	web := container("web", "shop/web:1", "sha256:user", nil)
	agent := container("ucp-agent", "docker/ucp-agent:3.1.4", image, map[string]string{"com.docker.ucp.InstanceID": instance})
	fake := container("ucp-agent", "shop/web:1", "sha256:user", nil)
	label := container("web", "shop/web:1", "sha256:user", map[string]string{"com.docker.ucp.version": "3.1.4"})
	mirrored := container("agent", "docker.io/docker/ucp-agent:3.1.4", "sha256:other", nil)
	have := func(list ...facts.Container) facts.Setting { return facts.Containers.Is(list) }
	listed := func(id string) facts.Setting {
		return facts.Swarm.Is(facts.SwarmObjects{Nodes: facts.Some([]facts.SwarmNode{{ID: id}})})
	}
	services := func(list ...facts.Service) facts.Setting {
		return facts.Swarm.Is(facts.SwarmObjects{Services: facts.Some(append([]facts.Service{}, list...))})
	}
	mke := facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some("3.1.4")})
	onlyIf(t, platform.OnlyStandAlone,
		row("in no swarm", fine, "looked at", swarm("inactive")),
		row("in a swarm without anything of UCP's", fine, "looked at", swarm("active"), have(web)),
		row("the proven agent", notAppl, "the proven vendor container ucp-agent", swarm("active"), have(agent), signedOff()),
		row("listed by UCP", notAppl, "lists the node (swarm.nodes)", swarm("active"), have(web), listed("n1"), mke),
		row("the agent before it is signed off", unclear, "the container ucp-agent looks like UCP's", swarm("active"), have(agent)),
		row("a name excuses nothing", unclear, "looks like UCP's, which proves nothing either way", swarm("active"), have(fake)),
		row("nor does a label", unclear, "the container web looks like UCP's", swarm("active"), have(label)),
		row("nor does an image", unclear, "the container agent looks like UCP's", swarm("active"), have(mirrored)),
		row("UCP lists another node", fine, "looked at", swarm("active"), have(web), listed("n2"), mke),
		row("a swarm that is not UCP's lists it", fine, "looked at", swarm("active"), have(web), listed("n1")),
		row("listed by UCP and in no swarm", unclear, "but the engine says that it is in no swarm", swarm("inactive"), listed("n1"), mke),
		row("a swarm without a service of UCP's", fine, "looked at", swarm("active"), services(facts.Service{Spec: facts.ServiceSpec{Name: "shop"}})),
		row("it holds whatever a container is called", fine, "looked at", swarm("active"), have(fake), services()),
		row("the agent's service", unclear, "looks like UCP's", swarm("active"), have(fake), services(facts.Service{Spec: facts.ServiceSpec{Name: "ucp-agent"}})),
		row("part of the services", unclear, "looks like UCP's", swarm("active"), have(fake),
			facts.Swarm.Is(facts.SwarmObjects{Services: facts.Maybe[[]facts.Service]{State: facts.OK, Partial: true}})),
		row("the proven agent without its service", unclear, "but the swarm has no service of UCP's", swarm("active"), have(agent), signedOff(), services()),
		row("nothing known", unclear, "docker_engine.containers: not collected"),
		row("part of the containers", unclear, "docker_engine.containers: partly collected", swarm("active"), facts.Containers.Partly([]facts.Container{web})),
		row("through MKE's proxy", unclear, "docker_engine.containers: not collected",
			engine(facts.Info{ServerVersion: facts.Some("ucp/3.1.4"), Swarm: facts.Some(facts.SwarmState{LocalNodeState: "inactive"})})),
	)
}

// The printed filter removes the platform's own: by proof, not by name.
func TestExemptFilter(t *testing.T) {
	check := platform.ContainerCheck{Setting: "inspect.HostConfig.Privileged", Want: "Privileged=false", Offends: "runs privileged",
		Vendor: platform.ExemptFilter, Look: platform.RunsPrivileged}.Fn()
	table := []rules.Rule{{ID: "X-1", Reading: "None may.", Check: check}}
	have := func(list ...facts.Container) facts.Setting { return facts.Containers.Is(list) }
	agent := container("ucp-agent", "docker/ucp-agent:3.1.4", image, map[string]string{"com.docker.ucp.InstanceID": instance})
	unsigned := container("ucp-agent", "docker/ucp-agent:3.1.4", "sha256:other", map[string]string{"com.docker.ucp.InstanceID": instance})
	pod := func(namespace, parent string) facts.Container {
		c := container("k8s_x", "shop/x:1", "sha256:user", map[string]string{"io.kubernetes.pod.uid": podUID, "io.kubernetes.pod.namespace": namespace})
		c.Inspect.Value.HostConfig.Value.CgroupParent = facts.Some(parent)
		return c
	}
	const cgroup = "/kubepods/pod" + podUID
	pods := func(namespace string) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Pods: facts.Some([]facts.Pod{{Namespace: namespace, Name: "x", UID: podUID}})})
	}
	ruletest.Run(t, table, "X-1",
		row("the proven agent", fine, "proven vendor container (ucp-agent), which the printed command leaves out", have(agent), signedOff()),
		row("its image under another id", unclear, "its image sha256:other is not in ssp system_containers.images", have(unsigned), signedOff()),
		row("a name like the vendor's", open, "OPEN kube-dtr-ucp", have(container("kube-dtr-ucp", "shop/web:1", "sha256:user", nil)), signedOff()),
		row("a pod of kube-system", fine, "proven container of a pod of kube-system", have(pod("kube-system", cgroup)), pods("kube-system")),
		row("a pod of another namespace", open, "OPEN k8s_x", have(pod("shop", cgroup)), pods("shop")),
		row("a label that lies about the namespace", open, "OPEN k8s_x", have(pod("kube-system", cgroup)), pods("shop")),
		row("kube-system, pods not known", unclear, "k8s.pods: not collected", have(pod("kube-system", cgroup))),
		row("another namespace, pods not known", open, "OPEN k8s_x", have(pod("shop", cgroup))),
		row("a pod's labels without its cgroup", open, "OPEN k8s_x", have(pod("kube-system", "")), pods("kube-system")),
	)
}
