package answer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/yamlio"
)

const begin = "schema: answers/1\nanswers:\n"

// readCases are documents, with what Read says of them; "" is nothing. schema says that
// the JSON schema cannot see what is wrong.
var readCases = []struct {
	name, text, want string
	beyondSchema     bool
}{
	{name: "short", text: begin + "  - {rule: V-1, status: Open}\n"},
	{name: "none", text: "schema: answers/1\nanswers: []\n"},
	{name: "whole", text: "schema: answers/1\nbenchmark: B\napproved: {by: J. Doe, on: 2026-01-01, expires: 2027-01-01}\nanswers:\n" +
		"  - rule: X-1\n    benchmark: C\n    when: {status: [Open, Not_Reviewed], facts: [{fact: node.hostname, matches: \"n*\"}, {fact: docker_engine.info.NCPU, at_least: 2}]}\n" +
		"    assets: [\"n-*\"]\n    roles: [Member Server]\n    sites: [a]\n    instances: [b]\n    status: NotAFinding\n    details: x\n    comments: y\n" +
		"    severity: low\n    justification: z\n    by: K\n    on: 2026-02-01\n    expires: 2026-03-01\n    check_sha256: \"" + strings.Repeat("a", 64) + "\"\n"},
	{name: "not a mapping", text: "- a\n", want: "a.yaml:1:1: is a list; want a mapping with schema, benchmark, approved or answers"},
	{name: "no schema", text: "answers: []\n", want: "a.yaml:1:1: has no schema; want one"},
	{name: "other schema", text: "schema: answers/2\nanswers: []\n", want: `a.yaml:1:9: schema: is "answers/2"; want answers/1`},
	{name: "ssp", text: "schema: ssp/1\n", want: "a.yaml:1:1: is an ssp.yaml; want answers"},
	{name: "unknown key", text: begin + "  - {rule: V-1, status: Open, stats: x}\n", want: `a.yaml:3:31: answers[0].stats: unknown key; did you mean "status"?`},
	{name: "key of others", text: begin + "  - {vuln_id: V-1, rule: V-1, status: Open}\n", want: `a.yaml:3:6: answers[0].vuln_id: unknown key; did you mean "rule"?`},
	{name: "status word", text: begin + "  - {rule: V-1, status: open}\n", want: `a.yaml:3:25: answers[0].status: is "open"; want Open, NotAFinding, Not_Applicable or Not_Reviewed`},
	{name: "says nothing", text: begin + "  - {rule: V-1, by: x}\n", want: "a.yaml:3:5: answers[0]: says not what it is for; want status, details, comments, severity or justification"},
	{name: "number for text", text: begin + "  - {rule: V-1, details: 5}\n", want: "a.yaml:3:26: answers[0].details: is 5; want text"},
	{name: "empty scope", text: begin + "  - {rule: V-1, status: Open, assets: []}\n", want: "a.yaml:3:39: answers[0].assets: is an empty list; want one item or more"},
	{name: "all assets", text: begin + "  - {rule: V-1, status: Open, assets: [\"*\"]}\n",
		want: `a.yaml:3:40: answers[0].assets[0]: is "*"; want a name, in which * stands for any run of characters; leave the key out to mean all`},
	{name: "empty when", text: begin + "  - {rule: V-1, status: Open, when: {}}\n", want: "a.yaml:3:37: answers[0].when: says not what it is for; want status or facts"},
	{name: "no test", text: begin + "  - {rule: V-1, status: Open, when: {facts: [{fact: node.hostname}]}}\n",
		want: "a.yaml:3:46: answers[0].when.facts[0]: compares with nothing; want is, not, in, matches, at_least, at_most or contains"},
	{name: "two tests", text: begin + "  - {rule: V-1, status: Open, when: {facts: [{fact: node.hostname, is: a, not: b}]}}\n",
		want: `a.yaml:3:80: answers[0].when.facts[0].not: is a second test beside "is"; want one in each condition`},
	{name: "not a number", text: begin + "  - {rule: V-1, status: Open, when: {facts: [{fact: docker_engine.info.NCPU, at_least: many}]}}\n",
		want: `a.yaml:3:88: answers[0].when.facts[0].at_least: is "many"; want a number`},
	{name: "digest", text: begin + "  - {rule: V-1, status: Open, check_sha256: abc}\n",
		want: `a.yaml:3:45: answers[0].check_sha256: is "abc"; want 64 hexadecimal digits, the SHA-256 of the check text`},
	{name: "no fact", text: begin + "  - {rule: V-1, status: Open, when: {facts: [{fact: nodes.hostname, is: a}]}}\n", beyondSchema: true,
		want: `a.yaml:3:53: answers[0].when.facts[0].fact: is "nodes.hostname", no collected fact`},
	{name: "no day", text: begin + "  - {rule: V-1, status: Open, on: 2026-02-30}\n", beyondSchema: true, want: `a.yaml:3:35: answers[0].on: is "2026-02-30"; want a date as 2026-10-05`},
	{name: "expires before", text: begin + "  - {rule: V-1, status: Open, on: 2026-02-03, expires: 2026-01-01}\n", beyondSchema: true,
		want: "a.yaml:3:5: answers[0]: expires on 2026-01-01, before it was given on 2026-02-03"},
	{name: "contradiction", text: begin + "  - {rule: V-1, status: Open}\n  - {rule: v-1, status: NotAFinding}\n", beyondSchema: true,
		want: "a.yaml:4: answers[1]: answers v-1 for the same as answers[0] in line 3, and says otherwise; want one answer"},
	{name: "twice", text: begin + "  - {rule: V-1, status: Open}\n  - {rule: V-1, status: Open}\n", beyondSchema: true,
		want: "a.yaml:4: answers[1]: answers V-1 as answers[0] in line 3 does; want it once"},
	{name: "for other assets", text: begin + "  - {rule: V-1, status: Open}\n  - {rule: V-1, status: NotAFinding, assets: [a]}\n"},
}

func TestRead(t *testing.T) {
	for _, c := range readCases {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read("a.yaml", []byte(c.text))
			if c.want == "" {
				require.NoError(t, err)
				require.NotNil(t, f)
				return
			}
			require.EqualError(t, err, c.want)
			require.Nil(t, f)
		})
	}
}

// TestSchemaAgrees: what the schema takes Read takes, and the other way round, but
// for what no schema can say.
func TestSchemaAgrees(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(Schema()))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", doc))
	s, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	for _, c := range readCases {
		t.Run(c.name, func(t *testing.T) {
			root := (&yamlio.Reader{}).Document([]byte(c.text))
			text, err := root.AppendJSON(nil)
			require.NoError(t, err)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			require.NoError(t, err)
			if err := s.Validate(value); c.want == "" || c.beyondSchema {
				require.NoError(t, err)
			} else {
				require.Error(t, err)
			}
		})
	}
}

func TestCommonApproval(t *testing.T) {
	f, err := Read("a.yaml", []byte("schema: answers/1\nbenchmark: B\napproved: {by: J, on: 2026-01-01, expires: 2027-01-01}\nanswers:\n  - {rule: V-1, status: Open}\n  - {rule: V-2, status: Open, by: K, on: 2026-02-02}\n"))
	require.NoError(t, err)
	require.Equal(t, "J 2026-01-01 2027-01-01 B", f.Answers[0].By+" "+string(f.Answers[0].On)+" "+string(f.Answers[0].Expires)+" "+f.Answers[0].Benchmark)
	require.Equal(t, "K 2026-02-02  B", f.Answers[1].By+" "+string(f.Answers[1].On)+" "+string(f.Answers[1].Expires)+" "+f.Answers[1].Benchmark)
}

func FuzzRead(f *testing.F) {
	for _, c := range readCases {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read("a.yaml", data)
		if err != nil {
			require.Nil(t, got)
			return
		}
		again, err := Read("a.yaml", Write(got, ""))
		require.NoError(t, err, "%s", Write(got, ""))
		for i := range got.Answers {
			a, b := got.Answers[i], again.Answers[i]
			a.Path, a.Line, b.Path, b.Line = "", 0, "", 0
			require.Equal(t, a, b)
		}
	})
}
