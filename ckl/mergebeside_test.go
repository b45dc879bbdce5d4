package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// edited reads data with the replacements, each of which must be there, made in it.
func edited(t *testing.T, name, data string, pairs ...string) (string, *Checklist) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, data, pairs[i])
		data = strings.Replace(data, pairs[i], pairs[i+1], 1)
	}
	c, _, err := Read(name, []byte(data))
	require.NoError(t, err)
	return data, c
}

// What the other side alone changed or added of what no reader knows comes over, at each
// level of each format, and with it the benchmark's texts; what both changed is listed.
func TestThreeWayMergeOfWhatNobodyKnows(t *testing.T) {
	ckl := string(fileOf(t, one(t, func(*Row) {}), CKL))
	cklb := string(fileOf(t, one(t, func(*Row) {}), CKLB))
	for _, x := range []struct {
		name, data string
		at         string // what unknown things stand behind
		put, other string // an unknown thing, and another
	}{
		{"a.ckl", ckl, "<CHECKLIST>", "<!--root-->", "<!--root, again-->"},
		{"a.ckl", ckl, "<ASSET>", "<SITE_CODE>7</SITE_CODE>", "<SITE_CODE>8</SITE_CODE>"},
		{"a.ckl", ckl, "<iSTIG>", "<!--<Evaluate-STIG><time>1</time></Evaluate-STIG>-->", "<!--<Evaluate-STIG><time>2</time></Evaluate-STIG>-->"},
		{"a.ckl", ckl, "<VULN>", "<OWNER><NAME>a</NAME></OWNER>", "<OWNER><NAME>b</NAME></OWNER>"},
		{"a.ckl", ckl, "<VULN>", "<!--<Evaluate-STIG><AFMod>true</AFMod></Evaluate-STIG>-->", "<!--<Evaluate-STIG><AFMod>true</AFMod><x/></Evaluate-STIG>-->"},
		{"a.ckl", ckl, "</STATUS>", "<POAM>1</POAM>", "<POAM>2</POAM>"},
		{"a.cklb", cklb, "{", `"x_root": [1],`, `"x_root": [2],`},
		{"a.cklb", cklb, `"target_data": {`, `"x_target": {"a": 1},`, `"x_target": {"a": 2},`},
		{"a.cklb", cklb, `"stigs": [
    {`, `"x_stig": null,`, `"x_stig": 0,`},
		{"a.cklb", cklb, `"rules": [
        {`, `"x_rule": "a",`, `"x_rule": "b",`},
		{"a.cklb", cklb, `"group_tree": [
            {`, `"x_group": "a",`, `"x_group": "b",`},
		{"a.cklb", cklb, `"check_content_ref": {`, `"x_ref": "a",`, `"x_ref": "b",`},
		{"a.ckl", ckl, "<ATTRIBUTE_DATA>medium", "", " "},
	} {
		t.Run(x.name+" "+x.at, func(t *testing.T) {
			with := func(text string) (string, *Checklist) {
				return edited(t, x.name, x.data, x.at, x.at+text)
			}
			plain, _ := with("")
			put, _ := with(x.put)
			other, otherIs := with(x.other)
			_, putIs := with(x.put)
			merge := func(base, ours, theirs string) (*Checklist, *MergeReport) {
				t.Helper()
				data, report, _, err := MergeKeeping(x.name, ThreeFiles{Base: []byte(base), Ours: []byte(ours), Theirs: []byte(theirs)}, "test")
				require.NoError(t, err)
				c, _, err := Read(x.name, data)
				require.NoError(t, err)
				addsUp(t, c, report)
				return c, report
			}
			same := func(want, got *Checklist) {
				t.Helper()
				diffs, err := differences(want, got)
				require.NoError(t, err)
				require.Empty(t, diffs)
			}
			c, report := merge(plain, plain, put)
			same(putIs, c)
			require.Len(t, report.Changes, min(len(x.put), 1), "%v", report.Changes)
			c, _ = merge(put, put, other)
			same(otherIs, c)
			c, report = merge(put, other, put)
			same(otherIs, c)
			require.Empty(t, report.Changes)
			c, _ = merge(plain, other, plain)
			same(otherIs, c)
			c, _ = merge(plain, other, other)
			same(otherIs, c)
			if x.put != "" {
				c, report = merge(put, put, plain)
				same(putIs, c)
				require.Empty(t, report.Conflicts(), "what they removed stays")
				if !strings.HasPrefix(x.put, "<!--root") { // a comment more
					c, report = merge(plain, put, other)
					same(putIs, c)
					require.NotEmpty(t, report.Conflicts())
				}
				c, report = merge(put, plain, other)
				same(otherIs, c)
				require.NotEmpty(t, report.Conflicts(), "removed here, changed there")
			}
		})
	}
}

// Data of STIG and asset that only the other side changed come over with merge --base too.
func TestThreeWayMergeOfData(t *testing.T) {
	base := one(t, func(*Row) {})
	base.Asset.HostIP, base.Asset.TechArea = "192.0.2.1", "UNIX OS"
	theirs := base.Clone()
	theirs.Asset.HostIP = "192.0.2.2"
	theirs.Stigs[0].CustomName, theirs.Stigs[0].Rows[0].LegacyIDs = "mine", []string{"V-9"}
	ours := base.Clone()
	ours.Asset.TechArea = "Web Review"
	ours.Stigs[0].Notice = ""
	report := mergeOne(t, ours, MergeOptions{Base: base}, Source{Checklist: theirs})
	require.Equal(t, []string{"192.0.2.2", "Web Review", "mine", "V-9"}, []string{ours.Asset.HostIP, ours.Asset.TechArea, ours.Stigs[0].CustomName, ours.Stigs[0].Rows[0].LegacyIDs[0]})
	require.Empty(t, report.Needs)
	require.Len(t, report.Changes, 3)
	require.Equal(t, 1, report.Totals.TextChanged)
	both := base.Clone()
	both.Asset.HostIP, both.Stigs[0].CustomName = "192.0.2.3", "yours"
	report = mergeOne(t, both, MergeOptions{Base: base}, Source{Checklist: theirs})
	require.Equal(t, []Reason{AssetDiffers, Conflict}, reasons(report))
	require.Equal(t, "yours", both.Stigs[0].CustomName)
}

// The comment that names the program is that of our file: taking theirs would write the
// whole file anew for nothing.
func TestThreeWayMergeKeepsThePrologOfOurs(t *testing.T) {
	file := string(fileOf(t, one(t, func(*Row) {}), CKL))
	base, _ := edited(t, "a.ckl", file, "<CHECKLIST>", "<!--DISA STIG Viewer :: 2.17-->\n<CHECKLIST>")
	theirs, _ := edited(t, "a.ckl", base, "2.17", "2.18", "<COMMENTS>", "<COMMENTS>Theirs.")
	want, _ := edited(t, "a.ckl", base, "<COMMENTS>", "<COMMENTS>Theirs.")
	data, _, _, err := MergeKeeping("a.ckl", ThreeFiles{Base: []byte(base), Ours: []byte(base), Theirs: []byte(theirs)}, "test")
	require.NoError(t, err)
	require.Equal(t, want, string(data))
}
