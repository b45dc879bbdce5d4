package ckl

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

// span is the first and the last bytes in which b differs from a: what is equal
// around it.
func span(a, b []byte) (before, after int) {
	for before < min(len(a), len(b)) && a[before] == b[before] {
		before++
	}
	for after < min(len(a), len(b))-before && a[len(a)-1-after] == b[len(b)-1-after] {
		after++
	}
	return before, after
}

var spliceValues = map[Field][]string{
	Status: {"Open", "NotAFinding"}, FindingDetails: {"new <details> & \"more\"\nline two", ""}, Comments: {"by J. Doe", ""},
	SeverityOverride: {"low", ""}, SeverityJustification: {"mitigated\tby design", ""},
}

// Every row of every sample, every field: the file read again has the new value,
// and all that changed is one stretch of bytes no longer than old and new value
// (the reader's comparison of everything else is in Splice itself).
func TestSpliceChangesNothingElse(t *testing.T) {
	shared.Long(t)
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			c, _, err := Read(s.file, data)
			require.NoError(t, err)
			for i, g := range c.Stigs {
				for j, r := range g.Rows {
					if len(data) > 1_000_000 && j%40 != 0 { // 2 MB are read three times for every edit
						continue
					}
					for f := Status; f <= SeverityJustification; f++ {
						value := spliceValues[f][0]
						if r.value(f) == value {
							value = spliceValues[f][1]
						}
						old := r.value(f)
						if f == Status {
							old = r.word(formatOf(s.file))
						}
						out, err := Splice(s.file, data, []Edit{{i, j, f, value}})
						require.NoError(t, err, "%s %s", r.VulnID, f)
						before, after := span(data, out)
						room := 6*len(old) + 160 // old value escaped, and the tags or keys of a missing one
						require.LessOrEqual(t, len(data)-before-after, room, "%s %s", r.VulnID, f)
						require.LessOrEqual(t, len(out)-before-after, 6*len(value)+6*len(old)+160, "%s %s", r.VulnID, f)
					}
				}
			}
		})
	}
}

// All rows and fields at once, and back again to the same bytes where the file
// held every field.
func TestSpliceAllAndBack(t *testing.T) {
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			before, _, err := Read(s.file, data)
			require.NoError(t, err)
			after := before.Clone()
			for _, g := range after.Stigs {
				for _, r := range g.Rows {
					r.put(Status, "Open")
					r.Comments, r.FindingDetails = "c & d", "e\nf"
				}
			}
			edits, ok := Edits(before, after)
			require.True(t, ok)
			out, err := Splice(s.file, data, edits)
			require.NoError(t, err)
			back, ok := Edits(after, before)
			require.True(t, ok)
			again, err := Splice(s.file, out, back)
			require.NoError(t, err)
			third, _, err := Read(s.file, again)
			require.NoError(t, err)
			require.Equal(t, before, third)
			if strings.HasPrefix(s.file, "stigviewer") {
				require.Equal(t, string(data), string(again))
			}
			same, err := Splice(s.file, data, nil)
			require.NoError(t, err)
			require.True(t, bytes.Equal(data, same))
		})
	}
}

func TestSpliceOddShapes(t *testing.T) {
	cklb := func(rule string) string {
		return `{"title":"t","id":"x","stigs":[{"stig_id":"T","rules":[` + rule + `]}],"target_data":{"host_name":"h"}}`
	}
	vuln := func(rest string) string {
		return "\ufeff<CHECKLIST>\r\n<STIGS><iSTIG><STIG_INFO/><VULN>\r\n\t<STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-1</ATTRIBUTE_DATA></STIG_DATA>" + rest + "</VULN></iSTIG></STIGS></CHECKLIST>"
	}
	for _, row := range []struct {
		name, data string
		edit       Edit
		want       string
	}{
		{"self-closed", vuln("<COMMENTS />"), Edit{0, 0, Comments, "a\nb"}, vuln("<COMMENTS>a\r\nb</COMMENTS>")},
		{"missing", vuln("<STATUS>Open</STATUS>"), Edit{0, 0, Comments, "a"}, vuln("<STATUS>Open</STATUS><COMMENTS>a</COMMENTS>")},
		{"missing, white space", vuln("\r\n\t<STATUS>Open</STATUS>\r\n"), Edit{0, 0, FindingDetails, "a"}, vuln("\r\n\t<STATUS>Open</STATUS>\r\n\t<FINDING_DETAILS>a</FINDING_DETAILS>\r\n")},
		{"missing status", vuln("<COMMENTS>x</COMMENTS>"), Edit{0, 0, Status, "Open"}, vuln("<COMMENTS>x</COMMENTS><STATUS>Open</STATUS>")},
		{"CDATA", vuln("<COMMENTS><![CDATA[<a>]]></COMMENTS>"), Edit{0, 0, Comments, "b"}, vuln("<COMMENTS>b</COMMENTS>")},
		{"the first of two", vuln("<STATUS>Open</STATUS><STATUS>NotAFinding</STATUS>"), Edit{0, 0, Status, "Not_Applicable"}, vuln("<STATUS>Not_Applicable</STATUS><STATUS>NotAFinding</STATUS>")},
		{"null", cklb(`{"group_id":"V-1", "comments" : null}`), Edit{0, 0, Comments, `a"b`}, cklb(`{"group_id":"V-1", "comments" : "a\"b"}`)},
		{"no key", cklb(`{ "group_id":"V-1" }`), Edit{0, 0, Status, "NotAFinding"}, cklb(`{ "group_id":"V-1", "status":"not_a_finding" }`)},
		{"no key in an empty rule", cklb(`{}`), Edit{0, 0, Status, "Open"}, cklb(`{"status":"open"}`)},
		{"override, none", cklb(`{"overrides":{}}`), Edit{0, 0, SeverityOverride, "low"}, cklb(`{"overrides":{"severity":{"severity":"low","reason":""}}}`)},
		{"override, other keys", cklb(`{"overrides":{"severity":{"severity":"low","x":1,"reason":"r"},"y":2}}`), Edit{0, 0, SeverityJustification, "s"}, cklb(`{"overrides":{"severity":{"severity":"low","x":1,"reason":"s"},"y":2}}`)},
		{"override, other spelling", cklb(`{"overrides":{"severity":{"severity":"low","justification":"r"}}}`), Edit{0, 0, SeverityJustification, "s"}, cklb(`{"overrides":{"severity":{"severity":"low","justification":"s"}}}`)},
		{"override, flat", cklb(`{"severity_override":"","severity_justification":""}`), Edit{0, 0, SeverityOverride, "high"}, cklb(`{"severity_override":"high","severity_justification":""}`)},
		{"override, null", cklb(`{"overrides":null}`), Edit{0, 0, SeverityJustification, "s"}, cklb(`{"overrides":{"severity":{"reason":"s"}}}`)},
	} {
		t.Run(row.name, func(t *testing.T) {
			out, err := Splice("x", []byte(row.data), []Edit{row.edit})
			require.NoError(t, err)
			require.Equal(t, row.want, string(out))
		})
	}
}

func TestSpliceRefuses(t *testing.T) {
	c := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 1)})
	for _, f := range []Format{CKL, CKLB} {
		data, err := Write(c, f, "t")
		require.NoError(t, err)
		for want, edits := range map[string][]Edit{
			"there is no row 1 of STIG 0": {{0, 1, Status, "Open"}},
			"there is no row 0 of STIG 1": {{1, 0, Status, "Open"}},
			`the status is "open"`:        {{0, 0, Status, "open"}},
			"there is no field 0":         {{0, 0, 0, "x"}},
			"is edited twice":             {{0, 0, Comments, "a"}, {0, 0, Comments, "b"}},
			"characters a .":              {{0, 0, Comments, "a\xff"}},
		} {
			_, err := Splice("x", data, edits)
			require.ErrorContains(t, err, want)
		}
	}
	_, err := Splice("x", []byte("nothing"), nil)
	require.ErrorContains(t, err, "want a .ckl or .cklb")
	after := c.Clone()
	after.Asset.HostIP = "192.0.2.1"
	after.Asset.WebOrDatabase = true
	_, ok := Edits(c, after)
	require.False(t, ok, "a boolean is not spliced")
	data, err := Write(c, CKLB, "t")
	require.NoError(t, err)
	_, err = Splice("x", data, []Edit{{-1, -1, AssetField("TARGET_KEY"), "7"}})
	require.ErrorContains(t, err, "a .cklb has no place for TARGET_KEY")
	_, err = Splice("x", data, []Edit{{0, 0, AssetField("HOST_IP"), "7"}})
	require.ErrorContains(t, err, "is of the asset")
	require.Zero(t, AssetField("WEB_OR_DATABASE"))
}

// Every text of the asset of every sample: nothing else changes, and back again.
func TestSpliceAsset(t *testing.T) {
	for _, s := range sampleFiles {
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			before, _, err := Read(s.file, data)
			require.NoError(t, err)
			after := before.Clone()
			for _, k := range assetElements {
				if k.field == nil || formatOf(s.file) == CKLB && targetKey(AssetField(k.name)) == "" {
					continue
				}
				if k.name == "HOST_NAME" && formatOf(s.file) == CKLB && (before.Title == "" || before.Title == before.name()) {
					continue // the title in the file is the one the host name gives
				}
				f := AssetField(k.name)
				old := *k.field(&before.Asset)
				out, err := Splice(s.file, data, []Edit{{-1, -1, f, "a & b"}})
				require.NoError(t, err, k.name)
				from, to := span(data, out)
				require.LessOrEqual(t, len(data)-from-to, 6*len(old)+80, k.name)
				require.LessOrEqual(t, len(out)-from-to, 6*len(old)+120, k.name)
				*k.field(&after.Asset) = "a & b"
			}
			edits, ok := Edits(before, after)
			require.True(t, ok)
			out, err := Splice(s.file, data, edits)
			require.NoError(t, err)
			got, _, err := Read(s.file, out)
			require.NoError(t, err)
			require.Equal(t, after.Asset, got.Asset)
			require.Equal(t, before.Stigs, got.Stigs)
		})
	}
}

func FuzzSplice(f *testing.F) {
	for _, format := range []Format{CKL, CKLB} {
		data, err := Write(New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)}), format, "t")
		require.NoError(f, err)
		f.Add(data, uint8(1), "Open")
		f.Add(data, uint8(4), "low")
	}
	f.Add([]byte(looseCKL), uint8(3), "x\r\n")
	f.Fuzz(func(t *testing.T, data []byte, field uint8, value string) {
		c, _, err := Read("x", data)
		if err != nil || len(c.Stigs) == 0 || len(c.Stigs[0].Rows) == 0 {
			return
		}
		e := Edit{0, 0, Field(field%5 + 1), value}
		out, err := Splice("x", data, []Edit{e})
		if err != nil {
			return
		}
		again, _, err := Read("x", out)
		require.NoError(t, err)
		require.Equal(t, value, again.Stigs[0].Rows[0].value(e.Field), string(out))
	})
}
