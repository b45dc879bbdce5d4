package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// part is a part of a check that comes out as given.
func part(v rules.Verdict, missing ...facts.Missing) rules.Fn[rules.Verdict] {
	return rules.FromCase([]string{"test"}, func(*rules.Case) (rules.Verdict, []facts.Missing) { return v, missing })
}

func applies(why string, missing ...facts.Missing) rules.Fn[string] {
	return rules.FromCase(nil, func(*rules.Case) (string, []facts.Missing) { return why, missing })
}

func kinds(list ...result.Kind) rules.Verdict {
	var v rules.Verdict
	for _, k := range list {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: k, Subject: k.String(), Actual: "seen"})
	}
	return v
}

func TestOrderOfDecision(t *testing.T) {
	lack := facts.Missing{Name: "some.fact", Why: "denied"}
	excuse := kinds(result.Pass)
	excuse.NotApplicable = "nothing to look at"
	with := func(v rules.Verdict, change func(*rules.Verdict)) rules.Verdict { change(&v); return v }
	for _, row := range []struct {
		name   string
		na     rules.Fn[string]
		check  rules.Fn[rules.Verdict]
		status result.Status
		reason string
	}{
		{"proven not applicable before anything open", applies("it is Windows"), part(kinds(result.Violates)), result.NotApplicable, "it is Windows."},
		{"an excuse with something missing is none", applies("it is Windows", lack), part(kinds(result.Pass)), result.NotReviewed, "It is not known whether the rule applies: some.fact: denied."},
		{"unknown applicability before anything open", applies("", lack), part(kinds(result.Violates)), result.NotReviewed, "It is not known whether the rule applies: some.fact: denied."},
		{"open whatever is missing", applies(""), part(kinds(result.Violates, result.Pass), lack), result.Open, "open: seen."},
		{"open counts what could not be told", applies(""), part(kinds(result.Violates, result.Unknown)), result.Open, "open: seen; for 1 more it could not be told."},
		{"missing before a pass", applies(""), part(kinds(result.Pass), lack), result.NotReviewed, "Not enough is known: some.fact: denied."},
		{"missing in the verdict itself", applies(""), part(with(kinds(result.Pass), func(v *rules.Verdict) { v.Missing = []facts.Missing{lack} })), result.NotReviewed, "Not enough is known: some.fact: denied."},
		{"missing before an excuse found on the way", applies(""), part(excuse, lack), result.NotReviewed, "Not enough is known: some.fact: denied."},
		{"unknown before a pass", applies(""), part(kinds(result.Unknown, result.Pass)), result.NotReviewed, "It could not be told: unknown: seen."},
		{"unknown before an excuse", applies(""), part(with(excuse, func(v *rules.Verdict) { v.Outcomes = kinds(result.Unknown).Outcomes })), result.NotReviewed, "It could not be told: unknown: seen."},
		{"open before an excuse", applies(""), part(with(excuse, func(v *rules.Verdict) { v.Outcomes = kinds(result.Violates).Outcomes })), result.Open, "open: seen."},
		{"excuse found on the way", applies(""), part(excuse), result.NotApplicable, "nothing to look at."},
		{"pass", applies(""), part(kinds(result.Pass)), result.NotAFinding, "Everything looked at is as the rule wants it."},
		{"set aside is no finding", applies(""), part(kinds(result.Excluded)), result.NotAFinding, "Everything looked at is as the rule wants it."},
		{"no evidence is no pass", applies(""), part(rules.Verdict{}), result.NotReviewed, "The evaluator found no evidence for or against."},
		{"no evidence with a sentence is no pass", applies(""), part(rules.Verdict{Pass: "Fine."}), result.NotReviewed, "The evaluator found no evidence for or against."},
		{"no question of applicability", rules.Fn[string]{}, part(kinds(result.Pass)), result.NotAFinding, "Everything looked at is as the rule wants it."},
		{"sentences of the rule", applies(""), part(with(kinds(result.Violates), func(v *rules.Verdict) { v.Open = "One of two is open." })), result.Open, "One of two is open."},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := ruletest.Judge(rules.Rule{ID: "X-1", NotApplicable: row.na, Check: row.check})
			require.Equal(t, row.status, r.Status)
			require.Equal(t, row.reason, r.Reason)
			require.True(t, r.Judged)
		})
	}
}

func TestAll(t *testing.T) {
	lack := facts.Missing{Name: "some.fact", Why: "denied"}
	excuse := kinds(result.Pass)
	excuse.NotApplicable = "no swarm"
	judge := func(parts ...rules.Fn[rules.Verdict]) result.Result {
		return ruletest.Judge(rules.Rule{ID: "X-1", Check: rules.All(parts...)})
	}
	require.Equal(t, result.NotAFinding, judge(part(kinds(result.Pass)), part(kinds(result.Pass))).Status)
	require.Equal(t, result.Open, judge(part(rules.Verdict{}, lack), part(kinds(result.Violates))).Status, "open beside a part that lacks its facts")
	both := judge(part(rules.Verdict{}, lack), part(rules.Verdict{}, lack))
	require.Equal(t, result.NotReviewed, both.Status)
	require.Len(t, both.Missing, 1, "what two parts lack is named once")
	require.Equal(t, result.NotReviewed, judge(part(kinds(result.Pass)), part(kinds(result.Unknown))).Status)
	require.Equal(t, result.NotAFinding, judge(part(excuse), part(kinds(result.Pass))).Status, "one part cannot excuse another")
	require.Equal(t, result.NotApplicable, judge(part(excuse), part(excuse)).Status)
	require.Equal(t, "a: x; open: seen.", judge(part(rules.Verdict{Open: "a: x.", Outcomes: kinds(result.Violates).Outcomes}), part(kinds(result.Violates))).Reason)
	require.Equal(t, []string{"test", "test"}, rules.All(part(excuse), part(excuse)).Needs)
	said := rules.Verdict{Expected: "x=1", Pass: "Fine.", Notes: []string{"left out"}, Outcomes: kinds(result.Pass).Outcomes}
	other := said
	other.Expected = "y=1"
	once := judge(part(said), part(other), part(said))
	require.Equal(t, []string{"x=1; y=1", "Fine.", "left out"}, []string{once.Expected, once.Reason, strings.Join(once.Notes, ",")}, "what parts say alike is said once")
}

func TestAbout(t *testing.T) {
	lack := facts.Missing{Name: "some.fact", Why: "denied"}
	judge := func(p rules.Fn[rules.Verdict]) result.Clause {
		return ruletest.Judge(rules.Rule{ID: "X-1", Check: rules.About("log driver", "is journald", p)}).Clauses[0]
	}
	require.Equal(t, result.Clause{Name: "log driver", Kind: result.Unknown, Expected: "is journald", Actual: "not known", Facts: []string{"some.fact"}},
		judge(part(rules.Verdict{}, lack)))
	seen := judge(part(rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Actual: "journald"}}}))
	require.Equal(t, result.Clause{Name: "log driver", Kind: result.Pass, Expected: "is journald", Actual: "journald"}, seen)
	own := judge(part(rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Violates, Subject: "web", Expected: "is syslog", Actual: "none"}}}))
	require.Equal(t, "web", own.Name)
	require.Equal(t, "is syslog", own.Expected)
}

func TestFrom(t *testing.T) {
	pass := func(text string) rules.Verdict {
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Actual: text}}}
	}
	one := rules.Rule{ID: "X-1", Check: rules.From1(facts.OS, func(o facts.OSRelease) rules.Verdict { return pass(o.Arch) })}
	two := rules.Rule{ID: "X-1", Check: rules.From2(facts.OS, facts.LSM, func(o facts.OSRelease, l facts.LSMState) rules.Verdict { return pass(o.Arch) })}
	three := rules.Rule{ID: "X-1", Check: rules.From3(facts.OS, facts.LSM, facts.Node, func(o facts.OSRelease, l facts.LSMState, n facts.NodeInfo) rules.Verdict { return pass(n.Hostname) })}
	system, lsm, node := facts.OS.Is(facts.OSRelease{Arch: "arm64"}), facts.LSM.Is(facts.LSMState{}), facts.Node.Is(facts.NodeInfo{Hostname: "a"})

	require.Equal(t, "arm64", ruletest.Judge(one, system).Clauses[0].Actual)
	require.Equal(t, "arm64", ruletest.Judge(two, system, lsm).Clauses[0].Actual)
	require.Equal(t, "a", ruletest.Judge(three, system, lsm, node).Clauses[0].Actual)
	for _, r := range []result.Result{
		ruletest.Judge(one), ruletest.Judge(one, facts.OS.Partly(facts.OSRelease{})), ruletest.Judge(one, facts.OS.Lacks(facts.Denied, "no")),
		ruletest.Judge(two, system), ruletest.Judge(two, lsm), ruletest.Judge(three, system, lsm), ruletest.Judge(three, system, node), ruletest.Judge(three, lsm, node),
	} {
		require.Equal(t, result.NotReviewed, r.Status)
		require.Len(t, r.Missing, 1)
	}
	require.Len(t, ruletest.Judge(three).Missing, 3, "everything missing is named")
	require.Equal(t, []string{"lsm", "node", "os"}, three.Needs())
}

func TestNoneOf(t *testing.T) {
	name := func(c facts.Container) string { return c.Name() + ": bad" }
	check := func(offence func(facts.Container) string) rules.Rule {
		return rules.Rule{ID: "X-1", Check: rules.NoneOf(facts.Containers, offence)}
	}
	none := func(facts.Container) string { return "" }
	web, api := facts.Container{Names: []string{"/web"}}, facts.Container{Names: []string{"/api"}}
	list := func(c ...facts.Container) facts.Setting { return facts.Containers.Is(c) }

	for _, row := range []struct {
		name    string
		rule    rules.Rule
		facts   facts.Setting
		status  result.Status
		clauses []string
	}{
		{"none", check(none), list(web, api), result.NotAFinding, []string{"pass containers: none of 2"}},
		{"none of 0", check(none), list(), result.NotAFinding, []string{"pass containers: none of 0"}},
		{"sorted", check(name), list(web, api), result.Open, []string{"open api: bad", "open web: bad", "pass 0 other containers: none"}},
		{"partial list with an offender", check(name), facts.Containers.Partly([]facts.Container{web}), result.Open, []string{"open web: bad"}},
		{"partial list without", check(none), facts.Containers.Partly([]facts.Container{web}), result.NotReviewed, nil},
		{"denied", check(name), facts.Containers.Lacks(facts.Denied, "no"), result.NotReviewed, nil},
		{"offender without a value", check(func(facts.Container) string { return "web" }), list(web), result.Open, []string{"open the asset: web", "pass 0 other containers: none"}},
		{"offender with an empty value", check(func(facts.Container) string { return "web: " }), list(web), result.Open, []string{"open the asset: web:", "pass 0 other containers: none"}},
		{"value with a colon", check(func(facts.Container) string { return "web: a: b" }), list(web), result.Open, []string{"open web: a: b", "pass 0 other containers: none"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := ruletest.Judge(row.rule, row.facts)
			require.Equal(t, row.status, r.Status)
			var got []string
			for _, c := range r.Clauses {
				got = append(got, strings.TrimSpace(c.Kind.String()+" "+c.Name+": "+c.Actual))
			}
			require.Equal(t, row.clauses, got)
			require.Equal(t, row.status != result.NotReviewed || len(r.Missing) > 0, true)
		})
	}
}

func TestNoneOfOutcomes(t *testing.T) {
	judge := func(o rules.Outcome) result.Result {
		check := rules.NoneOf(facts.Containers, func(facts.Container) rules.Outcome { return o })
		return ruletest.Judge(rules.Rule{ID: "X-1", Check: check}, facts.Containers.Is([]facts.Container{{ID: "a"}}))
	}
	require.Equal(t, result.NotAFinding, judge(rules.Outcome{}).Status)
	require.Equal(t, result.NotReviewed, judge(rules.Outcome{Subject: "web", Actual: "odd"}).Status, "the zero kind is unknown")
	require.Equal(t, result.Open, judge(rules.Outcome{Kind: result.Violates, Subject: "web"}).Status, "an offender without a value")
	aside := judge(rules.Outcome{Kind: result.Excluded, Subject: "web", Actual: "rw", By: "approved by A. Roe", Note: "see ticket"})
	require.Equal(t, result.NotAFinding, aside.Status)
	require.Equal(t, "rw; approved by A. Roe; see ticket", aside.Clauses[0].Actual)
}

func TestAttested(t *testing.T) {
	rule := rules.Rule{ID: "CNTR-MK-000310", Check: rules.Attested("k", "the test", "worked")}
	cluster := rule
	cluster.Scope = rules.Cluster
	said := func(value, more string) facts.Setting {
		return ruletest.SSP(`attestations: [{rule: CNTR-MK-000310, key: k, value: ` + value + `, by: a, on: 2026-10-01, expires: 2027-10-01, evidence: e` + more + `}]`)
	}
	here := `, assets: ["node1.*"]`
	require.Equal(t, result.NotAFinding, ruletest.Judge(rule, said("true", here)).Status)
	require.Equal(t, result.Open, ruletest.Judge(rule, said("false", here)).Status)
	require.Equal(t, result.NotReviewed, ruletest.Judge(rule, said("1", here)).Status)
	require.Equal(t, result.NotReviewed, ruletest.Judge(rule, said("true", "")).Status, "no assets, a node's rule")
	require.Equal(t, result.NotAFinding, ruletest.Judge(cluster, said("true", "")).Status)
	require.Equal(t, result.NotReviewed, ruletest.Judge(cluster, said("true", here)).Status)
	lacking := ruletest.Judge(rule)
	require.Equal(t, "attestation k", lacking.Missing[0].Fact)
	require.Contains(t, lacking.Missing[0].How[0], "{rule: CNTR-MK-000310, key: k, value, by, on, expires, evidence, assets: [node1.example.mil]}")
	bound := ruletest.Judge(rule, said("true", here+`, check_sha256: "`+ruletest.CheckText+`"`))
	require.NotContains(t, bound.Clauses[0].Actual, "not bound")
}

func TestHalves(t *testing.T) {
	of := rules.FromCase(nil, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		kind := result.Pass
		if c.OfCluster {
			kind = result.Violates
		}
		return kinds(kind), nil
	})
	r := ruletest.Judge(rules.Rule{ID: "X-1", Scope: rules.NodeAndCluster, Check: of, ClusterCheck: of})
	require.Equal(t, result.Open, r.Status, "the cluster's half knows that it is one, and the worse half wins")
	require.Len(t, r.Clauses, 2)
}

func TestParseCheckTexts(t *testing.T) {
	digest := strings.Repeat("a", 64)
	got, err := rules.ParseCheckTexts("f", "# note\n\nX-1 "+digest+" # V1\nX-1 "+strings.Repeat("b", 64)+"\n")
	require.NoError(t, err)
	require.Equal(t, rules.CheckTexts{"X-1": {digest, strings.Repeat("b", 64)}}, got)
	for _, bad := range []string{"X-1", "X-1 abc", "X-1 " + digest + " abc"} {
		_, err := rules.ParseCheckTexts("f", "\n"+bad)
		require.ErrorContains(t, err, "f:2: is")
	}
}

func TestScopeAndClass(t *testing.T) {
	require.Equal(t, "N C M N + C", rules.Node.String()+" "+rules.Cluster.String()+" "+rules.Registry.String()+" "+rules.NodeAndCluster.String())
	require.Equal(t, "full given-SSP partial manual", rules.Full.String()+" "+rules.GivenSSP.String()+" "+rules.Partial.String()+" "+rules.Manual.String())
	found, ok := rules.Table{Rules: []rules.Rule{{ID: "X-1"}}}.Find(" X-1\n")
	require.True(t, ok)
	require.Equal(t, "X-1", found.ID)
	_, ok = rules.Table{}.Find("")
	require.False(t, ok)
}
