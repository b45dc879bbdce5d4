package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001020 = rules.Rule{
	ID:    "CNTR-MK-001020",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, whoever's it is; the containers of pods through their pods, also of those that the " +
		"platform runs where Swarm alone is served. Then the two " +
		"lists of privileges in MKE's configuration: hostIPC in one of them is a finding unless ssp.yaml allows it, and where " +
		"ssp.yaml lists principals, for those alone, which of an empty list is nobody; then, or where it lists containers, it excuses no other workload. Nothing limits the rule to one orchestrator.",
	Check: rules.FromCase([]string{facts.NodeContainers.Name, facts.SSPHostIPC.Name}, hostIPCContainers),
	ClusterCheck: rules.All(
		podCheck{
			field: "hostIPC",
			read:  func(p facts.Pod) facts.Maybe[bool] { return p.HostIPC },
			needs: facts.SSPHostIPC.Name,
			allowed: func(c *rules.Case, w facts.Workload) platform.Seen {
				ipc, lacks := facts.Get(c.Snapshot, facts.SSPHostIPC)
				return allowedIPC(c, ipc, lacks, w)
			},
		}.fn(),
		privilegeList("user_accounts"),
		privilegeList("service_accounts"),
	),
}

func hostIPCContainers(c *rules.Case) (rules.Verdict, []facts.Missing) {
	ipc, lacks := facts.Get(c.Snapshot, facts.SSPHostIPC)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.IpcMode", Want: `IpcMode is not "host"`,
		Expected: `HostConfig.IpcMode of every container is not "host", and nobody may ask for it`,
		Offends:  "shares the host's IPC namespace",
		Pods:     platform.PodsElsewhere,
		Joins:    func(i *facts.Inspect) facts.Maybe[string] { return i.Host().IpcMode }, Field: "IpcMode",
		Look: func(container *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			mode, why := i.Host().IpcMode.Get()
			s := platform.Value("IpcMode", platform.OrWord(mode, `""`), why, mode == "host")
			if s.Bad {
				by := allowedIPC(c, ipc, lacks, platform.Workload(container))
				s.By, s.Refs, s.Missing = by.By, by.Refs, by.Missing
			}
			return s
		},
	}.Judge(c)
}

// allowedIPC is the decision of ssp.yaml on a workload that uses the host's IPC. That it
// is allowed covers all where nothing says for whom.
func allowedIPC(c *rules.Case, ipc facts.HostIPC, lacks []facts.Missing, w facts.Workload) platform.Seen {
	by := exceptedBy(ipc.Containers, lacks, w)
	if by.Missing != nil || by.By != "" {
		return by
	}
	if ipc.Allowed != nil && *ipc.Allowed && ipc.Principals == nil && ipc.Containers == nil {
		return platform.Seen{By: "host IPC is allowed, " + platform.Approver(c, "exceptions"), Refs: []string{facts.SSPHostIPC.Name + ".allowed"}}
	}
	return platform.Seen{}
}

// privilegeList is one of the two lists of privileges, of user or service accounts.
func privilegeList(accounts string) rules.Fn[rules.Verdict] {
	path := "cluster_config.priv_attributes_allowed_for_" + accounts
	list := platform.Setting{Path: path, Want: "does not hold hostIPC", Read: func(t facts.Tree, path string) platform.Seen {
		all := t.Strings(path)
		s := platform.Seen{Actual: "[" + strings.Join(all.Value, " ") + "]", Unknown: all.Why(),
			Bad: slices.ContainsFunc(all.Value, func(v string) bool { return strings.EqualFold(strings.TrimSpace(v), "hostIPC") })}
		if s.Bad {
			s.Unknown = ""
		}
		return s
	}}
	return rules.FromCase([]string{facts.MKEConfig.Name, facts.SSPHostIPC.Name, "attestation toml:" + path}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
		o, missing := list.Judge(c)
		if o.Kind == result.Violates {
			var lacks []facts.Missing
			o, lacks = granted(c, o, "cluster_config.priv_attributes_"+accounts)
			missing = append(missing, lacks...)
		}
		v.Outcomes = []rules.Outcome{o}
		return v, missing
	})
}

// granted is the decision of ssp.yaml on hostIPC that some accounts may ask for;
// accounts is the key that lists them.
func granted(c *rules.Case, o rules.Outcome, accounts string) (rules.Outcome, []facts.Missing) {
	ipc, lacks := facts.Get(c.Snapshot, facts.SSPHostIPC)
	key := facts.SSPHostIPC.Name + ".allowed"
	o.Facts = append(o.Facts, key)
	if lacks == nil && ipc.Allowed == nil {
		lacks = []facts.Missing{{Name: key, Why: "ssp.yaml does not say", How: []string{"ssp.yaml: add exceptions.host_ipc.allowed"}}}
	}
	names := grantees(c.Snapshot, accounts)
	o.Actual += ", granted to " + platform.OrWord(strings.Join(names.Value, " "), "nobody that is known")
	switch {
	case lacks != nil:
		o.Kind = result.Unknown
		return o, lacks
	case !*ipc.Allowed:
		return o, nil
	case ipc.Principals == nil:
		o.Kind, o.By = result.Excluded, "host IPC is allowed, "+platform.Approver(c, "exceptions")+", no principals named"
		return o, nil
	case len(ipc.Principals) == 0: // a list without entries approves nobody
		o.Note = "ssp.yaml allows it for no principal"
		return o, nil
	}
	return principals(c, o, ipc.Principals, names, accounts)
}

// grantees is the accounts that hold the privileges of a list.
func grantees(s *facts.Snapshot, path string) facts.Maybe[[]string] {
	config, ok, missing := facts.Partly(s, facts.MKEConfig)
	if !ok {
		return facts.Maybe[[]string]{Error: facts.Join(missing)}
	}
	return config.Strings(path)
}

// principals compares the accounts with those that ssp.yaml allows.
func principals(c *rules.Case, o rules.Outcome, allowed []string, names facts.Maybe[[]string], path string) (rules.Outcome, []facts.Missing) {
	var others []string
	for _, name := range names.Value {
		if !slices.Contains(allowed, name) {
			others = append(others, name)
		}
	}
	switch {
	case others != nil:
		o.Note = fmt.Sprintf("ssp.yaml allows it for %s, not for %s", strings.Join(allowed, " "), strings.Join(others, " "))
		return o, nil
	case names.Why() != "":
		o.Kind = result.Unknown
		return o, []facts.Missing{{Name: "mke_config." + path, Why: names.Why(), How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}}}
	}
	o.Kind, o.By = result.Excluded, "allowed for these, "+platform.Approver(c, "exceptions")
	return o, nil
}
