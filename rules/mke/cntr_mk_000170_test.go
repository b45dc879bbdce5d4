package mke_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// notice is the MKE configuration with a text to show before login.
func notice(text any) facts.Setting {
	return facts.MKEConfig.Is(facts.NewTree(map[string]any{"cluster_config": map[string]any{"pre_logon_message": text}}))
}

func TestCNTRMK000170(t *testing.T) {
	const id, text = "CNTR-MK-000170", "You agree to be watched, and so on."
	const plan = "system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\nbanner: {source: text, text: \"" + text + "\"}\n"
	says, seen := ruletest.SSP(plan), facts.MKEPrelogonObserved.Is
	states := func(more, key, value, expires string) facts.Setting {
		return ruletest.SSP(more + `attestations: [{rule: ` + id + `, key: "` + key + `", value: ` + value + `, by: "A. Roe, ISSO", on: 2026-02-01, expires: ` + expires + `, evidence: "screen copy"}]`)
	}
	const configured = "toml:cluster_config.pre_logon_message"

	ruletest.Run(t, mke.Rules, id,
		row("configured and seen", fine, "The notice is configured. It is shown before login.", notice(text), seen(text), says),
		row("names the source and the approver", fine, "as ssp:banner; approved by J. Doe, ISSM, on 2026-01-15", notice(text), seen(text), says),
		row("white space, quotes, dashes and line breaks do not count", fine, "It is shown before login", notice("  “Yes” – it's:\\n\\n-so\u00a0on "), seen("\"Yes\" - it’s :\n\n\n-so on"),
			ruletest.SSP("banner: {source: text, text: \"“Yes” — it's : -so on\"}\n")),
		row("configured and attested as shown", fine, "attested true; by A. Roe, ISSO on 2026-02-01", notice(text), states(plan, "banner_displayed", "true", "2027-02-01")),
		row("empty", open, "cluster_config.pre_logon_message: is empty", notice(""), says),
		row("white space alone", open, "is empty", notice(" \\n "), says),
		row("empty, nothing else known", open, "is empty", notice("")),
		row("another text", open, `word 5 is "followed, and so on."; want "watched, and so on."`, notice("You agree to be followed, and so on."), seen(text), says),
		row("the text and more", open, `word 9 is "Or not."; want ""`, notice(text+" Or not."), seen(text), says),
		row("in another case", open, `word 1 is "you agree`, notice("you agree to be watched, and so on."), seen(text), says),
		row("shows another text", open, "notice before login: SHA-256", notice(text), seen("Welcome"), says),
		row("shows nothing", open, "notice before login: nothing was shown", notice(text), says, facts.MKEPrelogonObserved.Lacks(facts.Absent, "")),
		row("shows an empty text", open, "nothing was shown", notice(text), seen(""), says),
		row("attested as not shown", open, "attested false", notice(text), states(plan, "banner_displayed", "false", "2027-02-01")),
		row("seen and attested as not shown", open, "attested false", notice(text), seen(text), states(plan, "banner_displayed", "false", "2027-02-01")),
		row("configured and not known to be shown", unclear, "mke_api.prelogon_observed: not collected", notice(text), says),
		row("the way to get the statement", unclear, "attestation banner_displayed: nobody has attested it", notice(text), says),
		row("page not reached", unclear, "mke_api.prelogon_observed: error: 503", notice(text), says, facts.MKEPrelogonObserved.Lacks(facts.Failed, "503")),
		row("statement expired", unclear, "expired 2026-10-01", notice(text), states(plan, "banner_displayed", "true", "2026-10-01")),
		row("shown and not known to be configured", unclear, "mke_config: not collected", seen(text), says),
		row("key missing", unclear, "the export of the configuration has no such key", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), seen(text), says),
		row("key missing and attested", fine, "attested by A. Roe, ISSO", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), seen(text), states(plan, configured, `"`+text+`"`, "2027-02-01")),
		row("key missing and attested as another text", open, "word 1", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), seen(text), states(plan, configured, `"Hello"`, "2027-02-01")),
		row("key replaced before it was stored", unclear, "replaced before it was stored", notice("<redacted>"), seen(text), says),
		row("key is no text", unclear, "want a string", notice(true), seen(text), says),
		row("configuration denied", unclear, "mke_config: denied", facts.MKEConfig.Lacks(facts.Denied, ""), seen(text), says),
		row("configuration partly collected", unclear, "mke_config: partly collected", seen(text), says,
			facts.MKEConfig.Partly(facts.NewTree(map[string]any{"cluster_config": map[string]any{"pre_logon_message": text}}))),
		row("no text to expect", unclear, "the fix text of the loaded benchmark does not hold one", notice(text), seen(text)),
		row("decision lapsed", unclear, "expired 2026-11-01", notice(text), seen(text),
			ruletest.SSP("approvals: {banner: {by: A, on: 2026-01-01, expires: 2026-11-01}}\n"+plan)),
	)
}

// The text of the benchmark's own fix is the notice unless the site names another.
func TestBannerOfTheBenchmark(t *testing.T) {
	rule, ok := rules.Table{Rules: mke.Rules}.Find("CNTR-MK-000170")
	require.True(t, ok)
	judge := func(fix, text string, more ...facts.Setting) result.Result {
		s := facts.NewSnapshot(nil, nil, append(more, facts.AsOf(ruletest.Now), notice(text), facts.MKEPrelogonObserved.Is(text))...)
		return rules.Judge(rule, &rules.Case{Snapshot: s, Rule: rule.ID, Scope: rule.Scope, Benchmark: rules.Texts{Fix: fix}})
	}
	const fix = "Set \"pre_logon_message\" to the notice.\n\nExample:\npre_logon_message = \" You agree to \\\"this\\\" :\\n\\n-and that.\"\n\n5. Upload it."
	for name, c := range map[string]struct {
		want result.Status
		got  result.Result
	}{
		"as in the sample":          {fine, judge(fix, "You agree to \"this\":\n-and that.")},
		"source benchmark":          {fine, judge(fix, "You agree to \"this\":\n-and that.", ruletest.SSP("banner: {source: benchmark}"))},
		"cut off":                   {open, judge(fix, "You agree to \"this\"")},
		"no sample":                 {unclear, judge("Set pre_logon_message.", "You agree")},
		"empty sample":              {unclear, judge(`pre_logon_message = ""`, "You agree")},
		"the site's, not the fix's": {unclear, judge(fix, "Ours", ruletest.SSP("banner: {source: text, text: Ours}"))},
		"the fix's, not the site's": {open, judge(fix, "You agree to \"this\":\n-and that.", ruletest.SSP("banner: {source: text, text: Ours}"))},
	} {
		require.Equal(t, c.want, c.got.Status, "%s\n%s", name, result.Details(c.got))
	}
	require.Contains(t, result.Details(judge(fix, "Ours", ruletest.SSP("banner: {source: text, text: Ours}"))), "it is not the text of the")
}
