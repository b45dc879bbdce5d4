package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001600(t *testing.T) {
	type list = []facts.Image
	row := ruletest.Row
	have, some := facts.Images.Is, facts.Images.Partly
	tags := func(refs ...string) facts.Setting { return have(list{{ID: "sha256:1", RepoTags: facts.Some(refs)}}) }
	runs := func(version string) facts.Setting {
		return facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some(version), ServerVersion: facts.Some("ucp/" + version)})
	}
	registry := func(version string) facts.Setting {
		return facts.MSR.Is(facts.Registry{Present: facts.Some(true), Version: facts.Some(version)})
	}
	untold := facts.MSR.Is(facts.Registry{Present: facts.Some(true), Version: facts.Maybe[string]{State: facts.Failed, Error: "not told"}})
	mirror := ruletest.SSP("system: {name: S}\nsystem_containers: {image_repositories: [\"mirror.example.mil/mirantis/ucp-*\", \"mirror.example.mil/platform/*\"]}\n")

	ruletest.Run(t, mke.Rules, "CNTR-MK-001600",
		row("current tags", result.NotAFinding, "2 tags of the vendor's: none older, in 1 image; installed MKE 3.8.4; installed MSR 3.1.8 (mirantis/ucp-agent:3.8.4, registry.mirantis.com/msr/msr-api:3.1.8)",
			tags("mirantis/ucp-agent:3.8.4", "registry.mirantis.com/msr/msr-api:3.1.8", "shop/api:1.0"), runs("3.8.4"), registry("3.1.8")),
		row("a newer one is no finding", result.NotAFinding, "none older", tags("mirantis/ucp-agent:3.8.10"), runs("3.8.9")),
		row("no vendor image needs no release", result.NotAFinding, "0 tags of the vendor's: none older, in 1 image", tags("shop/api:1.0")),
		row("no image", result.NotAFinding, "in 0 images", have(list{})),
		row("older", result.Open, "mirantis/ucp-agent:3.7.9: older than the installed MKE 3.7.10", tags("mirantis/ucp-agent:3.7.9"), runs("3.7.10")),
		row("older of two tags of one image", result.Open, "mirantis/ucp-agent:3.6.2", tags("mirantis/ucp-agent:3.8.4", "mirantis/ucp-agent:3.6.2"), runs("3.8.4")),
		row("bootstrapper without a dash", result.Open, "mirantis/ucp:3.6.2", tags("mirantis/ucp:3.6.2"), runs("3.8.4")),
		row("former name", result.Open, "docker/ucp-agent:3.2.5", tags("docker/ucp-agent:3.2.5"), runs("3.8.4")),
		row("host of the public registry", result.Open, "docker.io/mirantis/ucp:3.6.2", tags("docker.io/mirantis/ucp:3.6.2"), runs("3.8.4")),
		row("former registry", result.Open, "mirantis/dtr-registry:2.9.4: older than the installed MSR 3.1.8", tags("mirantis/dtr-registry:2.9.4"), runs("3.8.4"), registry("3.1.8")),
		row("an image of the chart of MSR 3", result.NotReviewed, "not numbered as that is", tags("registry.mirantis.com/msr/enzi:1.1.5"), registry("3.1.8")),
		row("the registry's release is attested", result.NotAFinding, "the release of MSR is attested by A. Roe", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2027-02-01", "")),
		row("attested of the cluster", result.NotAFinding, "attested by A. Roe", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2027-02-01", ", assets: [cluster]")),
		row("attested of the node", result.NotAFinding, "attested by A. Roe", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2027-02-01", `, assets: ["node1*"]`)),
		row("attested of another node", result.NotReviewed, "attestation msr_version", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2027-02-01", `, assets: ["node9*"]`)),
		row("older than the attested release", result.Open, "older than the installed MSR 3.1.8", tags("registry.mirantis.com/msr/msr-api:3.1.2"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2027-02-01", "")),
		row("attested, and has expired", result.NotReviewed, "attestation msr_version", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"3.1.8"`, "2026-02-01", "2026-10-01", "")),
		row("attested by no version", result.NotReviewed, "is no version", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", `"today's"`, "2026-02-01", "2027-02-01", "")),
		row("attested with true", result.NotReviewed, "want a text", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"),
			untold, attested("CNTR-MK-001600", "msr_version", "true", "2026-02-01", "2027-02-01", "")),
		row("a fact outweighs what is attested", result.Open, "older than the installed MSR 3.1.8", tags("registry.mirantis.com/msr/msr-api:3.1.2"), runs("3.8.4"),
			registry("3.1.8"), attested("CNTR-MK-001600", "msr_version", `"3.1.2"`, "2026-02-01", "2027-02-01", "")),
		row("nobody says the registry's release", result.NotReviewed, "attestation msr_version: no ssp.yaml given", tags("registry.mirantis.com/msr/msr-api:3.1.8"), runs("3.8.4"), untold),
		row("registry of today", result.Open, "registry.mirantis.com/msr/msr-api:3.1.2", tags("registry.mirantis.com/msr/msr-api:3.1.2"), registry("3.1.8")),
		row("mirror that ssp.yaml names", result.Open, "mirror.example.mil/mirantis/ucp-agent:3.6.2", tags("mirror.example.mil/mirantis/ucp-agent:3.6.2"), runs("3.8.4"), mirror),
		row("mirror that nobody names, and older", result.NotReviewed, "has a name like the vendor's, in a repository that neither",
			tags("mirror.example.mil/mirantis/ucp-agent:3.6.2"), runs("3.8.4")),
		row("mirror that nobody names is a note", result.NotAFinding, "mirror.example.mil/mirantis/ucp-agent:3.8.4 has a name like the vendor's",
			tags("mirror.example.mil/mirantis/ucp-agent:3.8.4"), runs("3.8.4")),
		row("pre-release of the installed release", result.Open, "ucp-agent:3.8.4-rc1", tags("mirantis/ucp-agent:3.8.4-rc1"), runs("3.8.4")),
		row("suffix nobody knows", result.NotReviewed, "nobody knows whether", tags("mirantis/ucp-agent:3.8.4-win"), runs("3.8.4")),
		row("tag that is no version", result.NotReviewed, `mirantis/ucp-agent:latest: tag "latest"; the tag is no version`, tags("mirantis/ucp-agent:latest"), runs("3.8.4")),
		row("vendor image by digest alone", result.NotReviewed, "mirantis/ucp-agent:<none>",
			have(list{{ID: "sha256:1", RepoTags: facts.Some([]string{}), RepoDigests: []string{"mirantis/ucp-agent@sha256:2"}}}), runs("3.8.4")),
		row("tag beside its own digest", result.NotAFinding, "1 tag of the vendor's",
			have(list{{ID: "sha256:1", RepoTags: facts.Some([]string{"mirantis/ucp-agent:3.8.4"}), RepoDigests: []string{"mirantis/ucp-agent@sha256:2"}}}), runs("3.8.4")),
		row("nameless with the vendor's label is a note", result.NotAFinding, "image sha256:1 has no name; its label says that it is MKE 3.6.2",
			have(list{{ID: "sha256:1", RepoTags: facts.Some([]string{}), Labels: map[string]string{"com.docker.ucp.version": "3.6.2"}}}), runs("3.8.4")),
		row("name of no product", result.NotReviewed, "whether it belongs to MKE or to MSR", tags("mirror.example.mil/platform/agent:3.6.2"), runs("3.8.4"), mirror),
		row("server version alone", result.Open, "older than the installed MKE 3.8.4", tags("mirantis/ucp:3.6.2"),
			facts.MKEVersion.Is(facts.MKEVersionInfo{ServerVersion: facts.Some("ucp/3.8.4")})),
		row("sources disagree", result.NotReviewed, "the sources disagree", tags("mirantis/ucp:3.6.2"),
			facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some("3.8.4"), ServerVersion: facts.Some("ucp/3.7.4")})),
		row("engine version is not MKE's", result.NotReviewed, "mke_api.version.mke: not collected", tags("mirantis/ucp:3.6.2"),
			facts.MKEVersion.Is(facts.MKEVersionInfo{ServerVersion: facts.Some("20.10.24")})),
		row("installed release is no version", result.NotReviewed, `mke_api.version.mke: "main" is no version`, tags("mirantis/ucp:3.6.2"), runs("main")),
		row("installed release unknown", result.NotReviewed, "mke_api.version: not collected", tags("mirantis/ucp:3.6.2")),
		row("registry image, no registry", result.NotReviewed, "msr.version: not collected", tags("mirantis/dtr:2.9.4"), runs("3.8.4"),
			facts.MSR.Is(facts.Registry{Present: facts.Some(false)})),
		row("older beside one that cannot be compared", result.Open, "mirantis/ucp:3.6.2", tags("mirantis/ucp:3.6.2", "mirantis/dtr:2.9.4"), runs("3.8.4")),
		row("an entry without its tags", result.NotReviewed, "docker_engine.images[sha256:1].RepoTags: not collected", have(list{{ID: "sha256:1"}}), runs("3.8.4")),
		row("an entry whose tags were denied, beside an older one", result.Open, "mirantis/ucp:3.6.2", have(list{{ID: "1", RepoTags: facts.Maybe[[]string]{State: facts.Denied}},
			{ID: "2", RepoTags: facts.Some([]string{"mirantis/ucp:3.6.2"})}}), runs("3.8.4")),
		row("part of the tags", result.NotReviewed, "partly collected", have(list{{ID: "1", RepoTags: facts.Maybe[[]string]{State: facts.OK, Partial: true}}}), runs("3.8.4")),
		row("tags written as null", result.NotAFinding, "in 1 image", ruletest.Bundle(`{"node":{"docker_engine.images":[{"Id":"1","RepoTags":null}]},
			"cluster":{"mke_api.version":{"mke":"3.8.4","server_version":"ucp/3.8.4"}}}`)),
		row("older in a partial list", result.Open, "mirantis/ucp:3.6.2", some(list{{ID: "1", RepoTags: facts.Some([]string{"mirantis/ucp:3.6.2"})}}), runs("3.8.4")),
		row("none older in a partial list", result.NotReviewed, "partly collected", some(list{{ID: "1", RepoTags: facts.Some([]string{"mirantis/ucp:3.8.4"})}}), runs("3.8.4")),
		row("images denied", result.NotReviewed, "docker_engine.images: denied: socket", facts.Images.Lacks(facts.Denied, "socket"), runs("3.8.4")),
		row("images not collected", result.NotReviewed, "docker_engine.images: not collected", runs("3.8.4")),
	)
}
