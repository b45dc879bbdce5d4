package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/result"
)

// The layout of a .cklb, whole: key order, indentation, what is written where
// nothing is known.
func TestCKLBLayout(t *testing.T) {
	c := New(Asset{HostName: "node1", Marking: "CUI"}, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
	r := c.Stigs[0].Rows[0]
	r.Status, r.FindingDetails, r.SeverityOverride, r.SeverityJustification = result.NotAFinding, "a\nb <&>\r", "low", "why"
	data, err := WriteCKLB(c)
	require.NoError(t, err)
	want := `{
  "title": "node1_T_V2R1",
  "id": "` + c.ID + `",
  "stigs": [
    {
      "stig_name": "T Security Technical Implementation Guide",
      "display_name": "T",
      "stig_id": "T",
      "release_info": "Release: 1 Benchmark Date: 24 Jul 2024",
      "version": "2",
      "uuid": "` + c.Stigs[0].UUID + `",
      "reference_identifier": "4711",
      "size": 1,
      "rules": [
        {
          "group_id_src": "V-1",
          "group_tree": [
            {
              "id": "V-1",
              "title": "SRG-APP-1",
              "description": "<GroupDescription></GroupDescription>"
            }
          ],
          "group_id": "V-1",
          "severity": "medium",
          "group_title": "Title of T-1",
          "rule_id_src": "SV-1r1_rule",
          "rule_id": "SV-1r1",
          "rule_version": "T-1",
          "rule_title": "Title of T-1",
          "fix_text": "Fix it.",
          "weight": "10.0",
          "check_content": "Look at it.\n  Then <again>.",
          "check_content_ref": {
            "href": "X.xml",
            "name": "M"
          },
          "classification": "Unclassified",
          "discussion": "Why a &lt; b.",
          "false_positives": "",
          "false_negatives": "",
          "documentable": "false",
          "security_override_guidance": "",
          "potential_impacts": "",
          "third_party_tools": "",
          "ia_controls": "",
          "responsibility": "",
          "mitigations": "",
          "mitigation_control": "",
          "legacy_ids": [
            "V-9",
            "SV-9"
          ],
          "ccis": [
            "CCI-000366"
          ],
          "reference_identifier": "4711",
          "uuid": "` + r.UUID + `",
          "stig_uuid": "` + c.Stigs[0].UUID + `",
          "status": "not_a_finding",
          "overrides": {
            "severity": {
              "severity": "low",
              "reason": "why"
            }
          },
          "comments": "",
          "finding_details": "a\nb <&>\r",
          "srg_id": "SRG-APP-1"
        }
      ]
    }
  ],
  "active": false,
  "mode": 1,
  "has_path": true,
  "target_data": {
    "target_type": "Computing",
    "host_name": "node1",
    "ip_address": "",
    "mac_address": "",
    "fqdn": "",
    "comments": "",
    "role": "None",
    "is_web_database": false,
    "technology_area": "",
    "web_db_site": "",
    "web_db_instance": "",
    "classification": "CUI"
  },
  "cklb_version": "1.0"
}
`
	require.Equal(t, want, string(data))
}

// A STIG's reference_identifier is the asset's target key, else that of its first rule: in a
// file of a .ckl it stands in no other place.
func TestTargetKeysOfSTIGs(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "A", release1, 2), bench(t, "B", release1, 2)})
	c.Asset.TargetKey = "1"
	for i, key := range []string{"", "2", "", "4"} {
		c.Stigs[i/2].Rows[i%2].TargetKey = key
	}
	for _, s := range c.Stigs {
		s.TargetKey = ""
	}
	read, _, err := Read("x.ckl", fileOf(t, c, CKL))
	require.NoError(t, err)
	there, _, err := Read("x.cklb", fileOf(t, read, CKLB))
	require.NoError(t, err)
	require.Equal(t, []string{"1", "1", "4"}, []string{there.Asset.TargetKey, there.Stigs[0].TargetKey, there.Stigs[1].TargetKey})
	require.NotContains(t, Lost(read, CKLB), Loss{"ASSET TARGET_KEY", 1, "the asset"})
	parts := read.Split()
	require.Equal(t, []string{"2", "4"}, []string{parts[0].Asset.TargetKey, parts[1].Asset.TargetKey}, "each part has its STIG's own")
	r, _, err := ReadCKLB("x.cklb", wrap(`"reference_identifier":"7"`, ``, ``))
	require.NoError(t, err)
	require.Equal(t, []string{"7", "7"}, []string{r.Asset.TargetKey, r.Stigs[0].TargetKey})
}

// wrap is a .cklb with one rule of the given members, and more members of its STIG and root.
// A rule without ids has a group's, since it would be a problem else.
func wrap(rule, stig, root string) []byte {
	if !strings.Contains(rule, `"group_id`) && !strings.Contains(rule, `"rule_id`) {
		rule = strings.TrimPrefix(rule+`,"group_id":"V-1"`, ",")
	}
	return []byte(`{"stigs":[{"stig_id":"T","rules":[{` + rule + `}]` + stig + `}]` + root + `}`)
}

func TestCKLBReadsWhatOthersWrite(t *testing.T) {
	for name, row := range map[string]struct {
		rule, stig, root string
		want             func(*testing.T, *Checklist, *Row)
	}{
		"nulls": {`"comments":null,"finding_details":null,"overrides":null,"legacy_ids":null,"ccis":[null],"status":null,"check_content_ref":null,"group_tree":null`, `,"size":null,"version":null`, `,"target_data":null`,
			func(t *testing.T, c *Checklist, r *Row) {
				require.Equal(t, "Computing", c.Asset.Type)
				require.Empty(t, r.Comments+r.FindingDetails)
				require.Empty(t, r.CCIs)
				require.Equal(t, 1, c.Stigs[0].Size)
			}},
		"integer version": {``, `,"version":2`, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, "2", c.Stigs[0].Version) }},
		"empty legacy id": {`"legacy_ids":["","V-1"]`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, []string{"V-1"}, r.LegacyIDs) }},
		"STIGQter": {`"rule_fix_txt":"fix","potential_impact":"imp","documentable":true,"severity_override":"low","severity_justification":"just","rule_id":"SV-1r1_rule","check_system":"C-1"`, ``, `,"target_data":{"marking":"CUI"}`,
			func(t *testing.T, c *Checklist, r *Row) {
				require.Equal(t, []string{"fix", "imp", "true", "low", "just", "SV-1r1_rule"}, []string{r.Fix, r.PotentialImpacts, r.Documentable, r.SeverityOverride, r.SeverityJustification, r.RuleID})
				require.Equal(t, []Extra{{CKLB, "", "rule_id", "check_system", `"C-1"`}}, r.Extra)
				require.Equal(t, "CUI", c.Asset.Marking)
			}},
		"rule id without its source": {`"rule_id":"SV-1r1"`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, "SV-1r1_rule", r.RuleID) }},
		"prefixed ids": {`"group_id_src":"xccdf_mil.disa.stig_group_V-1","rule_id_src":"xccdf_mil.disa.stig_rule_SV-1r1_rule"`, ``, ``,
			func(t *testing.T, c *Checklist, r *Row) {
				require.Equal(t, []string{"V-1", "SV-1r1_rule"}, []string{r.VulnID, r.RuleID})
			}},
		"SRG id in group_title": {`"group_title":"SRG-1","rule_title":"T"`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, "SRG-1", r.GroupTitle) }},
		"MITRE's justification": {`"overrides":{"severity":{"justification":"j","severity":"low"}}`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, "j", r.SeverityJustification) }},
		"a justification in the words of a .ckl": {`"overrides":{"severity":{"severity_justification":"j","severity":"low"}}`, ``, ``, func(t *testing.T, c *Checklist, r *Row) {
			require.Equal(t, []string{"low", "j"}, []string{r.SeverityOverride, r.SeverityJustification})
		}},
		"null texts of the benchmark, and stamps": {`"check_content":null,"fix_text":null,"createdAt":null,"updatedAt":null,"STIGUuid":"u","reference_identifier":null`, `,"reference_identifier":"0000"`, ``,
			func(t *testing.T, c *Checklist, r *Row) {
				require.Equal(t, []string{"", "", ""}, []string{r.Check, r.Fix, r.TargetKey})
				require.Equal(t, "0000", c.Stigs[0].TargetKey)
			}},
		"what Evaluate-STIG calls no area": {``, ``, `,"target_data":{"technology_area":"None"}`, func(t *testing.T, c *Checklist, _ *Row) { require.Empty(t, c.Asset.TechArea) }},
		"one size for all":                 {``, `,"size":12`, ``, func(t *testing.T, c *Checklist, _ *Row) { require.Equal(t, 12, c.Stigs[0].Size) }},
		"two justifications": {`"overrides":{"severity":{"justification":"j","reason":"r"}}`, ``, ``, func(t *testing.T, c *Checklist, r *Row) {
			require.Equal(t, "r", r.SeverityJustification)
			require.Equal(t, []Extra{{CKLB, "overrides.severity", "reason", "justification", `"j"`}}, r.Extra)
		}},
		"other overrides": {`"overrides":{"weight":{"weight":"1","reason":"r"}}`, ``, ``, func(t *testing.T, c *Checklist, r *Row) {
			require.Equal(t, []Extra{{CKLB, "overrides", "", "weight", `{"weight":"1","reason":"r"}`}}, r.Extra)
		}},
		"null words":       {`"target_key":"null","stig_ref":"null"`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, " :: Version , ", r.STIGRef) }},
		"own stig_ref":     {`"stig_ref":"mine"`, ``, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, "mine", r.STIGRef) }},
		"wrong size":       {``, `,"size":0`, ``, func(t *testing.T, c *Checklist, r *Row) { require.Equal(t, 1, c.Stigs[0].Size) }},
		"words as boolean": {``, ``, `,"target_data":{"is_web_database":"True"}`, func(t *testing.T, c *Checklist, r *Row) { require.True(t, c.Asset.WebOrDatabase) }},
	} {
		t.Run(name, func(t *testing.T) {
			data := append([]byte(byteOrderMark), strings.ReplaceAll(string(wrap(row.rule, row.stig, row.root)), ",", ",\r\n")...)
			c, problems, err := ReadCKLB("x.cklb", data)
			require.NoError(t, err)
			require.Empty(t, problems)
			row.want(t, c, c.Stigs[0].Rows[0])
			out, err := WriteCKLB(c)
			require.NoError(t, err)
			again, _, err := ReadCKLB("x.cklb", out)
			require.NoError(t, err, "%s", out)
			require.Equal(t, c, again)
		})
	}
}

func TestCKLBProblems(t *testing.T) {
	for name, row := range map[string]struct{ rule, stig, root, want string }{
		"status of a .ckl":  {`"status":"NotAFinding"`, ``, ``, `x.cklb:1:58: stigs[0].rules[0].status: status is "NotAFinding"; want open, not_a_finding, not_applicable or not_reviewed`},
		"other version":     {``, ``, `,"cklb_version":"2.0"`, `cklb_version: cklb_version is "2.0"; want "1.0", read as that`},
		"size is no number": {``, `,"size":"many"`, ``, `stigs[0].size: is "many"; want a whole number, read as 0`},
		"no ids":            {`"group_id":"","rule_version":"T-1"`, ``, ``, `x.cklb:1:71: stigs[0].rules[0]: has neither group_id nor rule_id_src; want both`},
		"boolean":           {``, ``, `,"active":"perhaps"`, `active: is "perhaps"; want true or false, read as false`},
	} {
		t.Run(name, func(t *testing.T) {
			c, problems, err := ReadCKLB("x.cklb", wrap(row.rule, row.stig, row.root))
			require.NoError(t, err)
			require.Len(t, problems, 1)
			require.Contains(t, problems[0].Error(), row.want)
			require.Equal(t, result.NotReviewed, c.Stigs[0].Rows[0].Status)
		})
	}
}

// What is no STIG, or no rule, is read and said, as of a .ckl.
func TestCKLBWithoutIDs(t *testing.T) {
	for data, want := range map[string]string{
		`{"stigs":[{"stig_id":"T","rules":[null]}]}`:              "stigs[0].rules[0]: has neither group_id nor rule_id_src",
		`{"stigs":[null]}`:                                        "stigs[0]: has no stig_id; want the id of a benchmark",
		`{"stigs":[{"rules":[{"group_id":"V-1"}]}]}`:              "stigs[0]: has no stig_id; want the id of a benchmark",
		`{"stigs":[{"stig_id":"T","rules":[{"status":"open"}]}]}`: "stigs[0].rules[0]: has neither group_id nor rule_id_src",
	} {
		_, problems, err := ReadCKLB("x.cklb", []byte(data))
		require.NoError(t, err)
		require.Len(t, problems, 1, data)
		require.ErrorContains(t, problems, want)
	}
}

// A status word we do not know stays in the file.
func TestUnknownStatusWordIsKept(t *testing.T) {
	c, _, err := ReadCKLB("x.cklb", wrap(`"group_id":"V-1","status":"fine"`, ``, ``))
	require.NoError(t, err)
	require.Equal(t, "fine", c.Stigs[0].Rows[0].StatusWord)
	for _, f := range []Format{CKL, CKLB} {
		out, err := Write(c, f, "t")
		require.NoError(t, err)
		again, problems, err := Read("x", out)
		require.NoError(t, err)
		require.Len(t, problems, 1)
		require.NotEmpty(t, problems[0].Hint)
		require.Equal(t, "fine", again.Stigs[0].Rows[0].StatusWord)
	}
}

func TestCKLBRefuses(t *testing.T) {
	for name, row := range map[string]struct{ data, want string }{
		"name twice":        {`{"title":"a","title":"b","stigs":[]}`, `x.cklb:1:14: title: the name occurs twice in its object; want each once`},
		"cut off":           {`{"stigs":[{"rules":[{"status":"op`, `the file ends in the middle of a value`},
		"cut between":       {`{"stigs":[`, `the file ends`},
		"more after it":     {`{"stigs":[]} {}`, `something follows the checklist`},
		"other JSON":        {`{"name":"x"}`, `is JSON without target_data or stigs; want a .cklb checklist`},
		"stigs an object":   {`{"stigs":{}}`, `stigs: is an object; want an array`},
		"text an object":    {`{"stigs":[{"stig_id":{}}]}`, `stigs[0].stig_id: is an object; want a string`},
		"rule a string":     {`{"stigs":[{"rules":["x"]}]}`, `stigs[0].rules[0]: is a string; want an object`},
		"trailing comma":    {`{"stigs":[],}`, `is not strict JSON`},
		"comment":           {`{/*x*/"stigs":[]}`, `is not strict JSON`},
		"not UTF-8":         {"{\"stigs\":[],\"title\":\"\xff\"}", `is not strict JSON`},
		"half a surrogate":  {`{"stigs":[],"title":"\ud800"}`, `is not strict JSON`},
		"10,000 levels":     {`{"stigs":[],"x":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`, `is not strict JSON`},
		"unclosed levels":   {strings.Repeat(`{"a":`, 200_000), `is not strict JSON`},
		"a number too long": {`{"stigs":[],"mode":1e999999x}`, `is not strict JSON`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := ReadCKLB("x.cklb", []byte(row.data))
			require.ErrorContains(t, err, row.want)
			var placed *diag.Error
			require.ErrorAs(t, err, &placed)
			require.Less(t, len(err.Error()), 2000)
		})
	}
}

// A justification without an override has no place in STIG Viewer's layout; it is
// what a person wrote, so it is kept all the same.
func TestJustificationWithoutOverrideIsKept(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
	c.Stigs[0].Rows[0].SeverityJustification = "thought about it"
	out, err := WriteCKLB(c)
	require.NoError(t, err)
	again, _, err := ReadCKLB("x.cklb", out)
	require.NoError(t, err)
	require.Equal(t, "thought about it", again.Stigs[0].Rows[0].SeverityJustification)
	require.Len(t, Check(c, CKLB), 1)
}

func TestSeverityWords(t *testing.T) {
	for in, want := range map[string]string{"": "unknown", "info": "unknown", "high": "high", "critical": "critical"} {
		require.Equal(t, want, schemaSeverity(in))
	}
}
