package answer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

const oldForm = `<?xml version="1.0" encoding="utf-8"?>
<!-- ours -->
<STIGComments Name="Example">
  <Vuln ID="V-1">
    <!-- a remark -->
    <AnswerKey Name="DEFAULT">
      <ExpectedStatus>Not_Reviewed</ExpectedStatus>
      <ValidationCode/>
      <ValidTrueStatus>NotAFinding</ValidTrueStatus>
      <ValidTrueComment>Site policy 4 &amp; 5.</ValidTrueComment>
      <ValidFalseStatus/>
      <ValidFalseComment/>
    </AnswerKey>
    <AnswerKey Name="web1, web2">
      <ExpectedStatus>Open</ExpectedStatus><ValidationCode></ValidationCode><ValidTrueStatus>Not_Applicable</ValidTrueStatus>
      <ValidTrueComment>Not in use.</ValidTrueComment><ValidFalseStatus></ValidFalseStatus><ValidFalseComment></ValidFalseComment>
    </AnswerKey>
  </Vuln>
  <Vuln ID="V-2">
    <AnswerKey Name="DEFAULT">
      <ExpectedStatus>Open</ExpectedStatus>
      <ValidationCode>return $true</ValidationCode>
      <ValidTrueStatus>NotAFinding</ValidTrueStatus><ValidTrueComment>x</ValidTrueComment>
      <ValidFalseStatus>Open</ValidFalseStatus><ValidFalseComment>y</ValidFalseComment>
    </AnswerKey>
  </Vuln>
</STIGComments>`

const newForm = `<STIGComments Name="Example">
  <Vuln ID="SV-3r1_rule">
    <AnswerKey Name="Default">
      <Answer Index="1" ExpectedStatus="NR" Hostname="a, b" Instance="" Database="" Site="s1" ResultHash=""><ValidationCode></ValidationCode><ValidTrueStatus>NF</ValidTrueStatus><ValidTrueComment>c</ValidTrueComment><ValidFalseStatus></ValidFalseStatus><ValidFalseComment></ValidFalseComment></Answer>
      <Answer Index="2" ExpectedStatus="O" ResultHash="00ff"><ValidationCode/><ValidTrueStatus>NF</ValidTrueStatus><ValidTrueComment>c</ValidTrueComment><ValidFalseStatus/><ValidFalseComment/></Answer>
      <Answer Index="3" ExpectedStatus="fail" Database="d"><ValidationCode/><ValidTrueStatus>NF</ValidTrueStatus><ValidTrueComment>c</ValidTrueComment><ValidFalseStatus/><ValidFalseComment/></Answer>
      <Answer Index="4" ExpectedStatus="not_a_finding"><ValidationCode/><ValidTrueStatus></ValidTrueStatus><ValidTrueComment>only words</ValidTrueComment><ValidFalseStatus>O</ValidFalseStatus><ValidFalseComment>never</ValidFalseComment></Answer>
      <Answer Index="5" ExpectedStatus="NR"><ValidationCode/><ValidTrueStatus>Passed</ValidTrueStatus><ValidTrueComment/><ValidFalseStatus/><ValidFalseComment/></Answer>
      <Other/>
    </AnswerKey>
  </Vuln>
</STIGComments>`

func TestImportOldForm(t *testing.T) {
	f, left, err := Import("x.xml", []byte(oldForm), ImportOptions{KeyHosts: true, By: "J. Doe", On: "2026-01-01", Expires: "2027-01-01"})
	require.NoError(t, err)
	sign := Answer{By: "J. Doe", On: "2026-01-01", Expires: "2027-01-01"}
	one, two := sign, sign
	one.Rule, one.Found, one.Status, one.Comments = "V-1", []result.Status{result.NotReviewed}, pointer(result.NotAFinding), "Site policy 4 & 5."
	two.Rule, two.Found, two.Status, two.Comments, two.Assets = "V-1", []result.Status{result.Open}, pointer(result.NotApplicable), "Not in use.", []facts.Pattern{"web1", "web2"}
	require.Equal(t, []Answer{one, two}, f.Answers)
	require.Len(t, left, 1)
	require.Equal(t, 20, left[0].Line)
	require.Equal(t, "Vuln[V-2]/AnswerKey[DEFAULT]", left[0].Where)
	require.Contains(t, left[0].Why, "PowerShell")
	require.Contains(t, left[0].Text, "ValidationCode: return $true")

	data := append(Write(f, ""), Remainder(left)...)
	_, err = Read("x.yaml", data)
	require.NoError(t, err, "%s", data)
	require.Contains(t, string(data), "\n#     ValidationCode: return $true\n")

	_, left, err = Import("x.xml", []byte(oldForm), ImportOptions{})
	require.NoError(t, err)
	require.Len(t, left, 2)
	require.Contains(t, left[0].Why, `its key is not "DEFAULT"`)
}

func TestImportNewForm(t *testing.T) {
	f, left, err := Import("x.xml", []byte("\xef\xbb\xbf"+newForm), ImportOptions{})
	require.NoError(t, err)
	require.Equal(t, []Answer{
		{Rule: "SV-3r1_rule", Found: []result.Status{result.NotReviewed}, Status: pointer(result.NotAFinding), Comments: "c",
			Assets: []facts.Pattern{"a", "b"}, Sites: []facts.Pattern{"s1"}},
		{Rule: "SV-3r1_rule", Found: []result.Status{result.NotAFinding}, Comments: "only words"},
	}, f.Answers)
	var why []string
	for _, l := range left {
		why = append(why, l.Where[strings.LastIndex(l.Where, "/")+1:]+": "+l.Why)
	}
	require.Equal(t, []string{
		"Answer[2]: it is bound to a ResultHash, a digest of what Evaluate-STIG found",
		"Answer[3]: it is for a Database, which a checklist does not name",
		"Answer[4]: its ValidFalseStatus and ValidFalseComment are used only where a ValidationCode says no, and there is none",
		`Answer[5]: its ValidTrueStatus is "Passed", no known word`,
		"Other: is no element of an answer file that we know",
	}, why)
}

// Evaluate-STIG takes of the answers for a row the one that names most. Where that one has no
// equivalent and may say other than a pass, the pass that is for more is no answer either.
func TestImportTakesNoPassThatAnotherMayOutweigh(t *testing.T) {
	const code = "<ValidationCode>return $x</ValidationCode>"
	pass := func(attributes string) string {
		return `<Answer ExpectedStatus="NR" ` + attributes + `><ValidTrueStatus>NF</ValidTrueStatus><ValidTrueComment>c</ValidTrueComment></Answer>`
	}
	other := func(attributes, code, status, otherwise string) string {
		return `<Answer ExpectedStatus="NR" ` + attributes + `>` + code + `<ValidTrueStatus>` + status + `</ValidTrueStatus><ValidTrueComment>d</ValidTrueComment><ValidFalseStatus>` + otherwise + `</ValidFalseStatus></Answer>`
	}
	for _, x := range []struct {
		name, answers string
		taken         int
	}{
		{"alone", pass(""), 1},
		{"code for a host", pass("") + other(`Hostname="web1"`, code, "O", ""), 0},
		{"the other order", other(`Hostname="web1"`, code, "O", "") + pass(""), 0},
		{"code that passes or changes nothing", pass("") + other(`Hostname="web1"`, code, "NF", ""), 0},
		{"code that passes either way", pass("") + other(`Hostname="web1"`, code, "NF", "pass"), 1},
		{"a hash", pass("") + other(`ResultHash="00"`, "", "O", ""), 0},
		{"a hash that passes too", pass("") + other(`ResultHash="00"`, "", "NF", ""), 1},
		{"a database", pass("") + other(`Database="d"`, "", "O", ""), 0},
		{"code for other hosts", pass(`Hostname="web2"`) + other(`Hostname="WEB1"`, code, "O", ""), 1},
		{"code for a host of both", pass(`Hostname="web2, web1"`) + other(`Hostname="WEB1" Site="s"`, code, "O", ""), 0},
		{"code that weighs less", pass(`Hostname="web1"`) + other(`ResultHash="00"`, code, "O", ""), 1},
		{"code for another status", pass("") + strings.Replace(other(`Hostname="web1"`, code, "O", ""), `"NR"`, `"O"`, 1), 1},
		{"one that is for the same and says other", pass("") + other("", "", "O", ""), 0},
		{"one that is for the same and says the same", pass("") + other("", "", "NF", ""), 1},
		{"a finding is none the worse", other("", "", "O", "") + other(`Hostname="web1"`, code, "NF", ""), 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			f, left, err := Import("x.xml", []byte(`<STIGComments><Vuln ID="V-1"><AnswerKey Name="DEFAULT">`+x.answers+`</AnswerKey></Vuln></STIGComments>`), ImportOptions{})
			require.NoError(t, err)
			require.Len(t, f.Answers, x.taken, "%v", left)
			why := ""
			for _, l := range left {
				why += l.Why
			}
			require.Equal(t, x.taken == 0, strings.Contains(why, "may count in its place"), why)
		})
	}
	// Keys that are host names outweigh DEFAULT.
	keys := `<STIGComments><Vuln ID="V-1"><AnswerKey Name="DEFAULT"><ExpectedStatus>NR</ExpectedStatus><ValidTrueStatus>NF</ValidTrueStatus></AnswerKey>` +
		`<AnswerKey Name="web1"><ExpectedStatus>NR</ExpectedStatus>` + code + `<ValidTrueStatus>O</ValidTrueStatus></AnswerKey></Vuln></STIGComments>`
	for hosts, taken := range map[bool]int{true: 0, false: 1} {
		f, _, err := Import("x.xml", []byte(keys), ImportOptions{KeyHosts: hosts})
		require.NoError(t, err)
		require.Len(t, f.Answers, taken, "key-hosts %v", hosts)
	}
}

// A rule may stand in several Vulns, and what is left may itself have counted in the place of
// others.
func TestImportLeavesPassesAcrossVulns(t *testing.T) {
	answer := func(attributes, code, status string) string {
		return `<Answer ExpectedStatus="NR" ` + attributes + `><ValidationCode>` + code + `</ValidationCode><ValidTrueStatus>` + status + `</ValidTrueStatus><ValidTrueComment>c</ValidTrueComment></Answer>`
	}
	vuln := func(id, answers string) string {
		return `<Vuln ID="` + id + `"><AnswerKey Name="DEFAULT">` + answers + `</AnswerKey></Vuln>`
	}
	pass, fails := answer("", "", "NF"), answer(`Hostname="web1"`, "return $x", "O")
	for _, x := range []struct {
		name, vulns string
		taken       int
	}{
		{"twice", vuln("V-1", pass) + vuln("V-1", fails), 0},
		{"the other order", vuln("V-1", fails) + vuln("V-1", pass), 0},
		{"spelled otherwise", vuln("V-1", pass) + vuln(" v-1", fails), 0},
		{"by its rule id", vuln("V-1", pass) + vuln("SV-1r1_rule", fails), 0},
		{"by another revision", vuln("SV-1r2_rule", pass) + vuln("SV-1r1_rule", fails), 0},
		{"numbers that never agreed", vuln("V-38443", pass) + vuln("SV-50243r1_rule", fails), 0},
		{"by its STIG ID", vuln("V-1", pass) + vuln("ABCD-00-000010", fails), 0},
		{"another rule", vuln("V-1", pass) + vuln("V-2", fails), 1},
		{"another rule id", vuln("SV-1r1_rule", pass) + vuln("SV-12r1_rule", fails), 1},
		{"another STIG ID", vuln("ABCD-00-000020", pass) + vuln("ABCD-00-000010", fails), 1},
		{"one that is left outweighs", vuln("V-1", pass+answer(`Hostname="web1"`, "", "NA")+answer(`Hostname="web1" ResultHash="00"`, "", "NF")), 0},
		{"one that is left, the other order", vuln("V-1", answer(`Hostname="web1" ResultHash="00"`, "", "NF")+answer(`Hostname="web1"`, "", "NA")+pass), 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			f, left, err := Import("x.xml", []byte(`<STIGComments>`+x.vulns+`</STIGComments>`), ImportOptions{})
			require.NoError(t, err)
			require.Len(t, f.Answers, x.taken, "%v", left)
		})
	}
}

// An Answer below a key that is a host name is for hosts that both name.
func TestImportOfKeyHostsAndHostname(t *testing.T) {
	for _, x := range []struct {
		key, hosts string
		want       []facts.Pattern // nil: left
	}{
		{"web1", "", []facts.Pattern{"web1"}},
		{"web1", "web1", []facts.Pattern{"web1"}},
		{"web1 web2", "WEB2, web1", []facts.Pattern{"WEB2", "web1"}},
		{"web1", "web2", nil},
		{"web1", "web1, web2", nil},
		{"web1, web2", "web1", nil},
		{"DEFAULT", "web2", []facts.Pattern{"web2"}},
	} {
		t.Run(x.key+" and "+x.hosts, func(t *testing.T) {
			data := `<STIGComments><Vuln ID="V-1"><AnswerKey Name="` + x.key + `"><Answer ExpectedStatus="NR" Hostname="` + x.hosts + `"><ValidTrueStatus>NF</ValidTrueStatus></Answer></AnswerKey></Vuln></STIGComments>`
			f, left, err := Import("x.xml", []byte(data), ImportOptions{KeyHosts: true})
			require.NoError(t, err)
			if x.want == nil {
				require.Empty(t, f.Answers)
				require.Contains(t, left[0].Why, "its key and its Hostname name different hosts")
				return
			}
			require.Len(t, f.Answers, 1, "%v", left)
			require.Equal(t, x.want, f.Answers[0].Assets)
		})
	}
}

func TestImportRefuses(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"other root": {"<CHECKLIST/>", `x.xml:1: root element is "CHECKLIST"; want STIGComments, an answer file of Evaluate-STIG`},
		"no id":      {"<STIGComments>\n<Vuln/></STIGComments>", "has no ID; want the id of a rule"},
		"cut":        {oldForm[:300], "x.xml:"},
		"empty":      {"", "x.xml"},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, err := Import("x.xml", []byte(c.data), ImportOptions{})
			require.ErrorContains(t, err, c.want)
			require.Nil(t, f)
		})
	}
}

// FuzzImport: no file panics, and what was made of it is an answers file.
func FuzzImport(f *testing.F) {
	f.Add([]byte(oldForm))
	f.Add([]byte(newForm))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, left, err := Import("x.xml", data, ImportOptions{KeyHosts: true})
		if err != nil {
			return
		}
		text := append(Write(got, ""), Remainder(left)...)
		if len(text) > yamlLimit {
			return
		}
		_, err = Read("x.yaml", text)
		require.NoError(t, err, "%s", text)
	})
}

const yamlLimit = 1 << 20
