package mke_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func input(t *testing.T, cluster string) rules.Input {
	table, err := mke.Table()
	require.NoError(t, err)
	return rules.Input{Benchmark: published(t)[1], Table: table, Site: site(t, cluster), SSP: readSSP(t, "ssp.yaml"), At: judgedAt}
}

// A section that a rule names and that is lost leaves nothing that passes, but where
// the section only adds to what others prove.
func TestLostSections(t *testing.T) {
	shared.Long(t)
	const (
		swarm  = "whether the engine is in a swarm is asked only where the swarm itself is not there"
		family = "the node is of the other family of systems, by os alone"
		remark = "a remark alone"

		windows = "it can only say that the node runs Windows, and one that does not say is judged"
	)
	ruletest.LostSections(t, input(t, "compliant"), ruletest.Reviewed{
		"CNTR-MK-000120 docker_engine.info":       remark + ": whether Windows runs is asked of the node first",
		"CNTR-MK-000110 processes":                "they can only add a socket; docs/limits.md",
		"CNTR-MK-000120 os":                       remark + ": it can only contradict that Windows runs",
		"CNTR-MK-000120 node":                     remark + ": whether Windows runs is asked of the engine then",
		"CNTR-MK-000310 docker_engine.info":       "the log driver is in daemon.json; of the two one suffices",
		"CNTR-MK-000310 host_files":               "the log driver in force is what the engine says; of the two one suffices",
		"CNTR-MK-000520 docker_engine.containers": family,
		"CNTR-MK-000520 docker_engine.info":       family,
		"CNTR-MK-000520 lsm":                      family,
		"CNTR-MK-000530 docker_engine.info":       family,
		"CNTR-MK-000530 lsm":                      "the engine's own option decides, or the family of systems",
		"CNTR-MK-000550 processes":                "they can only add a path of the socket; docs/limits.md",
		"CNTR-MK-000570 docker_engine.info":       swarm,
		"CNTR-MK-000640 docker_engine.info":       swarm,
		"CNTR-MK-000640 listening":                "no user's container is on the host's network",
		"CNTR-MK-000650 docker_engine.info":       swarm,
		"CNTR-MK-000870 sysctl":                   remark + " on the kernel, beside the engine's own option",
		"CNTR-MK-000990 kubelet":                  "the configuration of MKE decides where no kubelet contradicts it (mke-rules 000990)",
		"CNTR-MK-001010 docker_engine.info":       windows,
		"CNTR-MK-001010 os":                       windows,
		"CNTR-MK-001010 node":                     windows,
		"CNTR-MK-001160 docker_engine.info":       windows,
		"CNTR-MK-001160 os":                       windows,
		"CNTR-MK-001160 node":                     windows,
		"CNTR-MK-001170 os":                       windows,
		"CNTR-MK-001170 node":                     windows,
		"CNTR-MK-001170 docker_engine.info":       "the node serves Kubernetes alone",
		"CNTR-MK-001360 docker_engine.info":       swarm,
		"CNTR-MK-001360 listening":                "no user's container is on the host's network",
	})
	ruletest.Stale(t, input(t, "compliant"))
}

// A member that an answer lacks never makes a rule better.
func TestLostMembers(t *testing.T) {
	shared.Long(t)
	const (
		entry = "an entry of a map is data: it is gone as an element of a list would be"
		label = "labels that lack one of two are other labels: the node then serves the other scheduler alone"
		ports = "docker_engine.containers/*/inspect/NetworkSettings/Ports/"
		empty = "an empty host port is one that the engine chooses (mke-rules 000650)"
	)
	excused := ruletest.Reviewed{
		"* node/labels/com.docker.ucp.orchestrator.kubernetes": label,
		"* node/labels/com.docker.ucp.orchestrator.swarm":      label,
		"* msr/repositories/*/access/ops/sre":                  entry,
		"* " + ports + "9000/udp":                              entry,
	}
	for _, port := range []string{"8080/tcp", "8443/tcp"} {
		excused["* "+ports+port] = entry
		excused["* "+ports+port+"/*/HostPort"] = empty
	}
	ruletest.LostMembers(t, input(t, "noncompliant"), excused)
}

// Without a decision, or with a statement that does not count, a rule that names it
// does not pass.
func TestLostDecisions(t *testing.T) {
	shared.Long(t)
	const (
		loosens = "it can only set a violation aside, so that a pass without it is one"
		unasked = "the facts of this node or cluster do not ask it: "
		lost    = " lost"
	)
	const directory = "attestation docker_group_directory_reviewed"
	text, read := ruletest.Decisions(t, shared.Dir(t, "facts-samples", "bundles"))
	ruletest.LostDecisions(t, input(t, "compliant"), text, read, ruletest.Reviewed{
		"* exemptions" + lost:                                     loosens,
		"* system_containers" + lost:                              loosens,
		"* system_containers.image_repositories" + lost:           "names that look like the vendor's prove nothing either way",
		"CNTR-MK-000030 mke.address" + lost:                       unasked + "it is compared where SAML is in use",
		"CNTR-MK-000110 docker_group_members" + lost:              unasked + "the group has no member",
		"CNTR-MK-000110 " + directory + " expired":                unasked + "no users of a directory",
		"CNTR-MK-000110 " + directory + " on another text":        unasked + "no users of a directory",
		"CNTR-MK-000170 banner" + lost:                            "without it the notice in the benchmark's own text is wanted",
		"CNTR-MK-000310 logging.approved_drivers" + lost:          unasked + "the driver is one that the text names",
		"CNTR-MK-000530 os_family_override" + lost:                "it makes a rule apply as well and never excuses a host",
		"CNTR-MK-000560 capabilities" + lost:                      unasked + "the node serves Kubernetes alone",
		"CNTR-MK-000990 capabilities" + lost:                      unasked + "the node serves Kubernetes alone",
		"CNTR-MK-000570 interpretation" + lost:                    "it can only have the rule read more strictly",
		"CNTR-MK-000590 resources.cpu_shares_documented" + lost:   loosens,
		"CNTR-MK-000610 ingress.kubernetes_ingress_in_use" + lost: "facts alone can show it, and what they do not show is missing",
		"CNTR-MK-000640 ports.host_network_listeners" + lost:      unasked + "no user's container is on the host's network",
		"CNTR-MK-001360 ports.host_network_listeners" + lost:      unasked + "no user's container is on the host's network",
		"CNTR-MK-000770 exceptions.unencrypted_overlay" + lost:    loosens,
		"CNTR-MK-001020 exceptions.host_ipc" + lost:               loosens,
	})
	ruletest.LostDecisions(t, input(t, "noncompliant"), text, read, nil)
}

// A container of which nothing is known, among others that are fine, lets no rule on
// containers pass.
func TestContainerWithoutSettings(t *testing.T) {
	in := input(t, "compliant")
	for _, inspect := range []string{`{}`, `{"HostConfig":{}}`, `{"$error":"gone"}`} {
		read, _, err := facts.ReadBundle("bare.json", []byte(`{"node":{"docker_engine.containers":[{"Id":"bare","Names":["/bare"],"State":"running","inspect":`+inspect+`}]}}`))
		require.NoError(t, err)
		bare := read[0].Facts[facts.Containers.Name].Value.([]facts.Container)
		node := *in.Site.Nodes[1] // serves Swarm
		node.Facts = maps.Clone(node.Facts)
		fact := node.Facts[facts.Containers.Name]
		fact.Value = append(slices.Clone(fact.Value.([]facts.Container)), bare...)
		node.Facts[facts.Containers.Name] = fact
		one := in
		one.Site.Nodes = []*facts.Bundle{&node}
		assets, faults := rules.Evaluate(one)
		require.Empty(t, faults)
		for _, r := range assets[0].Results {
			rule, _ := in.Table.Find(r.STIGID)
			asks := slices.Contains(rule.Check.Needs, facts.Containers.Name)
			if asks && (r.Status == result.NotAFinding || r.Status == result.NotApplicable) {
				t.Errorf("with inspect %s: %s", inspect, result.Details(r))
			}
		}
	}
}
