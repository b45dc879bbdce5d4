package ckl

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// cklbSchema is DISA's schema of .cklb 1.0 with the three keys STIG Viewer 3
// itself writes beyond it, and Evaluate-STIG's.
func cklbSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(shared.Read(t, "samples", "schemas", "SV3_CKLB_1_0_JSON_SCHEMA.json")))
	require.NoError(t, err)
	type object = map[string]any
	root := doc.(object)
	defs := root["$defs"].(object)
	properties := func(name string) object { return defs[name].(object)["properties"].(object) }
	root["properties"].(object)["evaluate-stig"] = object{"type": "object"}
	properties("target_data")["classification"] = object{"type": []any{"string", "null"}}
	properties("stig")["version"] = object{"type": "string"}
	properties("stig")["evaluate-stig"] = object{"type": "object"}
	properties("stig_rule")["srg_id"] = object{"type": "string"}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("cklb.json", root))
	schema, err := compiler.Compile("cklb.json")
	require.NoError(t, err)
	return schema
}

func satisfies(t *testing.T, schema *jsonschema.Schema, c *Checklist) {
	t.Helper()
	data, err := WriteCKLB(c)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(value))
}

func TestCKLBSatisfiesDISAsSchema(t *testing.T) {
	schema := cklbSchema(t)
	b := bench(t, "T", release1, 4)
	c := New(node1, []*benchmark.Benchmark{b, bench(t, "U", release1, 1)})
	c.Stigs[0].Rows[0].SeverityOverride, c.Stigs[0].Rows[0].SeverityJustification = "low", "why"
	c.Stigs[0].Rows[1].SeverityJustification = "no override"
	c.Stigs[0].Rows[1].Severity, c.Stigs[0].Rows[2].Severity = "info", ""
	c.Stigs[0].Rows[3].CheckRef, c.Stigs[0].Rows[3].CheckHref = "", ""
	_, err := Apply(c, node1, judge(b, result.Statuses()...))
	require.NoError(t, err)
	satisfies(t, schema, c)
	satisfies(t, schema, New(node1, []*benchmark.Benchmark{open(t, "U_RHEL_8_STIG_V1R8.zip")}))
	for _, s := range sampleFiles {
		c, _, err := Read(s.file, shared.Read(t, "samples", s.file))
		require.NoError(t, err)
		satisfies(t, schema, c)
	}
}

// A checklist of 100,000 rows is read and written like any other.
func TestManyRows(t *testing.T) {
	shared.Long(t)
	var b strings.Builder
	b.WriteString("<CHECKLIST><ASSET><HOST_NAME>h</HOST_NAME></ASSET><STIGS><iSTIG><STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>T</SID_DATA></SI_DATA></STIG_INFO>")
	const n = 100_000
	for i := range n {
		fmt.Fprintf(&b, "<VULN><STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-%d</ATTRIBUTE_DATA></STIG_DATA><STATUS>nonsense</STATUS></VULN>", i)
	}
	b.WriteString("</iSTIG></STIGS></CHECKLIST>")
	c, problems, err := Read("big.ckl", []byte(b.String()))
	require.NoError(t, err)
	require.Len(t, c.Stigs[0].Rows, n)
	require.Len(t, problems, maxProblems+1, "problems come up to a number")
	require.EqualError(t, problems[maxProblems], "big.ckl: 99950 more problems")
	data, err := WriteCKLB(c)
	require.NoError(t, err)
	again, _, err := Read("big.cklb", data)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("V-%d", n-1), again.Stigs[0].Rows[n-1].VulnID)
}
