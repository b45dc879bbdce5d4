package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000530(t *testing.T) {
	system := func(id string, like ...string) facts.Setting {
		return facts.OS.Is(facts.OSRelease{ID: facts.Some(id), IDLike: facts.Some(like), PrettyName: id})
	}
	engine := func(options ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Some(options)})
	}
	rhel, on, off := system("rhel", "fedora"), engine("name=seccomp,profile=default", "name=selinux"), engine("name=seccomp,profile=default")
	permissive := facts.LSM.Is(facts.LSMState{SELinuxMode: facts.Some("disabled")})

	ruletest.Run(t, mke.Rules, "CNTR-MK-000530",
		row("on", fine, "security options: SecurityOptions=[name=seccomp,profile=default name=selinux]", rhel, on),
		row("off", open, "SecurityOptions=[name=seccomp,profile=default]", rhel, off),
		row("not in use excuses nothing", open, "NOTE SELinux of the host: disabled", rhel, off, permissive),
		row("centos", open, "SecurityOptions=[]", system("centos"), engine()),
		row("part of a word", open, "name=selinux-ish", rhel, engine("name=selinux-ish", "selinux")),
		row("another system", notAppl, "os.id ubuntu", system("ubuntu", "debian"), off),
		row("derivative", notAppl, "derived from rhel, so ssp.yaml os_family_override may say", system("rocky", "rhel", "centos"), off),
		row("derivative, overridden", open, "SecurityOptions", system("rocky", "rhel"), off, ruletest.SSP(`os_family_override: [{host: "node1.*", family: rhel}]`)),
		row("override of another host", notAppl, "os.id rocky", system("rocky", "rhel"), off, ruletest.SSP(`os_family_override: [{host: "node2.*", family: rhel}]`)),
		row("override lapsed by its approval", notAppl, "os.id rocky", system("rocky", "rhel"), off, ruletest.SSP(
			"approvals: {os_family_override: {by: a, on: 2026-01-15, expires: 2026-02-01}}\nos_family_override: [{host: \"node1.*\", family: rhel}]")),
		row("system not known", unclear, "os: not collected", on),
		row("id with a blank", unclear, `os.id: is "rhel "`, system("rhel "), on),
		row("engine not known", unclear, "docker_engine.info: not collected", rhel),
		row("engine denied", unclear, "docker_engine.info: denied: no", rhel, facts.EngineInfo.Lacks(facts.Denied, "no")),
		row("options not collected", unclear, "docker_engine.info.SecurityOptions: not collected", rhel, facts.EngineInfo.Is(facts.Info{})),
		row("options partly collected", unclear, "SecurityOptions: partly collected", rhel,
			facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Maybe[[]string]{State: facts.OK, Partial: true, Value: []string{"name=seccomp"}}})),
		row("MKE's answer is not the engine's", unclear, "taken through the MKE proxy", rhel,
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), SecurityOptions: facts.Some([]string{"name=selinux"})})),
	)
}
