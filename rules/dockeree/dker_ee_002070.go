package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002070 = rules.Rule{
	ID: "DKER-EE-002070",
	Reading: "Every container, running or stopped. The printed word seccomp:=unconfined never occurs; the engine writes " +
		"seccomp=unconfined, and older ones seccomp:unconfined. A privileged container has no profile whatever its " +
		"options say. An engine without a profile disables it for all; one that the site gave it is left to a person. The printed filter removes lines that hold ucp, " +
		"kube or dtr, and with them any container of a user's that is so called: proven identity takes its place.",
	NotApplicable: platform.OnlyLinux,
	Check: rules.All(platform.ContainerCheck{
		Setting: "inspect.HostConfig.SecurityOpt", Want: `SecurityOpt does not hold seccomp=unconfined, not privileged`,
		Expected: `no container runs without a seccomp profile, and the engine has one`,
		Offends:  "runs without a seccomp profile",
		Vendor:   platform.ExemptFilter,
		Look:     platform.Seccomp(""),
	}.Fn(),
		rules.About("the engine's security options", "SecurityOptions holds name=seccomp with a profile", platform.EngineSeccomp(false))),
}
