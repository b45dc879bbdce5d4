package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000520(t *testing.T) {
	profile := func(name string) option {
		return func(c *facts.Container) { c.Inspect.Value.AppArmorProfile = facts.Some(name) }
	}
	privileged := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	system := func(id string, like ...string) facts.Setting {
		return facts.OS.Is(facts.OSRelease{ID: facts.Some(id), IDLike: facts.Some(like), PrettyName: id})
	}
	armor := func(on bool) facts.Setting { return facts.LSM.Is(facts.LSMState{AppArmorEnabled: facts.Some(on)}) }
	engine := func(options ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Some(options)})
	}
	ubuntu, on, off, with := system("ubuntu", "debian"), armor(true), armor(false), engine("name=apparmor")
	free := container("web", profile("unconfined"))
	override := func(family, expires string) facts.Setting {
		return ruletest.SSP(`os_family_override: [{host: "node1.*", family: ` + family + `, approved_by: a, on: 2026-01-15, expires: ` + expires + `}]`)
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000520",
		row("confined", fine, "PASS 1 container: AppArmorProfile=docker-default", ubuntu, on, with, have(container("web"))),
		row("unconfined", open, "web (shop/web:1): AppArmorProfile=unconfined", ubuntu, on, with, have(free)),
		row("unconfined and privileged", fine, "unconfined and privileged, which the text leaves out", ubuntu, on, with, have(container("web", profile("unconfined"), privileged))),
		row("unconfined, privileged not known", unclear, "Privileged: not collected", ubuntu, on, with,
			have(container("web", profile("unconfined"), host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
		row("a profile that begins so", unclear, "AppArmorProfile=unconfined-x; the command that is printed finds it", ubuntu, on, with, have(container("web", profile("unconfined-x")))),
		row("a profile that begins so, and privileged", fine, "AppArmorProfile=unconfined-x", ubuntu, on, with, have(container("web", profile("unconfined-x"), privileged))),
		row("stopped is judged", open, "web", ubuntu, on, with, have(container("web", profile("unconfined"), inState("exited")))),
		row("never started", fine, "no profile, not running", ubuntu, on, with, have(container("web", profile(""), inState("created")))),
		row("privileged with an empty profile", fine, "no profile and privileged, which the text leaves out", ubuntu, on, with,
			have(container("web", profile(""), host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })))),
		row("running with an empty profile", unclear, "an empty profile, where AppArmor is on or may be", ubuntu, on, with, have(container("web", profile("")))),
		row("pod's container", open, "k8s_calico", ubuntu, on, with, pods, onKubernetes, have(container("k8s_calico", inPod(podUID), profile("unconfined")))),
		row("vendor's, exempted", open, "does not count", ubuntu, on, with, have(container("ucp-proxy", vendor, profile("unconfined"))),
			exempted("CNTR-MK-000520", "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("not inspected", unclear, "not inspected", ubuntu, on, with, have(container("web", withoutInspect(facts.Failed, "gone")))),
		row("profile not collected", unclear, "AppArmorProfile: not collected", ubuntu, on, with,
			have(container("web", func(c *facts.Container) { c.Inspect.Value.AppArmorProfile = facts.Maybe[string]{} }))),
		row("none in a partial list", unclear, "partly collected", ubuntu, on, with, some(container("web"))),

		row("another system", notAppl, "The operating system is rhel (os.id rhel)", system("rhel"), have(free)),
		row("debian uses AppArmor too", notAppl, "os.id debian", system("debian"), have(free)),
		row("derivative is told of the override", notAppl, "derived from ubuntu", system("pop", "ubuntu"), have(free)),
		row("derivative, overridden", open, "web", system("pop", "ubuntu"), on, with, have(free), override("ubuntu", "2027-01-15")),
		row("override expired", notAppl, "os.id pop", system("pop", "ubuntu"), on, with, have(free), override("ubuntu", "2026-11-20")),
		row("override cannot excuse", open, "web", ubuntu, on, with, have(free), override("rhel", "2027-01-15")),
		row("two overrides of one host widen both", open, "web", system("pop"), on, with, have(free), ruletest.SSP(
			`os_family_override: [{host: "node*", family: rhel}, {host: "node1.*", family: ubuntu}]`)),
		row("id in capitals was not read from os-release", unclear, `os.id: is "Ubuntu"`, system("Ubuntu"), on, with, have(free)),
		row("quoted id", unclear, `os.id: is "\"ubuntu\""`, system(`"ubuntu"`), on, with, have(free)),
		row("os not collected", unclear, "os: not collected", on, with, have(free)),
		row("os denied", unclear, "os: denied: no", facts.OS.Lacks(facts.Denied, "no"), on, with, have(container("web"))),
		row("os without id", unclear, "os.id: not collected", facts.OS.Is(facts.OSRelease{}), on, with, have(container("web"))),

		row("off in kernel and engine", notAppl, "WARNING: the title wants it on", ubuntu, off, engine("name=seccomp"), have(free)),
		row("off in the kernel alone", open, "web", ubuntu, off, with, have(free)),
		row("off in the engine alone", open, "web", ubuntu, on, engine(), have(free)),
		row("kernel not known", unclear, "lsm: not collected", ubuntu, engine(), have(container("web"))),
		row("kernel's switch not known", unclear, "lsm.apparmor_enabled: not collected", ubuntu, facts.LSM.Is(facts.LSMState{}), engine(), have(container("web"))),
		row("engine not known", unclear, "docker_engine.info: error: timeout", ubuntu, off, facts.EngineInfo.Lacks(facts.Failed, "timeout"), have(container("web"))),
		row("engine's options not known", unclear, "docker_engine.info.SecurityOptions: not collected", ubuntu, off, facts.EngineInfo.Is(facts.Info{}), have(container("web"))),
		row("MKE's answer is not the engine's", unclear, "taken through the MKE proxy", ubuntu, off,
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), SecurityOptions: facts.Some([]string{})}), have(container("web"))),
	)
}
