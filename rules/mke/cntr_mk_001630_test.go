package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001630(t *testing.T) {
	row, offers := ruletest.Row, facts.MKEAvailableVersions.Is
	type list = []string
	runs := func(version string) facts.Setting {
		return facts.MKEVersion.Is(facts.MKEVersionInfo{MKE: facts.Some(version)})
	}
	ssp := func(latest, on string) facts.Setting {
		return ruletest.SSP("system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\nmke: {latest_approved_version: \"" + latest + "\", latest_checked_on: " + on + "}\n")
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-001630",
		row("newest", result.NotAFinding, "latest release by ssp.yaml: 3.8.4, looked up on 2026-11-10; approved by J. Doe, ISSM, on 2026-01-15",
			runs("3.8.4"), offers(list{"3.8.4", "3.7.16"}), ssp("3.8.4", "2026-11-10")),
		row("counts what was offered", result.NotAFinding, "2 offered releases: none higher", runs("3.8.4"), offers(list{"3.8.4", "3.7.16"}), ssp("3.8.4", "2026-11-10")),
		row("nothing offered", result.NotAFinding, "0 offered releases: none higher", runs("3.8.4"), offers(list{}), ssp("3.8.4", "2026-11-10")),
		row("newer than the site's own", result.NotReviewed, "3.8.9 is lower than the installed 3.8.10", runs("3.8.10"), offers(list{}), ssp("3.8.9", "2026-11-10")),
		row("list not collected", result.NotAFinding, "not looked at: mke_api.available_versions: not collected", runs("3.8.4"), ssp("3.8.4", "2026-11-10")),
		row("list failed", result.NotReviewed, "mke_api.available_versions: error: 500", runs("3.8.4"),
			facts.MKEAvailableVersions.Lacks(facts.Failed, "500"), ssp("3.8.4", "2026-11-10")),
		row("no such list", result.NotAFinding, "not looked at: mke_api.available_versions: absent", runs("3.8.4"),
			facts.MKEAvailableVersions.Lacks(facts.Absent, ""), ssp("3.8.4", "2026-11-10")),
		row("list denied", result.NotReviewed, "mke_api.available_versions: denied", runs("3.8.4"),
			facts.MKEAvailableVersions.Lacks(facts.Denied, ""), ssp("3.8.4", "2026-11-10")),
		row("higher one offered", result.Open, "offered release 3.7.10: higher than the installed 3.7.9", runs("3.7.9"), offers(list{"3.7.9", "3.7.10"}), ssp("3.7.9", "2026-11-10")),
		row("higher one offered, nothing stated", result.Open, "3.8.4", runs("3.7.4"), offers(list{"3.8.4"})),
		row("higher one in a partial list", result.Open, "3.8.4", runs("3.7.4"), facts.MKEAvailableVersions.Partly(list{"3.8.4"}), ssp("3.7.4", "2026-11-10")),
		row("none in a partial list", result.NotReviewed, "mke_api.available_versions: partly collected", runs("3.8.4"), facts.MKEAvailableVersions.Partly(list{"3.8.4"}), ssp("3.8.4", "2026-11-10")),
		row("higher one stated", result.Open, "3.8.4 is higher than the installed 3.7.4", runs("3.7.4"), offers(list{"3.7.4"}), ssp("3.8.4", "2026-11-10")),
		row("higher one stated long ago", result.Open, "3.8.4", runs("3.7.4"), offers(list{}), ssp("3.8.4", "2025-11-10")),
		row("pre-release offered", result.NotAFinding, "1 offered release: none higher", runs("3.8.4"), offers(list{"3.9.0-rc1"}), ssp("3.8.4", "2026-11-10")),
		row("pre-release runs, release offered", result.Open, "3.8.4: higher", runs("3.8.4-rc1"), offers(list{"3.8.4"}), ssp("3.8.4", "2026-11-10")),
		row("pre-release runs, a later one offered", result.Open, "3.9.0-rc10: higher", runs("3.9.0-rc9"), offers(list{"3.9.0-rc10"})),
		row("pre-release stated", result.NotReviewed, "is a pre-release", runs("3.8.4"), offers(list{}), ssp("3.9.0-rc1", "2026-11-10")),
		row("unconnected cluster offers what it runs", result.NotReviewed, "ssp:mke.latest_approved_version: no ssp.yaml given", runs("3.8.4"), offers(list{"3.8.4"})),
		row("key absent", result.NotReviewed, "ssp:mke.latest_approved_version: ssp.yaml does not say", runs("3.8.4"), offers(list{"3.8.4"}), ruletest.SSP("system: {name: S}\n")),
		row("without a date", result.NotReviewed, "ssp:mke.latest_checked_on: ssp.yaml does not say", runs("3.8.4"), offers(list{}),
			ruletest.SSP("system: {name: S}\nmke: {latest_approved_version: \"3.8.4\"}\n")),
		row("looked up 31 days ago", result.NotReviewed, "is 2026-10-21, more than 30 days ago", runs("3.8.4"), offers(list{}), ssp("3.8.4", "2026-10-21")),
		row("looked up 30 days ago", result.NotAFinding, "2026-10-22", runs("3.8.4"), offers(list{}), ssp("3.8.4", "2026-10-22")),
		row("dated after the evaluation", result.NotReviewed, "after the time of evaluation", runs("3.8.4"), offers(list{}), ssp("3.8.4", "2026-11-22")),
		row("decision lapsed", result.NotReviewed, "expired 2026-11-01", runs("3.8.4"), offers(list{}),
			ruletest.SSP("system: {name: S}\napprovals: {mke: {by: A, on: 2026-01-01, expires: 2026-11-01}}\nmke: {latest_approved_version: \"3.8.4\", latest_checked_on: 2026-11-10}\n")),
		row("offered entry is no version", result.NotReviewed, `"newest"; is no version that can be compared`, runs("3.8.4"), offers(list{"newest"}), ssp("3.8.4", "2026-11-10")),
		row("stated entry is no version", result.NotReviewed, "is no version that can be compared", runs("3.8.4"), offers(list{}), ssp("newest", "2026-11-10")),
		row("installed release unknown", result.NotReviewed, "mke_api.version: not collected", offers(list{"3.8.4"}), ssp("3.8.4", "2026-11-10")),
		row("installed release denied", result.NotReviewed, "mke_api.version: denied", facts.MKEVersion.Lacks(facts.Denied, ""), ssp("3.8.4", "2026-11-10")),
		row("installed release is no version", result.NotReviewed, "is no version", runs(""), ssp("3.8.4", "2026-11-10")),
	)
}
