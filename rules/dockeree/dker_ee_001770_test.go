package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001770(t *testing.T) {
	const id = "DKER-EE-001770"
	trust := func(results string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"image_trust":{"method":"notary","results":` + results + `}}}`)
	}
	const ucp, dtr = `{"ref":"docker/ucp:3.1.4","signed":true,"signers":["docker"]}`, `{"ref":"docker.io/docker/dtr:2.6.4","signed":true,"signers":[]}`
	said := func(keys ...string) facts.Setting {
		text := "{msr: {in_use: true}, attestations: ["
		for _, key := range keys {
			text += `{rule: ` + id + `, key: ` + key + `, value: true, by: A. Roe, on: 2026-10-01, expires: 2027-10-01, evidence: ticket 4711, assets: ["node1.*"]},`
		}
		return ruletest.SSP(text + "]}")
	}
	installed := func(version string) facts.Setting {
		return facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some(version), ServerVersion: facts.Some("ucp/" + version)})
	}
	packages := said("vendor_package_signatures")
	ruletest.Run(t, dockeree.Rules, id,
		row("signed", fine, "signed by docker", trust("["+ucp+","+dtr+"]"), packages),
		row("one unsigned", open, "OPEN docker/ucp:3.1.4: not signed", trust(`[{"ref":"docker/ucp:3.1.4","signed":false}]`), packages),
		row("an image of another's", unclear, "image_trust.results[docker/ucp]", trust(`[{"ref":"shop/ucp:1","signed":false}]`), packages),
		row("unreachable is not unsigned", unclear, "no answer of the trust service", trust(`[{"ref":"docker/ucp:3.1.4","error":"timeout"}]`), packages),
		row("no answer for DTR", unclear, "image_trust.results[docker/dtr]", trust("["+ucp+"]"), packages),
		row("an answer for no tag", unclear, "image_trust.results[docker/ucp]", trust(`[{"ref":"docker/ucp","signed":true},`+dtr+`]`), packages),
		row("an answer for another release than the installed one", unclear, "image_trust.results[docker/ucp]", trust("["+ucp+","+dtr+"]"), packages, installed("3.1.5")),
		row("an answer for the installed release", fine, "signed by docker", trust("["+ucp+","+dtr+"]"), packages, installed("3.1.4")),
		row("attested, and a package is unsigned", unclear, "docker-ee is not signed", trust("["+ucp+","+dtr+"]"), packages,
			facts.Packages.Is([]facts.Package{{Name: "docker-ee", Version: facts.Some("18.09.1"), SignatureKey: facts.Some("")}})),
		row("no trust service, attested", fine, "signatures of the images of UCP and DTR", said("vendor_package_signatures", "vendor_image_signatures")),
		row("unsigned, whatever is attested", open, "not signed", trust(`[{"ref":"docker/dtr:2.6.4","signed":false}]`), said("vendor_package_signatures", "vendor_image_signatures")),
		row("packages not attested", unclear, "attestation vendor_package_signatures", trust("["+ucp+","+dtr+"]"), said()),
		row("packages are listed", unclear, "NOTE package docker-ee 18.09.1, signature key unsigned", trust("["+ucp+","+dtr+"]"), said(),
			facts.Packages.Is([]facts.Package{{Name: "docker-ee", Version: facts.Some("18.09.1"), SignatureKey: facts.Some("")}})),
		row("nothing known", unclear, "image_trust: not collected"),
	)
}
