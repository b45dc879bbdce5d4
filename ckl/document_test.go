package ckl

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

// twoWays puts edits into a file by the places known from reading and by going through
// it. What the first gives is what the second gives, byte for byte, and reads as what was
// wanted in every field. known is whether the first way could be gone.
func twoWays(t *testing.T, name string, data []byte, edits []Edit) (known bool) {
	t.Helper()
	d, _, err := Open(name, data)
	require.NoError(t, err)
	want, _, err := Read(name, data)
	require.NoError(t, err)
	require.Equal(t, want, d.List, "Open gives what Read gives")
	out, known := d.spliceKnown([]byte("before"), edits)
	if !known {
		return false
	}
	through, err := Splice(name, data, edits)
	require.NoError(t, err, "what is known to work works the long way")
	require.Equal(t, "before"+string(through), string(out))
	for _, e := range edits {
		want.put(e)
	}
	again, _, err := Read(name, through)
	require.NoError(t, err)
	require.Equal(t, want, again)
	return true
}

// hard are texts with everything that has a meaning in XML.
var hard = []string{"", "plain", "a & b < c > d ]]> \"e\" 'f'", "one\ntwo\r\nthree\rfour\n", "&amp; &#x41; <![CDATA[x]]> <!-- y -->", "  \t ", "ünïcode \u2028 \U0001F600", "</COMMENTS>"}

// Every sample, every text of every row at once, with each of the hard texts.
func TestSpliceKnownIsSplice(t *testing.T) {
	for _, s := range sampleFiles {
		if formatOf(s.file) != CKL {
			continue
		}
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			c, _, err := Read(s.file, data)
			require.NoError(t, err)
			known := 0
			for turn := range hard {
				var edits []Edit
				for i, g := range c.Stigs {
					for j, r := range g.Rows {
						for f := FindingDetails; f <= SeverityJustification; f++ {
							if value := hard[(turn+j+int(f))%len(hard)]; r.value(f) != value {
								edits = append(edits, Edit{i, j, f, value})
							}
						}
						if r.word(CKL) != "Not_Applicable" {
							edits = append(edits, Edit{i, j, Status, "Not_Applicable"})
						}
					}
				}
				for _, name := range []string{"ROLE", "HOST_NAME", "TARGET_COMMENT", "WEB_DB_SITE"} {
					f := AssetField(name)
					if *f.asset().field(&c.Asset) != hard[2] && strings.Contains(string(data), "<"+name) {
						edits = append(edits, Edit{-1, -1, f, hard[2]})
					}
				}
				if twoWays(t, s.file, data, edits) {
					known++
				}
				if len(data) > 1_000_000 {
					break // each turn reads 2 MB five times
				}
			}
			if strings.HasPrefix(s.file, "stigviewer") {
				require.NotZero(t, known, "STIG Viewer's own files go the short way")
			}
		})
	}
}

// Shapes where the short way may be gone, and where it must not.
func TestSpliceKnownOddShapes(t *testing.T) {
	file := func(asset, rest string) string {
		return "\ufeff<CHECKLIST>\r\n<ASSET>" + asset + "</ASSET><STIGS><iSTIG><STIG_INFO/><VULN>\r\n<STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-1</ATTRIBUTE_DATA></STIG_DATA>" + rest + "</VULN></iSTIG></STIGS></CHECKLIST>"
	}
	comments, host := Edit{0, 0, Comments, "a\nb"}, Edit{-1, -1, AssetField("HOST_NAME"), "h"}
	for _, row := range []struct {
		name, asset, rest string
		edit              Edit
		known             bool
	}{
		{"plain", "", "<COMMENTS>x</COMMENTS>", comments, true},
		{"empty", "", "<COMMENTS></COMMENTS>", comments, true},
		{"self-closed", "", "<COMMENTS \r\n/>", comments, true},
		{"CDATA and a comment", "", "<COMMENTS><![CDATA[x]]><!-- y --></COMMENTS>", comments, true},
		{"the first of two", "", "<COMMENTS>x</COMMENTS><COMMENTS>z</COMMENTS>", comments, true},
		{"missing", "", "<STATUS>Open</STATUS>", comments, false},
		{"an attribute", "", `<COMMENTS x="y">x</COMMENTS>`, comments, false},
		{"an attribute, self-closed", "", `<COMMENTS x="y"/>`, comments, false},
		{"a prefix", "", `<p:COMMENTS xmlns:p="u">x</p:COMMENTS>`, comments, false},
		{"white space in the end tag", "", "<COMMENTS>x</COMMENTS >", comments, false},
		{"status, unknown before", "", "<STATUS>so so</STATUS>", Edit{0, 0, Status, "Open"}, true},
		{"no known status", "", "<STATUS>Open</STATUS>", Edit{0, 0, Status, "so so"}, false},
		{"asset", "<HOST_NAME>x</HOST_NAME>", "", host, true},
		{"asset, missing", "<HOST_IP>x</HOST_IP>", "", host, false},
		{"asset, none known", "", "", host, false},
		{"asset, a default", "<ROLE>Workstation</ROLE>", "", Edit{-1, -1, AssetField("ROLE"), ""}, false},
		{"asset, an anchor", "<HOST_GUID>x</HOST_GUID><x/>", "", Edit{-1, -1, AssetField("HOST_GUID"), "y"}, false},
		{"a row that is not there", "", "", Edit{0, 1, Comments, "x"}, false},
		{"a character that cannot be", "", "<COMMENTS/>", Edit{0, 0, Comments, "a\x01"}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.Equal(t, row.known, twoWays(t, "x", []byte(file(row.asset, row.rest)), []Edit{row.edit}))
		})
	}
}

// AppendRewrite gives the same bytes as Rewrite: spliced, gone through, written anew.
func TestAppendRewriteIsRewrite(t *testing.T) {
	for _, format := range []Format{CKL, CKLB} {
		data, err := Write(New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2)}), format, "t")
		require.NoError(t, err)
		d, _, err := Open("x", data)
		require.NoError(t, err)
		for name, change := range map[string]func(*Checklist){
			"nothing": func(*Checklist) {},
			"a text":  func(c *Checklist) { c.Stigs[0].Rows[1].Comments = "seen" },
			"asset":   func(c *Checklist) { c.Asset.HostMAC = "00:00:5e:00:53:01" },
			"a row":   func(c *Checklist) { c.Stigs[0].Rows = c.Stigs[0].Rows[:1] },
		} {
			after := d.List.Clone()
			change(after)
			want, err := Rewrite("x", data, d.List.Clone(), after, "t")
			require.NoError(t, err)
			got, err := d.AppendRewrite(nil, after, "t")
			require.NoError(t, err)
			require.Equal(t, string(want), string(got), name)
			fresh, _, err := Read("x", data)
			require.NoError(t, err)
			require.Equal(t, fresh, d.List, "%s: what was read stays as it is", name)
			require.Equal(t, name == "nothing", bytes.Equal(data, got), name)
		}
	}
	_, _, err := Open("x", []byte("nothing"))
	require.ErrorContains(t, err, "want a .ckl or .cklb")
	_, _, err = Open("x", []byte("<CHECKLIST>"))
	require.Error(t, err)
}

func FuzzSpliceKnown(f *testing.F) {
	data, err := Write(New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)}), CKL, "t")
	require.NoError(f, err)
	f.Add(data, uint8(1), "Open")
	f.Add(data, uint8(9), "a\nb & c")
	f.Add([]byte(looseCKL), uint8(3), "x\r\n")
	f.Add([]byte("<CHECKLIST><ASSET><ROLE>a</ROLE><STIG_GUID/><x/></ASSET><STIGS><iSTIG><VULN><COMMENTS /></VULN></iSTIG></STIGS></CHECKLIST>"), uint8(5), "]]>")
	f.Fuzz(func(t *testing.T, data []byte, field uint8, value string) {
		d, _, err := Open("x", data)
		if err != nil || d.Format != CKL {
			return
		}
		e := Edit{0, 0, Field(int(field)%(int(firstAssetField)+len(assetElements)-1) + 1), value}
		if e.Field.asset() != nil {
			e.Stig, e.Row = -1, -1
		} else if e.Field >= firstAssetField || len(d.List.Stigs) == 0 || len(d.List.Stigs[0].Rows) == 0 {
			return
		}
		if d.List.value(e) != value {
			twoWays(t, "x", data, []Edit{e})
		}
	})
}
