package release

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

// rule is a Rule of a made benchmark; what is "" is left out.
type rule struct{ stig, vuln, id, severity, title, check, fix, idents, description string }

// made is a benchmark of rules.
func made(t *testing.T, id, version, release string, rules ...rule) *benchmark.Benchmark {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" xmlns:dc="http://purl.org/dc/elements/1.1/" id=%q><title>%s</title>`+
		`<plain-text id="release-info">Release: %s Benchmark Date: 24 Jul 2024</plain-text><version>%s</version>`, id, id, release, version)
	for _, r := range rules {
		r.severity = cmp.Or(r.severity, "medium")
		fmt.Fprintf(&b, `<Group id=%q><title>SRG-1</title><Rule id=%q severity=%q><version>%s</version><title>%s</title><description>%s</description>%s<fixtext>%s</fixtext>`,
			r.vuln, r.id, r.severity, r.stig, r.title, r.description, r.idents, r.fix)
		if r.check != "" {
			fmt.Fprintf(&b, `<check system="C-1"><check-content>%s</check-content></check>`, r.check)
		}
		b.WriteString(`</Rule></Group>`)
	}
	b.WriteString(`</Benchmark>`)
	found, err := benchmark.OpenBytes("made.xml", []byte(b.String()))
	require.NoError(t, err)
	return found[0]
}

// published is the one benchmark of a zip of the corpus.
func published(t testing.TB, name string) *benchmark.Benchmark {
	t.Helper()
	bundle, err := benchmark.OpenBundle(osFS{}, shared.Dir(t, "corpus", name))
	require.NoError(t, err)
	require.Len(t, bundle.Benchmarks, 1)
	return bundle.Benchmarks[0]
}

// tally counts the changes of a comparison as "field kind".
func tally(c *Comparison) map[string]int {
	n := map[string]int{}
	for _, p := range c.Pairs {
		for _, f := range p.Fields {
			n[f.Name+" "+f.Kind.String()]++
		}
	}
	return n
}

func TestCompareMKE(t *testing.T) {
	c, err := Compare(published(t, "U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip"), published(t, "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"))
	require.NoError(t, err)
	require.Empty(t, c.Added)
	require.Empty(t, c.Removed)
	require.Len(t, c.Pairs, 44)
	require.Equal(t, map[string]int{"rule_id identifier": 7, "ccis identifier": 6, "fix content": 1, "fix cosmetic": 1, "fix_id identifier": 2}, tally(c))
	for _, p := range c.Pairs {
		require.True(t, p.CheckSame, p.New.STIGID())
		if f := p.Field("fix"); f != nil {
			require.Equal(t, map[string]Kind{"V-260909": Content, "V-260946": Cosmetic}[p.New.VulnID()], f.Kind, p.New.VulnID())
		}
	}
	require.Empty(t, c.Remarks())
}

func TestCompareDockerEnterprise(t *testing.T) {
	c, err := Compare(published(t, "U_Docker_Enterprise_2-x_Linux-UNIX_STIG_V2R1.zip"), published(t, "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip"))
	require.NoError(t, err)
	require.Len(t, c.Added, 1)
	require.Empty(t, c.Removed)
	require.Len(t, c.Pairs, 100)
	require.Equal(t, map[string]int{"rule_id identifier": 100}, tally(c))
	for _, p := range c.Pairs {
		require.True(t, p.CheckSame, p.New.STIGID())
		require.Equal(t, Identifier, p.Kind())
	}
	require.Empty(t, c.Remarks())
}

func TestCompareMatches(t *testing.T) {
	const legacy = `<ident system="http://cyber.mil/legacy">%s</ident>`
	old := made(t, "A_STIG", "1", "1",
		rule{stig: "S-1", vuln: "V-1", id: "SV-11r1_rule"},
		rule{stig: "S-2", vuln: "V-2", id: "SV-12r3_rule"},
		rule{stig: "S-3", vuln: "V-3", id: "SV-13r1_rule"},
		rule{stig: "S-4", vuln: "V-4", id: "SV-14r1_rule"},
		rule{stig: "S-5", vuln: "V-5", id: "SV-15r1_rule"})
	new := made(t, "a_stig", "2", "1",
		rule{stig: "T-3", vuln: "V-903", id: "SV-903r1_rule", idents: fmt.Sprintf(legacy, "SV-13")},
		rule{stig: "s-1 ", vuln: "V-901", id: "SV-901r1_rule", idents: fmt.Sprintf(legacy, "V-2")}, // the STIG ID goes first
		rule{stig: "T-2", vuln: "V-902", id: "SV-902r1_rule", idents: fmt.Sprintf(legacy, "V-2")},
		rule{stig: "T-4", vuln: "V-4", id: "SV-14r2_rule"},
		rule{stig: "S-6", vuln: "V-6", id: "SV-16r1_rule"})
	c, err := Compare(old, new)
	require.NoError(t, err)
	var got []string
	for _, p := range c.Pairs {
		got = append(got, p.Old.STIGID()+" "+p.New.STIGID()+" "+p.By.String())
	}
	require.Equal(t, []string{"S-3 T-3 legacy", "S-1 s-1  stig_id", "S-2 T-2 legacy", "S-4 T-4 vuln_id"}, got)
	require.Equal(t, "S-6", c.Added[0].STIGID())
	require.Len(t, c.Added, 1)
	require.Equal(t, "S-5", c.Removed[0].STIGID())
	require.Len(t, c.Removed, 1)

	back, err := Compare(new, old) // the newer first
	require.NoError(t, err)
	require.Len(t, back.Pairs, 4)
	require.Equal(t, ByLegacy, back.Pairs[2].By)
	require.Contains(t, back.Remarks()[0], "is newer than the second")
}

// A STIG ID that a file has twice is told apart by Vuln ID, then by check text, then
// by order; nothing is matched twice.
func TestCompareSTIGIDsThatRepeat(t *testing.T) {
	old := made(t, "A", "1", "1",
		rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "one"},
		rule{stig: "S-1", vuln: "V-2", id: "SV-1r1_rule", check: "two"},
		rule{stig: "S-1", vuln: "V-3", id: "SV-1r1_rule", check: "three"})
	new := made(t, "A", "1", "2",
		rule{stig: "S-1", vuln: "V-9", id: "SV-1r1_rule", check: "other"},
		rule{stig: "S-1", vuln: "V-8", id: "SV-1r1_rule", check: "two"},
		rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "changed"},
		rule{stig: "S-1", vuln: "V-7", id: "SV-1r1_rule", check: "more"})
	c, err := Compare(old, new)
	require.NoError(t, err)
	var got []string
	for _, p := range c.Pairs {
		got = append(got, p.Old.VulnID()+" "+p.New.VulnID())
	}
	require.Equal(t, []string{"V-3 V-9", "V-2 V-8", "V-1 V-1"}, got)
	require.Equal(t, "V-7", c.Added[0].VulnID())
	require.True(t, c.Pairs[2].Republished())
	require.False(t, c.Pairs[1].Republished())
}

func TestCompareRefusesOtherBenchmarks(t *testing.T) {
	a := made(t, "A_STIG", "1", "1", rule{stig: "A-1", vuln: "V-1", id: "SV-1r1_rule"}, rule{stig: "A-2", vuln: "V-2", id: "SV-2r1_rule"})
	b := made(t, "B_STIG", "1", "2", rule{stig: "B-1", vuln: "V-7", id: "SV-7r1_rule"}, rule{stig: "B-2", vuln: "V-8", id: "SV-8r1_rule"})
	_, err := Compare(a, b)
	require.EqualError(t, err, "A_STIG V1R1 (24 Jul 2024) and B_STIG V1R2 (24 Jul 2024) are different benchmarks; want two releases of one")
	renamed := made(t, "MS_A_STIG", "1", "2", rule{stig: "A-1", vuln: "V-1", id: "SV-1r1_rule", check: "x"})
	c, err := Compare(a, renamed)
	require.NoError(t, err)
	require.Equal(t, []string{"the benchmark id changed from A_STIG to MS_A_STIG"}, c.Remarks())
	_, err = Compare(made(t, "A", "1", "1"), made(t, "B", "1", "1"))
	require.Error(t, err, "no rules show nothing")
}

func TestRemarks(t *testing.T) {
	one := made(t, "A", "1", "1", rule{stig: "A-1", vuln: "V-1", id: "SV-1r1_rule"})
	c, err := Compare(one, one)
	require.NoError(t, err)
	require.Equal(t, []string{"both are the same file, to the byte", "1 of 1 rules have no check text in either; a check in another document is not compared"}, c.Remarks())
	require.False(t, c.Pairs[0].CheckSame, "no text is not the same text")
	require.Equal(t, Same, c.Pairs[0].Kind())

	c, err = Compare(made(t, "A", "1", "0.1"), made(t, "A", "1", "0.1", rule{stig: "A-1", vuln: "V-1", id: "SV-1r1_rule", check: "x"}))
	require.NoError(t, err)
	require.Equal(t, []string{"both say that they are A V1R0.1 (24 Jul 2024), and the files differ", "A V1R0.1 (24 Jul 2024) is a draft"}, c.Remarks())
}

func TestFields(t *testing.T) {
	const cci = `<ident system="http://cyber.mil/cci">CCI-1</ident><ident system="http://cyber.mil/cci">CCI-2</ident>`
	const turned = `<ident system="http://cyber.mil/cci">CCI-2</ident><ident system="http://iase.disa.mil/cci">CCI-1</ident>`
	base := rule{stig: "S", vuln: "V-1", id: "SV-1r1_rule", severity: "low", title: "a title", check: "run it", fix: "mend it", idents: cci,
		description: "&lt;VulnDiscussion&gt;why&lt;/VulnDiscussion&gt;&lt;Documentable&gt;false&lt;/Documentable&gt;"}
	with := func(change func(*rule)) rule { r := base; change(&r); return r }
	for name, row := range map[string]struct {
		new  rule
		want map[string]int
	}{
		"nothing":         {base, map[string]int{}},
		"severity":        {with(func(r *rule) { r.severity = "high" }), map[string]int{"severity content": 1}},
		"title, a word":   {with(func(r *rule) { r.title = "b title" }), map[string]int{"title content": 1}},
		"title, a blank":  {with(func(r *rule) { r.title = "a  title\n" }), map[string]int{"title cosmetic": 1}},
		"a quotation":     {with(func(r *rule) { r.check = "run “it”" }), map[string]int{"check content": 1}},
		"a capital":       {with(func(r *rule) { r.fix = "Mend it" }), map[string]int{"fix content": 1}},
		"rule id":         {with(func(r *rule) { r.id = "SV-1r2_rule" }), map[string]int{"rule_id identifier": 1}},
		"order of CCIs":   {with(func(r *rule) { r.idents = turned }), map[string]int{"ccis cosmetic": 1}},
		"a CCI less":      {with(func(r *rule) { r.idents = turned[:strings.Index(turned, "<ident system=\"http://iase")] }), map[string]int{"ccis identifier": 1}},
		"another ident":   {with(func(r *rule) { r.idents += `<ident system="http://cce.mitre.org">CCE-1</ident>` }), map[string]int{"other_idents identifier": 1}},
		"discussion":      {with(func(r *rule) { r.description = strings.Replace(r.description, "why", "because", 1) }), map[string]int{"discussion content": 1}},
		"inside of it":    {with(func(r *rule) { r.description = strings.Replace(r.description, "false", "true", 1) }), map[string]int{"documentable content": 1}},
		"no check":        {with(func(r *rule) { r.check = "" }), map[string]int{"check content": 1, "check_id identifier": 1}},
		"an empty field":  {with(func(r *rule) { r.fix = "" }), map[string]int{"fix content": 1}},
		"check and title": {with(func(r *rule) { r.check, r.title = "walk it", "x" }), map[string]int{"check content": 1, "title content": 1}},
	} {
		c, err := Compare(made(t, "A", "1", "1", base), made(t, "A", "1", "2", row.new))
		require.NoError(t, err)
		require.Equal(t, row.want, tally(c), name)
	}
	require.Subset(t, FieldNames(), []string{"title", "severity", "discussion", "check", "fix", "ccis", "weight", "references"})
}

func TestCounts(t *testing.T) {
	old := made(t, "A", "1", "1", rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "a"}, rule{stig: "S-2", vuln: "V-2", id: "SV-2r1_rule", check: "b"},
		rule{stig: "S-3", vuln: "V-3", id: "SV-3r1_rule", check: "c"}, rule{stig: "S-4", vuln: "V-4", id: "SV-4r1_rule"})
	new := made(t, "A", "1", "2", rule{stig: "S-1", vuln: "V-1", id: "SV-1r1_rule", check: "a "}, rule{stig: "S-2", vuln: "V-2", id: "SV-2r2_rule", check: "b"},
		rule{stig: "S-3", vuln: "V-3", id: "SV-3r1_rule", check: "d"}, rule{stig: "S-5", vuln: "V-5", id: "SV-5r1_rule"}, rule{stig: "S-6", vuln: "V-6", id: "SV-6r1_rule"})
	c, err := Compare(old, new)
	require.NoError(t, err)
	require.Equal(t, Counts{Old: 4, New: 5, Added: 2, Removed: 1, Content: 1, Cosmetic: 1, Identifier: 1, CheckTexts: 1, Republished: 1, RenewedIDs: 1,
		Fields: map[string]FieldCount{"check": {Content: 1, Cosmetic: 1}, "rule_id": {Identifier: 1}}}, c.Counts())
}
