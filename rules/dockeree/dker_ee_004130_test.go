package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE004130(t *testing.T) {
	const id = "DKER-EE-004130"
	images := func(tags ...string) facts.Setting {
		return facts.Images.Is([]facts.Image{{ID: "sha256:a", RepoTags: facts.Some(tags)}})
	}
	installed := facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some("3.1.4"), ServerVersion: facts.Some("ucp/3.1.4")})
	ruletest.Run(t, dockeree.Rules, id,
		row("as installed", fine, "older than the installed release", installed, images("docker/ucp-agent:3.1.4", "shop/web:1")),
		row("older", open, "docker/ucp-agent:3.1.2", installed, images("docker/ucp-agent:3.1.2")),
		row("older, of the bare name", open, "docker/ucp:3.0.0", installed, images("docker/ucp:3.0.0")),
		row("older, under the present name", open, "mirantis/ucp-agent:3.1.2", installed, images("mirantis/ucp-agent:3.1.2")),
		row("newer", fine, "older than", installed, images("docker/ucp-agent:3.2.0")),
		row("no version", unclear, "latest", installed, images("docker/ucp-agent:latest")),
		row("registry's release not known", unclear, "msr", installed, images("docker/dtr-api:2.6.4")),
		row("release not known", unclear, "mke_api.version", images("docker/ucp-agent:3.1.4")),
		row("no image beside a container", unclear, "docker_engine.images: is empty, and there are containers", installed, have(container("web")), facts.Images.Is([]facts.Image{})),
		row("no image and no container", fine, "0 images", installed, have(), facts.Images.Is([]facts.Image{})),
		row("older, under a mirror that nobody names", unclear, "mirror.example.mil/ucp-agent:3.1.2", installed, images("mirror.example.mil/ucp-agent:3.1.2")),
		row("as installed, under a mirror that nobody names", fine, "in a repository that neither", installed, images("mirror.example.mil/ucp-agent:3.1.4")),
		row("images not collected", unclear, "docker_engine.images: not collected", installed),
		row("images denied", unclear, "docker_engine.images: denied: x", installed, facts.Images.Lacks(facts.Denied, "x")),
		row("older in a partial list", open, "docker/ucp-agent:3.1.2", installed, facts.Images.Partly([]facts.Image{{ID: "sha256:a", RepoTags: facts.Some([]string{"docker/ucp-agent:3.1.2"})}})),
		row("none in a partial list", unclear, "docker_engine.images: partly collected", installed, facts.Images.Partly([]facts.Image{})),
	)
}
