package answer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// signed is an answer that passes and may.
func signed(s result.Status, more ...func(*Answer)) Answer {
	a := Answer{Rule: "X-1", Status: &s, By: "J. Doe", On: "2026-01-01", Expires: "2027-01-01"}
	for _, m := range more {
		m(&a)
	}
	return a
}

func found(list ...result.Status) func(*Answer) { return func(a *Answer) { a.Found = list } }

func when(c ...Condition) func(*Answer) { return func(a *Answer) { a.Conditions = c } }

func TestMatrix(t *testing.T) {
	const nr, naf, na, open = result.NotReviewed, result.NotAFinding, result.NotApplicable, result.Open
	for _, c := range []struct {
		name   string
		answer Answer
		q      Question
		want   string // why it is not applied; "" is applied
		says   string // the disagreement
	}{
		{"not reviewed", signed(naf), Question{Found: nr}, "", ""},
		{"not reviewed, tools undecided", signed(naf), Question{Found: nr, Judged: true, Verdict: nr}, "", ""},
		{"set back, tools say open", signed(naf), Question{Found: nr, Judged: true, Verdict: open}, "tools say Open", ""},
		{"set back, named", signed(naf, found(open)), Question{Found: nr, Judged: true, Verdict: open}, "", "tools say Open"},
		{"open", signed(naf), Question{Found: open, Judged: true, Verdict: open}, "the row is Open, and stands", ""},
		{"open of a person", signed(na), Question{Found: open}, "the row is Open, and stands", ""},
		{"open named", signed(naf, found(open)), Question{Found: open, Judged: true, Verdict: open}, "", "tools say Open"},
		{"open named, person's", signed(naf, found(open)), Question{Found: open}, "", "the row said Open"},
		{"open named, no expiry", signed(naf, found(open), func(a *Answer) { a.Expires = "" }), Question{Found: open}, "has no expires", ""},
		{"pass of a tool, answer open", signed(open), Question{Found: naf, Judged: true, Verdict: naf}, "the row is NotAFinding, and stands", ""},
		{"pass named, answer open", signed(open, found(naf)), Question{Found: naf, Judged: true, Verdict: naf}, "", "tools say NotAFinding"},
		{"its own status", signed(naf), Question{Found: naf}, "", ""},
		{"named another", signed(naf, found(open)), Question{Found: nr}, "is for Open, and the row is Not_Reviewed", ""},
		{"unknown word", signed(naf, found(nr)), Question{Found: nr, Unknown: true}, "no known word", ""},
		{"text alone", Answer{Rule: "X-1", Comments: "x"}, Question{Found: open}, "", ""},
		{"text for one status", Answer{Rule: "X-1", Comments: "x", Found: []result.Status{nr}}, Question{Found: open}, "is for Not_Reviewed, and the row is Open", ""},
		{"open needs no approver", Answer{Rule: "X-1", Status: pointer(open)}, Question{Found: nr}, "", ""},
		{"pass needs one", Answer{Rule: "X-1", Status: pointer(naf)}, Question{Found: nr}, "has no by, on", ""},
		{"lower severity needs one", Answer{Rule: "X-1", Severity: "low"}, Question{Found: open}, "has no by, on", ""},
		{"expired", signed(naf, func(a *Answer) { a.Expires = "2026-05-31" }), Question{Found: nr}, "expired on 2026-05-31", ""},
		{"last day", signed(naf, func(a *Answer) { a.Expires = "2026-06-01" }), Question{Found: nr}, "", ""},
		{"dated later", signed(naf, func(a *Answer) { a.On = "2026-06-02" }), Question{Found: nr}, "is dated later", ""},
		{"check text the same", signed(naf, func(a *Answer) { a.CheckSHA256 = "aa" }), Question{Found: nr, CheckSHA256: "aa"}, "", ""},
		{"check text changed", signed(naf, func(a *Answer) { a.CheckSHA256 = "aa" }), Question{Found: nr, CheckSHA256: "bb"}, "the check text changed since 2026-01-01", ""},
		{"no check text", signed(naf, func(a *Answer) { a.CheckSHA256 = "aa" }), Question{Found: nr}, "the row has none", ""},
		{"other asset", signed(naf, func(a *Answer) { a.Assets = []facts.Pattern{"db-*"} }), Question{Found: nr, Hosts: []string{"web-1"}}, "is for other assets", ""},
		{"this asset", signed(naf, func(a *Answer) { a.Assets = []facts.Pattern{"WEB-*"} }), Question{Found: nr, Hosts: []string{"web-1"}}, "", ""},
		{"nameless asset", signed(naf, func(a *Answer) { a.Assets = []facts.Pattern{"w*"} }), Question{Found: nr}, "is for other assets", ""},
		{"other role", signed(naf, func(a *Answer) { a.Roles = []string{"Workstation"} }), Question{Found: nr, Role: "None"}, "is for other roles", ""},
		{"other site", signed(naf, func(a *Answer) { a.Sites = []facts.Pattern{"a"} }), Question{Found: nr, Site: "b"}, "is for other sites", ""},
		{"no facts", signed(naf, when(Condition{"node.hostname", Is, []string{"n"}})), Question{Found: nr}, "there are no facts to compare", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.q.IDs, c.q.At = []string{"X-1"}, at
			d := NewFile("a.yaml", []Answer{c.answer}).Decide(c.q)
			require.True(t, d.Asked)
			require.Equal(t, c.says, d.Disagrees)
			if c.want == "" {
				require.NotNil(t, d.Answer, "%v", d.Passed)
				return
			}
			require.Nil(t, d.Answer)
			require.Len(t, d.Passed, 1)
			require.Contains(t, d.Passed[0].Why, c.want)
		})
	}
}

func TestWhichOfSeveral(t *testing.T) {
	wide, narrow := signed(result.NotAFinding), signed(result.Open, func(a *Answer) { a.Assets = []facts.Pattern{"n1"} })
	role := signed(result.NotApplicable, func(a *Answer) { a.Roles = []string{"None"} })
	q := Question{IDs: []string{"X-1"}, Hosts: []string{"n1"}, Role: "None", At: at}
	d := NewFile("", []Answer{wide, narrow}).Decide(q)
	require.Equal(t, result.Open, *d.Answer.Status)
	d = NewFile("", []Answer{wide, narrow, role}).Decide(q)
	require.Nil(t, d.Answer, "two as close that differ")
	require.Len(t, d.Passed, 2)
	require.False(t, d.Passed[0].Quiet)
}

func TestIDs(t *testing.T) {
	f := NewFile("", []Answer{{Rule: "SV-1r2_rule", Benchmark: "xccdf_mil.disa.stig_benchmark_B", Comments: "x"}})
	for _, id := range []string{"SV-1r2_rule", "sv-1R2", "xccdf_mil.disa.stig_rule_SV-1r2_rule", " SV-1r2 "} {
		require.NotNil(t, f.Decide(Question{Benchmark: "B", IDs: []string{"V-9", id}}).Answer, id)
	}
	require.False(t, f.Decide(Question{Benchmark: "C", IDs: []string{"SV-1r2"}}).Asked)
	require.False(t, f.Decide(Question{Benchmark: "B", IDs: []string{""}}).Asked)
}

func TestConditions(t *testing.T) {
	s := facts.NewSnapshot(nil, nil, facts.EngineInfo.Is(facts.Info{Name: "n1", LoggingDriver: facts.Some("json-file"), SecurityOptions: facts.Some([]string{"name=seccomp"})}), facts.Volumes.Lacks(facts.Denied, "no"))
	for _, c := range []struct {
		c       Condition
		why     string
		missing bool
	}{
		{Condition{"docker_engine.info.Name", Is, []string{"n1"}}, "", false},
		{Condition{"docker_engine.info.Name", Is, []string{"n2"}}, `is "n1"; it wants`, false},
		{Condition{"docker_engine.info.Name", Not, []string{"n2"}}, "", false},
		{Condition{"docker_engine.info.Name", In, []string{"n2", "n1"}}, "", false},
		{Condition{"docker_engine.info.LoggingDriver", Matches, []string{"json-*"}}, "", false},
		{Condition{"docker_engine.info.LoggingDriver", AtLeast, []string{"2"}}, "no number", true},
		{Condition{"docker_engine.info.Nothing", Not, []string{"x"}}, "has no Nothing", true},
		{Condition{"docker_engine.info", Is, []string{"x"}}, "no single value", true},
		{Condition{"docker_engine.volumes", Contains, []string{"x"}}, "denied: no", true},
		{Condition{"docker_engine.images", Contains, []string{"x"}}, "not collected", true},
		{Condition{"docker_engine.info.OSType", Not, []string{"windows"}}, "is empty", true},
		{Condition{"docker_engine.info.SecurityOptions", Contains, []string{"name=seccomp"}}, "", false},
		{Condition{"docker_engine.info.SecurityOptions", Contains, []string{"name=apparmor"}}, "has no item", false},
		{Condition{"docker_engine.info.Name", Contains, []string{"x"}}, "no whole list", true},
	} {
		t.Run(c.c.String(), func(t *testing.T) {
			why, missing := c.c.Unmet(s)
			require.Equal(t, c.missing, missing, why)
			if c.why == "" {
				require.Empty(t, why)
			} else {
				require.Contains(t, why, c.why)
			}
		})
	}
	for _, c := range []struct {
		test Test
		want string
		ok   bool
	}{{AtLeast, "4", true}, {AtLeast, "4.5", false}, {AtMost, "4", true}, {AtMost, "3", false}} {
		got, number := Condition{Test: c.test, Values: []string{c.want}}.holds("4")
		require.True(t, number)
		require.Equal(t, c.ok, got, strings.Join([]string{string(c.test), c.want}, " "))
	}
	for _, c := range []struct {
		test       Test
		have, want string
	}{{AtMost, "8.10", "8.4"}, {AtLeast, "8.4", "8.10"}} {
		got, told := Condition{Test: c.test, Values: []string{c.want}}.holds(c.have)
		require.False(t, got, "a release read as a decimal")
		require.False(t, told)
	}
}
