package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003610(t *testing.T) {
	const id = "DKER-EE-003610"
	images := func(tags ...string) facts.Setting {
		return facts.Images.Is([]facts.Image{{ID: "sha256:a", RepoTags: facts.Some(tags)}})
	}
	answers := func(results ...facts.TrustResult) facts.Setting {
		return facts.ImageTrust.Is(facts.TrustReport{Method: "notary", Results: facts.Some(results)})
	}
	signed := facts.TrustResult{Ref: "shop/web:1", Signed: facts.Some(true), Signers: facts.Some([]string{"ops"})}
	unsigned := facts.TrustResult{Ref: "shop/web:1", Signed: facts.Some(false)}
	ruletest.Run(t, dockeree.Rules, id,
		row("signed", fine, "PASS 1 tag: signed, in 1 image", images("shop/web:1"), answers(signed)),
		row("unsigned", open, "OPEN shop/web:1", images("shop/web:1"), answers(unsigned)),
		row("unsigned on another node", open, "shop/web:1 in the cluster", images(), answers(unsigned)),
		row("one is unsigned, one unknown", open, "OPEN shop/web:1", images("shop/web:1", "shop/api:2"), answers(unsigned)),
		row("no answer for one", unclear, "no answer for shop/api:2", images("shop/web:1", "shop/api:2"), answers(signed)),
		row("service not reached", unclear, "timeout", images("shop/web:1"), answers(facts.TrustResult{Ref: "shop/web:1", Error: "timeout"})),
		row("answers not collected", unclear, "image_trust: not collected", images("shop/web:1")),
		row("an image without a tag", unclear, "has a tag to ask for", images(), answers(signed)),
		row("an image without a name that a container uses", unclear, "docker_engine.images[sha256:user]", answers(signed), have(container("web")), facts.Images.Is([]facts.Image{
			{ID: "sha256:a", RepoTags: facts.Some([]string{"shop/web:1"})}, {ID: "sha256:user", RepoTags: facts.Some([]string{})}})),
		row("an image without a name, and containers are not known", unclear, "docker_engine.containers: not collected", answers(signed), facts.Images.Is([]facts.Image{
			{ID: "sha256:a", RepoTags: facts.Some([]string{"shop/web:1"})}, {ID: "sha256:b", RepoTags: facts.Some([]string{})}})),
		row("an image without a name that nobody uses", fine, "PASS 1 tag", answers(signed), have(), facts.Images.Is([]facts.Image{
			{ID: "sha256:a", RepoTags: facts.Some([]string{"shop/web:1"})}, {ID: "sha256:b", RepoTags: facts.Some([]string{})}})),
		row("no image beside a container", unclear, "docker_engine.images: is empty, and there are containers", answers(signed), have(container("web")), facts.Images.Is([]facts.Image{})),
		row("images not collected", unclear, "docker_engine.images: not collected", answers(signed)),
		row("images denied", unclear, "docker_engine.images: denied: x", answers(signed), facts.Images.Lacks(facts.Denied, "x")),
		row("an image without its tags", unclear, "docker_engine.images[sha256:b].RepoTags: not collected", answers(signed), facts.Images.Is([]facts.Image{
			{ID: "sha256:a", RepoTags: facts.Some([]string{"shop/web:1"})}, {ID: "sha256:b"}})),
		row("images partial", unclear, "docker_engine.images: partly collected", answers(signed), facts.Images.Partly([]facts.Image{{ID: "sha256:a", RepoTags: facts.Some([]string{"shop/web:1"})}})),
	)
}
