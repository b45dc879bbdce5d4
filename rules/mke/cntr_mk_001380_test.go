package mke_test

import (
	"maps"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001380(t *testing.T) {
	const id = "CNTR-MK-001380"
	type list = []any
	config := func(change map[string]any) facts.Tree {
		keys := map[string]any{"require_content_trust": true, "require_signature_from": list{"ops/release"}, "allow_repos": list{}}
		maps.Copy(keys, change)
		for name, v := range change {
			if v == nil {
				delete(keys, name)
			}
		}
		return facts.NewTree(map[string]any{"trust_configuration": keys})
	}
	on := facts.MKEConfig.Is(config(nil))
	set := func(change map[string]any) facts.Setting { return facts.MKEConfig.Is(config(change)) }
	tags := func(refs ...string) facts.Setting {
		return facts.Images.Is([]facts.Image{{ID: "sha256:1", RepoTags: facts.Some(refs)}})
	}
	answer := func(ref string, signed bool) facts.TrustResult {
		return facts.TrustResult{Ref: ref, Signed: facts.Some(signed), Signers: facts.Some([]string{"ops/release"})}
	}
	trust := func(results ...facts.TrustResult) facts.Setting {
		return facts.ImageTrust.Is(facts.TrustReport{Method: "notary", Results: facts.Some(append([]facts.TrustResult{}, results...))})
	}
	refused := facts.TrustResult{Ref: "shop/api:1", Signed: facts.Some(false), Error: "no signatures or cannot access shop/api:1"}
	const who = "system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\n"
	const planText = who + "content_trust: {require_signature_from: [ops/release], allow_repos: []}\n"
	plan := ruletest.SSP(planText)
	says := func(text string) facts.Setting { return ruletest.SSP(who + "content_trust: " + text + "\n") }
	states := func(key, value string) facts.Setting {
		return ruletest.SSP(planText + `attestations: [{rule: ` + id + `, key: "toml:trust_configuration.` + key + `", value: ` + value +
			`, by: "A. Roe, ISSO", on: 2026-02-01, expires: 2027-02-01, evidence: "screen copy"}]`)
	}
	image, signed := tags("shop/api:1"), trust(answer("shop/api:1", true))

	ruletest.Run(t, mke.Rules, id,
		row("on, lists equal, all signed", fine, "1 tag: signed, in 1 image", on, image, signed, plan),
		row("names signers and approver", fine, "1 signer: as ssp.yaml states them, of 1 found and 1 stated; approved by J. Doe, ISSM", on, image, signed, plan),
		row("no images", fine, "0 tags: signed, in 0 images", on, facts.Images.Is([]facts.Image{}), plan),
		row("off", open, "trust_configuration.require_content_trust: false", set(map[string]any{"require_content_trust": false}), image, signed, plan),
		row("off, nothing else known", open, "require_content_trust: false", set(map[string]any{"require_content_trust": false})),
		row("another signer", open, "signer dev/all: is there and not in ssp.yaml", set(map[string]any{"require_signature_from": list{"ops/release", "dev/all"}}), image, signed, plan),
		row("missing signer", open, "signer ops/release: is in ssp.yaml and not there", set(map[string]any{"require_signature_from": list{}}), image, signed, plan),
		row("no signer, and none stated", fine, "the signature of any user of MKE counts", set(map[string]any{"require_signature_from": list{}}), image, signed,
			says("{require_signature_from: [], allow_repos: []}")),
		row("repository let through", open, "repository shop/tools: runs unsigned", set(map[string]any{"allow_repos": list{"shop/tools"}}), image, signed, plan),
		row("repository let through and approved", fine, "EXCLUDED repository shop/tools: runs unsigned; in ssp content_trust.allow_repos, approved by J. Doe",
			set(map[string]any{"allow_repos": list{"shop/tools"}}), image, signed, says("{require_signature_from: [ops/release], allow_repos: [shop/tools]}")),
		row("repository approved and not let through", fine, "1 tag: signed", on, image, signed, says("{require_signature_from: [ops/release], allow_repos: [shop/tools]}")),
		row("unsigned tag", open, "shop/api:1: not signed", on, image, trust(answer("shop/api:1", false)), plan),
		row("unsigned tag of another node", open, "shop/web:2 in the cluster: not signed", on, image, trust(answer("shop/api:1", true), answer("shop/web:2", false)), plan),
		row("unsigned wins over signed", open, "shop/api:1: not signed", on, image, trust(answer("shop/api:1", true), answer("shop/api:1", false)), plan),
		row("service not reached is not unsigned", unclear, "no signatures or cannot access", on, image, trust(refused), plan),
		row("service not reached once", unclear, "no signatures or cannot access", on, image, trust(answer("shop/api:1", true), refused), plan),
		row("answer without a verdict", unclear, "image_trust.results: no answer for shop/api:1", on, image, trust(facts.TrustResult{Ref: "shop/api:1"}), plan),
		row("no answer for a tag", unclear, "no answer for shop/web:1", on, tags("shop/api:1", "shop/web:1"), signed, plan),
		row("another tag's answer", unclear, "no answer for shop/api:2", on, tags("shop/api:2"), signed, plan),
		row("one spelling of the public registry", fine, "2 tags: signed", on, tags("docker.io/mirantis/ucp:3.8.4", "busybox:1"),
			trust(answer("mirantis/ucp:3.8.4", true), answer("docker.io/library/busybox:1", true)), plan),
		row("no tag is a note", fine, "2 images have no tag", on, facts.Images.Is([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{"<none>:<none>"})}, {ID: "2", RepoTags: facts.Some([]string{})}}), trust(), plan),
		row("an image by its digest alone", unclear, "image_trust.results: no answer for reg/evil@sha256:aa", on,
			facts.Images.Is([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{}), RepoDigests: []string{"reg/evil@sha256:aa"}}}), trust(), plan),
		row("an image by its digest alone, signed", fine, "1 tag: signed, in 1 image", on,
			facts.Images.Is([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{"<none>:<none>"}), RepoDigests: []string{"reg/app@sha256:aa"}}}), trust(answer("reg/app@sha256:aa", true)), plan),
		row("an image by its digest alone, not signed", open, "reg/app@sha256:aa: not signed", on,
			facts.Images.Is([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{}), RepoDigests: []string{"reg/app@sha256:aa"}}}), trust(answer("reg/app@sha256:aa", false)), plan),
		row("an image with its tag and its digest", fine, "1 tag: signed", on,
			facts.Images.Is([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{"shop/api:1"}), RepoDigests: []string{"shop/api@sha256:aa"}}}), signed, plan),
		row("an answer without a tag", unclear, "no answer for reg/app:latest", on, tags("reg/app:latest"), trust(answer("reg/app", true)), plan),
		row("an answer without a tag that says unsigned", open, "reg/app:latest: not signed", on, tags("reg/app:latest"), trust(answer("reg/app", false)), plan),
		row("an answer on a digest is none on a tag", unclear, "no answer for reg/app:latest", on, tags("reg/app:latest"), trust(answer("reg/app@sha256:bb", true)), plan),
		row("an image without its tags", unclear, "docker_engine.images[2].RepoTags: not collected", on, facts.Images.Is([]facts.Image{{ID: "2"}}), trust(), plan),
		row("trust not collected", unclear, "image_trust: not collected", on, image, plan),
		row("trust partly collected, every tag signed", unclear, "image_trust: partly collected", on, image, plan,
			facts.ImageTrust.Partly(facts.TrustReport{Results: facts.Some([]facts.TrustResult{answer("shop/api:1", true)})})),
		row("unsigned tag in a partial answer", open, "shop/api:1: not signed", on, image, plan,
			facts.ImageTrust.Partly(facts.TrustReport{Results: facts.Some([]facts.TrustResult{answer("shop/api:1", false)})})),
		row("trust denied", unclear, "image_trust: denied", on, image, plan, facts.ImageTrust.Lacks(facts.Denied, "")),
		row("trust not collected and nothing to ask for", fine, "0 tags", on, facts.Images.Is([]facts.Image{}), plan),
		row("unsigned tag in a partial list of images", open, "shop/api:1: not signed", on, facts.Images.Partly([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{"shop/api:1"})}}),
			trust(answer("shop/api:1", false)), plan),
		row("partial list of images", unclear, "docker_engine.images: partly collected", on, facts.Images.Partly([]facts.Image{{ID: "1", RepoTags: facts.Some([]string{"shop/api:1"})}}), signed, plan),
		row("images not collected", unclear, "docker_engine.images: not collected", on, signed, plan),
		row("images denied", unclear, "docker_engine.images: denied", on, signed, plan, facts.Images.Lacks(facts.Denied, "")),
		row("flag missing", unclear, "mke_config.trust_configuration.require_content_trust: the export", set(map[string]any{"require_content_trust": nil}), image, signed, plan),
		row("flag missing and attested", fine, "attested by A. Roe, ISSO", set(map[string]any{"require_content_trust": nil}), image, signed, states("require_content_trust", "true")),
		row("signers missing", unclear, "mke_config.trust_configuration.require_signature_from: the export", set(map[string]any{"require_signature_from": nil}), image, signed, plan),
		row("signers missing and attested", fine, "1 signer: as ssp.yaml states them, of 1 found and 1 stated; attested by A. Roe", set(map[string]any{"require_signature_from": nil}), image, signed,
			states("require_signature_from", "[ops/release]")),
		row("signers are no list", unclear, "want a list", set(map[string]any{"require_signature_from": "ops/release"}), image, signed, plan),
		row("repositories missing", unclear, "mke_config.trust_configuration.allow_repos: the export", set(map[string]any{"allow_repos": nil}), image, signed, plan),
		row("repositories missing and attested", fine, "allow_repos: none of 0; attested by A. Roe", set(map[string]any{"allow_repos": nil}), image, signed, states("allow_repos", "[]")),
		row("configuration not collected", unclear, "mke_config: not collected", image, signed, plan),
		row("extra signer in a partial configuration", open, "signer dev/all", image, signed, plan, facts.MKEConfig.Partly(config(map[string]any{"require_signature_from": list{"dev/all"}}))),
		row("partial configuration", unclear, "mke_config: partly collected", image, signed, plan, facts.MKEConfig.Partly(config(nil))),
		row("missing signer of a partial configuration", unclear, "mke_config: partly collected", image, signed, plan,
			facts.MKEConfig.Partly(config(map[string]any{"require_signature_from": list{}}))),
		row("nothing stated", unclear, "ssp:content_trust: no ssp.yaml given", on, image, signed),
		row("signers not stated", unclear, "ssp:content_trust.require_signature_from: ssp.yaml does not say", on, image, signed, says("{allow_repos: []}")),
		row("repositories not stated and none let through", fine, "allow_repos: none of 0", on, image, signed, says("{require_signature_from: [ops/release]}")),
		row("repositories not stated and one let through", unclear, "ssp:content_trust.allow_repos: ssp.yaml does not say", set(map[string]any{"allow_repos": list{"x"}}), image, signed,
			says("{require_signature_from: [ops/release]}")),
		row("decision lapsed", unclear, "expired 2026-11-01", on, image, signed, ruletest.SSP("approvals: {content_trust: {by: A, on: 2026-01-01, expires: 2026-11-01}}\n"+
			"content_trust: {require_signature_from: [ops/release], allow_repos: []}\n")),
	)
}
