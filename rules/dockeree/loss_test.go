package dockeree_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func input(t *testing.T, name string) rules.Input {
	table, err := dockeree.Table()
	require.NoError(t, err)
	dir := shared.Dir(t, "facts-samples", "bundles")
	data, err := os.ReadFile(filepath.Join(dir, "ssp.yaml"))
	require.NoError(t, err)
	ssp, err := facts.ReadSSP("ssp.yaml", data, os.DirFS(dir))
	require.NoError(t, err)
	site, _, err := facts.Assemble(cluster(t, name))
	require.NoError(t, err)
	return rules.Input{Benchmark: published(t)[1], Table: table, Site: site, SSP: ssp, At: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}
}

// A section that a rule names and that is lost leaves nothing that passes, but where
// the section only adds to what others prove.
func TestLostSections(t *testing.T) {
	shared.Long(t)
	excused := ruletest.Reviewed{}
	for why, list := range reviewed {
		for _, key := range list {
			excused[key] = why
		}
	}
	ruletest.LostSections(t, input(t, "compliant"), excused)
	ruletest.Stale(t, input(t, "compliant"))
}

// reviewed is what may stay a pass without one of the sections that a rule names, by
// reason.
var reviewed = map[string][]string{
	"it can only add a finding to what others prove": {
		"DKER-EE-001050 systemd",
		"DKER-EE-002130 processes",
	},
	"whether the engine is in a swarm is asked only where the swarm itself is not there": {
		"DKER-EE-001050 docker_engine.info",
		"DKER-EE-001990 docker_engine.info",
		"DKER-EE-002150 docker_engine.info",
		"DKER-EE-002400 docker_engine.info",
		"DKER-EE-003560 docker_engine.info",
	},
	"it can only say that the engine has another parent": {
		"DKER-EE-002100 processes",
	},
	"it can only name more files to look at": {
		"DKER-EE-005310 processes",
		"DKER-EE-005320 processes",
		"DKER-EE-005330 processes",
		"DKER-EE-005340 processes",
	},
	"no image of the node lacks a name": {
		"DKER-EE-003610 docker_engine.containers",
	},
	"it only tells whose a socket of the engine is, and there is none on TCP": {
		"DKER-EE-001050 docker_engine.containers",
	},
	"of two sources one suffices": {
		"DKER-EE-001800 docker_engine.info",
		"DKER-EE-001800 processes",
		"DKER-EE-001840 docker_engine.info",
		"DKER-EE-003230 docker_engine.info",
		"DKER-EE-005060 docker_engine.info",
	},
	"any of several facts shows which systems the host is, or is not, of": {
		"DKER-EE-001930 docker_engine.containers",
		"DKER-EE-001930 docker_engine.info",
		"DKER-EE-001930 node",
		"DKER-EE-001940 docker_engine.containers",
		"DKER-EE-001940 docker_engine.info",
		"DKER-EE-001940 lsm",
		"DKER-EE-001940 node",
	},
	"any of os, node and the engine shows that the host is Linux": {
		"DKER-EE-001240 docker_engine.info",
		"DKER-EE-001240 node",
		"DKER-EE-001240 os",
		"DKER-EE-001250 docker_engine.info",
		"DKER-EE-001250 node",
		"DKER-EE-001250 os",
		"DKER-EE-001810 node",
		"DKER-EE-001810 os",
		"DKER-EE-001950 docker_engine.info",
		"DKER-EE-001950 node",
		"DKER-EE-001950 os",
		"DKER-EE-001960 docker_engine.info",
		"DKER-EE-001960 node",
		"DKER-EE-001960 os",
		"DKER-EE-001970 docker_engine.info",
		"DKER-EE-001970 node",
		"DKER-EE-001970 os",
		"DKER-EE-002060 docker_engine.info",
		"DKER-EE-002060 node",
		"DKER-EE-002060 os",
		"DKER-EE-002070 node",
		"DKER-EE-002070 os",
		"DKER-EE-002080 docker_engine.info",
		"DKER-EE-002080 node",
		"DKER-EE-002080 os",
		"DKER-EE-002090 docker_engine.info",
		"DKER-EE-002090 node",
		"DKER-EE-002090 os",
		"DKER-EE-002100 docker_engine.info",
		"DKER-EE-002100 node",
		"DKER-EE-002100 os",
		"DKER-EE-002110 docker_engine.info",
		"DKER-EE-002110 node",
		"DKER-EE-002110 os",
		"DKER-EE-002780 docker_engine.info",
		"DKER-EE-002780 node",
		"DKER-EE-002780 os",
		"DKER-EE-004040 docker_engine.info",
		"DKER-EE-004040 node",
		"DKER-EE-004040 os",
	},
	"the rule is about managers, or files, that others show to be or not to be there": {
		"DKER-EE-005350 docker_engine.info",
		"DKER-EE-005350 host_files",
		"DKER-EE-005350 node",
		"DKER-EE-005360 docker_engine.info",
		"DKER-EE-005360 host_files",
		"DKER-EE-005360 node",
		"DKER-EE-006270 listening",
		"DKER-EE-006270 node",
	},
	"the node is one of UCP, which the rule leaves out": {
		"DKER-EE-001830 processes",
	},
	"no user's container is on the host's network": {
		"DKER-EE-001990 listening",
		"DKER-EE-003560 listening",
	},
	"a remark alone": {
		"DKER-EE-001070 sysctl",
	},
	"a host without systemd has no unit file, which the text passes": {
		"DKER-EE-005170 systemd absent",
		"DKER-EE-005180 systemd absent",
		"DKER-EE-005190 systemd absent",
		"DKER-EE-005200 systemd absent",
	},
}

// A member that an answer lacks never makes a rule better.
func TestLostMembers(t *testing.T) {
	shared.Long(t)
	const (
		entry = "an entry of a map is data: it is gone as an element of a list would be"
		ports = "* docker_engine.containers/*/inspect/NetworkSettings/Ports/"
		other = "of several places that say the same each that is there counts"
	)
	excused := ruletest.Reviewed{
		"* msr/repositories/*/access/ops/sre":                                        entry,
		"* host_files//etc/docker/daemon.json":                                       other,
		"* host_files//etc/docker/daemon.json/parsed/insecure-registries":            other,
		"* docker_engine.info/RegistryConfig/IndexConfigs/registry.example.mil:5000": entry,
		"DKER-EE-002400 swarm/unlock_key_set":                                        other,
	}
	for _, port := range []string{"2376/tcp", "6443/tcp", "8080/tcp", "8443/tcp", "9000/udp"} {
		excused[ports+port] = entry
	}
	for _, port := range []string{"8080/tcp", "8443/tcp"} {
		excused[ports+port+"/*/HostPort"] = "an empty host port is one that the engine chooses"
	}
	for _, member := range []string{"docker_engine.info/ExperimentalBuild", "docker_engine.info/RegistryConfig", "docker_engine.info/RegistryConfig/IndexConfigs",
		"docker_engine.info/RegistryConfig/IndexConfigs/registry.example.mil:5000/Secure", "docker_engine.version/Components",
		"docker_engine.version/Components/*/Details", "docker_engine.version/Components/*/Details/Experimental",
		"docker_engine.version/Components/*/Name", "docker_engine.version/Experimental"} {
		excused["* "+member] = other
	}
	ruletest.LostMembers(t, input(t, "noncompliant"), excused)
}

// Without a decision, or with a statement that does not count, a rule that names it
// does not pass.
func TestLostDecisions(t *testing.T) {
	shared.Long(t)
	text, read := ruletest.Decisions(t, shared.Dir(t, "facts-samples", "bundles"))
	const (
		loosens  = "it can only set a violation aside, so that a pass without it is one"
		unasked  = "the facts of this node or cluster do not ask it: "
		widens   = "it makes a rule apply as well and never excuses a host"
		narrows  = "the text asks for a server; ssp.yaml can only say which"
		noUsers  = unasked + "no user's container is on the host's network"
		noLimits = unasked + "no container sets one"
	)
	ruletest.LostDecisions(t, input(t, "compliant"), text, read, ruletest.Reviewed{
		"* exemptions lost":                                  loosens,
		"* system_containers lost":                           loosens,
		"* system_containers.image_repositories lost":        "names that look like the vendor's prove nothing either way",
		"* os_family_override lost":                          widens,
		"DKER-EE-001100 idp lost":                            narrows,
		"DKER-EE-001990 ports.host_network_listeners lost":   noUsers,
		"DKER-EE-003560 ports.host_network_listeners lost":   noUsers,
		"DKER-EE-002100 images.cgroup_parents lost":          noLimits,
		"DKER-EE-004040 images.ulimits lost":                 noLimits,
		"DKER-EE-006240 exceptions.unencrypted_overlay lost": loosens,
	})
	ruletest.LostDecisions(t, input(t, "noncompliant"), text, read, nil)
}
