package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE999999(t *testing.T) {
	const id = "DKER-EE-999999"
	engine := func(platform, version string) facts.Setting {
		return facts.EngineVersion.Is(facts.Version{Platform: facts.Some(facts.Platform{Name: platform}), Version: facts.Some(version)})
	}
	alone := facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: "inactive"})})
	supported := attested(id, "vendor_supported_version", "true", "2026-10-01", "2027-10-01", `, assets: ["node1.*", cluster]`)
	nodeAlone := attested(id, "vendor_supported_version", "true", "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`)
	ucp := func(version string) facts.Setting {
		return facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some(version), ServerVersion: facts.Some("ucp/" + version)})
	}
	dtr := func(version string) facts.Setting {
		return facts.MSR.Is(facts.Registry{Present: facts.Some(true), Version: facts.Some(version)})
	}
	const enterprise, community, mirantis = "Docker Engine - Enterprise", "Docker Engine - Community", "Mirantis Container Runtime"
	ruletest.Run(t, dockeree.Rules, id,
		row("18.09 of the enterprise", open, "Docker Engine - Enterprise 18.09.2", engine(enterprise, "18.09.2"), alone, supported),
		row("17.06 by its name", open, "17.06.2-ee-16", engine("", "17.06.2-ee-16"), alone, supported),
		row("18.09, platform not known", unclear, "docker_engine.version.Platform", facts.EngineVersion.Is(facts.Version{Version: facts.Some("18.09.2")}), alone, supported),
		row("18.09 of the community, attested", fine, "perhaps another benchmark is meant", engine(community, "18.09.2"), alone, supported),
		row("another product, attested", fine, "by A. Roe, ISSO", engine(mirantis, "25.0.8"), alone, supported),
		row("another product, nobody has attested", unclear, "attestation vendor_supported_version", engine(community, "20.10.24"), alone),
		row("another product, attested as unsupported", open, "attested false", engine(community, "20.10.24"), alone, attested(id, "vendor_supported_version", "false", "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`)),
		row("attested for another node", unclear, "does not cover", engine(mirantis, "25.0.8"), alone, attested(id, "vendor_supported_version", "true", "2026-10-01", "2027-10-01", `, assets: ["node2.*"]`)),
		row("statement has lapsed", unclear, "expired", engine(mirantis, "25.0.8"), alone, attested(id, "vendor_supported_version", "true", "2026-10-01", "2026-11-01", `, assets: ["node1.*"]`)),
		row("UCP 3.1", open, "3.1.4", engine(mirantis, "25.0.8"), ucp("3.1.4"), supported),
		row("UCP 3.8", fine, "3.8.4", engine(mirantis, "25.0.8"), ucp("3.8.4"), supported),
		row("UCP without a readable version", unclear, "is no version", engine(mirantis, "25.0.8"), ucp("newest"), supported),
		row("UCP 3.1 with a v", open, "v3.1.4", engine(mirantis, "25.0.8"), supported, facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some("v3.1.4")})),
		row("UCP 2.2", open, "2.2.4", engine(mirantis, "25.0.8"), ucp("2.2.4"), supported),
		row("UCP of two versions", unclear, "the sources disagree", engine(mirantis, "25.0.8"), supported, facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some("3.7.4"), ServerVersion: facts.Some("ucp/3.1.4")})),
		row("UCP 3.8, attested for the node alone", unclear, "does not cover the cluster", engine(mirantis, "25.0.8"), ucp("3.8.4"), nodeAlone),
		row("18.09 of no platform", unclear, "docker_engine.version.Platform: is empty", engine("", "18.09.7"), alone, supported),
		row("18.09 of an enterprise package", open, "18.09.7", engine("", "18.09.7"), alone, supported, facts.Packages.Is([]facts.Package{{Name: "docker-ee"}})),
		row("UCP denied", unclear, "mke_api.version: denied: 403", engine(mirantis, "25.0.8"), alone, supported, facts.MKEVersion.Lacks(facts.Denied, "403")),
		row("not known whether there is a UCP", unclear, "mke_api.version: not collected", engine(mirantis, "25.0.8"), supported),
		row("17.03 of the enterprise", open, "17.03.2-ee-8", engine("", "17.03.2-ee-8"), alone, supported),
		row("1.13 of the enterprise", open, "1.13.1-cs9", facts.EngineVersion.Is(facts.Version{Version: facts.Some("1.13.1-cs9")}), alone, supported),
		row("1.13 of the community, attested", fine, "perhaps another benchmark", facts.EngineVersion.Is(facts.Version{Version: facts.Some("1.13.1")}), alone, supported),
		row("a registry of Docker Enterprise 2.x", open, "DTR 2.6.4", engine(mirantis, "25.0.8"), ucp("3.8.4"), supported, dtr("2.6.4")),
		row("a registry of a later one", fine, "3.8.4", engine(mirantis, "25.0.8"), ucp("3.8.4"), supported, dtr("2.9.4")),
		row("version not known", unclear, "docker_engine.version: not collected", alone, supported),
		row("no version", unclear, "which is no version", engine(mirantis, "master"), alone, supported),
	)
}
