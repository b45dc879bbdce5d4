package platform

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// OnlyLinux makes a rule about Linux not applicable to a node that is known to run
// Windows. A node that does not say what it runs, or says two things, is not known to be
// either.
var OnlyLinux = rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.OS.Name},
	func(c *rules.Case) (string, []facts.Missing) {
		windows, linux := systemsNamed(c.Snapshot)
		switch {
		case windows != "" && linux != "":
			return "", []facts.Missing{{Name: "node.windows", Why: "the sources disagree: " + windows + ", but " + linux,
				How: []string{"by hand: docker info --format '{{.OSType}}'"}}}
		case windows != "":
			return "The node runs Windows (" + windows + "), and the rule is about Linux", nil
		case linux != "":
			return "", nil
		}
		return "", []facts.Missing{{Name: "node.windows", Why: "neither the node nor its engine says whether it runs Linux",
			How: []string{"by hand: docker info --format '{{.OSType}}'"}}}
	})

// NotWindows makes a rule whose check is written for Linux not applicable to a node that is
// known to run Windows, where nothing says that it runs Linux. A node of which nothing says
// what it runs is judged.
var NotWindows = rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.OS.Name}, func(c *rules.Case) (string, []facts.Missing) {
	if windows, linux := systemsNamed(c.Snapshot); windows == "" && linux == "" {
		return "", nil
	}
	return OnlyLinux.Eval(c)
})

// systemsNamed is the facts that name Windows and those that name Linux. What an engine
// says through the MKE proxy is not said of the node.
func systemsNamed(s *facts.Snapshot) (windows, linux string) {
	info, ok, lacks := PartOfOwnEngine(s) // what is not whole contradicts and excuses nobody
	node := facts.Look(s, facts.Node).Value.Windows
	id, why := facts.Look(s, facts.OS).Value.ID.Get()
	for _, source := range []struct {
		windows, linux bool
		words          string
	}{
		{lacks == nil && info.OSType == "windows", ok && info.OSType == "linux", "docker_engine.info.OSType is " + info.OSType},
		{node.Is(func(b bool) bool { return b }), node.Is(func(b bool) bool { return !b }), fmt.Sprintf("node.windows is %t", node.Value)},
		{why == "" && id == "windows", why == "" && osID(id) && id != "windows", "os.id is " + id}, // Windows itself has no os-release
	} {
		if source.windows {
			windows = OrWord(windows, source.words)
		}
		if source.linux {
			linux = OrWord(linux, source.words)
		}
	}
	return windows, linux
}

// OnlyUbuntu makes a rule about AppArmor not applicable to other systems than Ubuntu.
var OnlyUbuntu = rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.OS.Name, "ssp:os_family_override"},
	func(c *rules.Case) (string, []facts.Missing) {
		return onlyFamily(c, "ubuntu", "ubuntu", "ubuntu")
	})

// OnlySELinux makes a rule not applicable to systems other than Red Hat Enterprise Linux
// and CentOS, and where SELinux is not in use: switched off on the host, and not in use
// by the engine either.
var OnlySELinux = rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.OS.Name, facts.LSM.Name, "ssp:os_family_override"},
	func(c *rules.Case) (string, []facts.Missing) {
		if reason, missing := onlyFamily(c, "rhel", "rhel", "rhel", "centos"); reason != "" || missing != nil {
			return reason, missing
		}
		mode, known, missing := Member(c.Snapshot, facts.LSM, "selinux_mode", func(l facts.LSMState) facts.Maybe[string] { return l.SELinuxMode })
		switch {
		case !known || missing != nil:
			return "", missing
		case mode == "enforcing" || mode == "permissive":
			return "", nil
		case mode != "disabled" && mode != "none":
			return "", []facts.Missing{Lacking(facts.LSM, "selinux_mode", fmt.Sprintf("is %q; want enforcing, permissive, disabled or none", mode))}
		}
		info, missing := OwnEngine(c.Snapshot)
		if missing != nil {
			return "", missing
		}
		options, why := info.SecurityOptions.Get()
		if why != "" || slices.Contains(options, "name=selinux") {
			return "", []facts.Missing{{Name: "docker_engine.info.SecurityOptions",
				Why: OrWord(why, "names SELinux, which is "+mode+" on the host (lsm.selinux_mode)")}}
		}
		return "SELinux is " + mode + " on this host, which by the text makes the rule not applicable. WARNING: the title wants it in use", nil
	})

// onlyFamily excuses nodes that are known to run Windows or another family of Linux.
func onlyFamily(c *rules.Case, family, like string, ids ...string) (string, []facts.Missing) {
	if reason, _ := OnlyLinux.Eval(c); reason != "" {
		return reason, nil
	}
	return OtherSystem(family, like, ids...).Eval(c)
}

// OnlyStandAlone makes a rule not applicable to a node that is proven to belong to a UCP
// cluster.
var OnlyStandAlone = rules.From1(facts.UCPMember, func(m facts.Membership) string {
	if !m.InUCP {
		return ""
	}
	return "The node belongs to a UCP cluster (" + m.Source + "), and the rule is about engines outside one"
})
