package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
)

// fileOf is c as a file of format f.
func fileOf(t *testing.T, c *Checklist, f Format) []byte {
	t.Helper()
	data, err := Write(c, f, "test")
	require.NoError(t, err)
	return data
}

// changed is a copy of c that f changed, as a file.
func changed(t *testing.T, c *Checklist, f func(*Checklist)) []byte {
	t.Helper()
	out := c.Clone()
	f(out)
	return fileOf(t, out, CKL)
}

func reviewed(t *testing.T) *Checklist {
	t.Helper()
	c, _, err := Read("a.ckl", shared.Read(t, "samples", "stigviewer-2.17-asa-multi-ip.ckl"))
	require.NoError(t, err)
	r := c.Stigs[0].Rows[0]
	r.Status, r.FindingDetails, r.Comments = result.NotReviewed, "Common.", ""
	r.SeverityOverride, r.SeverityJustification = "", ""
	c.Asset.TargetComment = ""
	return c
}

func TestMergeKeeping(t *testing.T) {
	base := reviewed(t)
	row := func(c *Checklist) *Row { return c.Stigs[0].Rows[0] }
	for name, x := range map[string]struct {
		ours, theirs func(*Checklist)
		fields       []string // in conflict
		want         func(*Checklist)
	}{
		"nobody changed anything": {func(*Checklist) {}, func(*Checklist) {}, nil, func(*Checklist) {}},
		"theirs alone": {func(*Checklist) {}, func(c *Checklist) { row(c).Status, row(c).Comments = result.Open, "Seen." }, nil,
			func(c *Checklist) { row(c).Status, row(c).Comments = result.Open, "Seen." }},
		"different fields": {func(c *Checklist) { row(c).Status = result.Open }, func(c *Checklist) { row(c).Comments = "Seen." }, nil,
			func(c *Checklist) { row(c).Status, row(c).Comments = result.Open, "Seen." }},
		"the same": {func(c *Checklist) { row(c).Status = result.Open }, func(c *Checklist) { row(c).Status = result.Open }, nil,
			func(c *Checklist) { row(c).Status = result.Open }},
		"their text went": {func(*Checklist) {}, func(c *Checklist) { row(c).FindingDetails = "" }, nil,
			func(c *Checklist) { row(c).FindingDetails = "" }},
		"two statuses": {func(c *Checklist) { row(c).Status = result.Open }, func(c *Checklist) { row(c).Status = result.NotAFinding }, []string{"STATUS"},
			func(c *Checklist) {
				row(c).Status = result.Open
				row(c).Comments = "<<<<<<< ours\nSTATUS: Open\n=======\nSTATUS: NotAFinding\n>>>>>>> theirs"
			}},
		"two texts": {func(c *Checklist) { row(c).FindingDetails = "Mine." }, func(c *Checklist) { row(c).FindingDetails = "Yours." }, nil,
			func(c *Checklist) { row(c).FindingDetails = "Mine.\n\nYours." }},
		"two overrides": {func(c *Checklist) { row(c).SeverityOverride, row(c).SeverityJustification = "low", "a" },
			func(c *Checklist) { row(c).SeverityOverride, row(c).SeverityJustification = "high", "b" }, []string{"SEVERITY_OVERRIDE", "SEVERITY_JUSTIFICATION"},
			func(c *Checklist) {
				row(c).SeverityOverride, row(c).SeverityJustification = "low", "a"
				row(c).Comments = "<<<<<<< ours\nSEVERITY_OVERRIDE: low\n=======\nSEVERITY_OVERRIDE: high\n>>>>>>> theirs\n" +
					"<<<<<<< ours\nSEVERITY_JUSTIFICATION: a\n=======\nSEVERITY_JUSTIFICATION: b\n>>>>>>> theirs"
			}},
		"their asset": {func(*Checklist) {}, func(c *Checklist) { c.Asset.HostIP = "192.0.2.1" }, nil, func(c *Checklist) { c.Asset.HostIP = "192.0.2.1" }},
		"two names of one host": {func(c *Checklist) { c.Asset.HostName = "asa1" }, func(c *Checklist) { c.Asset.HostName = "asa1.example.mil" }, []string{"HOST_NAME"},
			func(c *Checklist) {
				c.Asset.HostName = "asa1"
				c.Asset.TargetComment = "<<<<<<< ours\nHOST_NAME: asa1\n=======\nHOST_NAME: asa1.example.mil\n>>>>>>> theirs"
			}},
		"their web server": {func(c *Checklist) { row(c).Comments = "Seen." }, func(c *Checklist) { c.Asset.WebOrDatabase, c.Asset.WebDBSite = true, "s" }, nil,
			func(c *Checklist) { row(c).Comments, c.Asset.WebOrDatabase, c.Asset.WebDBSite = "Seen.", true, "s" }},
	} {
		ours := changed(t, base, x.ours)
		data, _, lost, err := MergeKeeping("a.ckl", ThreeFiles{Base: fileOf(t, base, CKL), Ours: ours, Theirs: changed(t, base, x.theirs)}, "test")
		require.NoError(t, err, name)
		var fields []string
		for _, c := range lost {
			fields = append(fields, c.Field)
		}
		require.Equal(t, x.fields, fields, name)
		require.Equal(t, string(changed(t, base, x.want)), string(data), name)
	}
}

// Whatever both sides write into the fields of one row, each person's word is in the
// result, with and without a base.
func TestMergeKeepingLosesNothing(t *testing.T) {
	shared.Long(t)
	base := reviewed(t)
	words := []string{"", "Common.", "Alpha.", "Beta\nand more.", "Common. Alpha."}
	statuses := result.Statuses()
	for i := range len(words) * len(words) * len(statuses) * len(statuses) {
		a, b := words[i%len(words)], words[i/len(words)%len(words)]
		p, q := statuses[i/25%len(statuses)], statuses[i/25/len(statuses)%len(statuses)]
		side := func(text string, s result.Status) []byte {
			return changed(t, base, func(c *Checklist) {
				r := c.Stigs[0].Rows[0]
				r.FindingDetails, r.Comments, r.SeverityJustification, r.Status = text, text, text, s
			})
		}
		files := ThreeFiles{Base: fileOf(t, base, CKL), Ours: side(a, p), Theirs: side(b, q)}
		if i%3 == 0 {
			files.Base = nil
		}
		data, _, lost, err := MergeKeeping("a.ckl", files, "test")
		require.NoError(t, err)
		c, _, err := Read("a.ckl", data)
		require.NoError(t, err)
		r := c.Stigs[0].Rows[0]
		all := r.FindingDetails + "\n" + r.Comments + "\n" + r.SeverityJustification + "\n" + r.Status.String()
		for _, text := range []string{a, b} {
			if text == "Common." {
				continue // the base: a side may have removed it
			}
			require.Contains(t, all, text, "%q %q %v %v", a, b, p, q)
		}
		for _, s := range []result.Status{p, q} {
			if s != result.NotReviewed {
				require.Contains(t, all, s.String(), "%q %q %v %v %v", a, b, p, q, lost)
			}
		}
	}
}

// Two states that name two assets are not merged, whatever stood in the base: a host that
// was renamed looks like the file of another host. A base without a name lets one side
// give it.
func TestMergeKeepingOfTwoAssets(t *testing.T) {
	name := func(host string) func(*Checklist) {
		return func(c *Checklist) { c.Asset.HostName, c.Asset.HostFQDN, c.Asset.HostIP = host, "", "" }
	}
	copied := func(host string) func(*Checklist) {
		return func(c *Checklist) { c.Asset.HostName, c.Asset.HostFQDN, c.Asset.HostIP = host, "a", "a" }
	}
	site := func(site string) func(*Checklist) {
		return func(c *Checklist) { name("web1")(c); c.Asset.WebOrDatabase, c.Asset.WebDBSite = true, site }
	}
	for _, row := range []struct {
		name               string
		base, ours, theirs func(*Checklist) // no base: nil
		want               string           // in the message, or the host's name after "="
	}{
		{"both to other names", name("a"), name("b"), name("c"), `is of host "c"; want "b"`},
		{"theirs to another name", name("a"), name("a"), name("b"), `is of host "b"; want "a"`},
		{"theirs to another name, address and FQDN left", copied("a"), copied("a"), copied("b"), `is of host "b"; want "a"`},
		{"ours to another name", name("a"), name("b"), name("a"), `is of host "a"; want "b"`},
		{"each gave its own name", name(""), name("a"), name("b"), `is of host "b"; want "a"`},
		{"theirs lost the name", name("a"), name("a"), name(""), "names no host"},
		{"ours lost the name", name("a"), name(""), name("a"), "the checklist names no host"},
		{"no base", nil, name("a"), name("b"), `is of host "b"; want "a"`},
		{"no base, a name missing", nil, name("a"), name(""), "names no host"},
		{"theirs to another site", site("s"), site("s"), site("t"), `is of the site "t"`},
		{"each gave its own site", site(""), site("s"), site("t"), `is of the site "t"`},
		{"theirs gave the name", name(""), name(""), name("a"), "=a"},
		{"ours gave the name", name(""), name("a"), name(""), "=a"},
		{"one host, a longer name", name("a"), name("a"), name("a.example.mil"), "=a.example.mil"},
		{"theirs gave the site", site(""), site(""), site("s"), "=web1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			one := reviewed(t)
			verdict := func(set func(*Checklist), s result.Status) func(*Checklist) {
				return func(c *Checklist) { set(c); c.Stigs[0].Rows[0].Status = s }
			}
			files := ThreeFiles{Ours: changed(t, one, row.ours), Theirs: changed(t, one, verdict(row.theirs, result.NotAFinding))}
			if row.base != nil {
				files.Base = changed(t, one, row.base)
			}
			data, report, _, err := MergeKeeping("a.ckl", files, "test")
			if host, merged := strings.CutPrefix(row.want, "="); merged {
				require.NoError(t, err)
				c, _, err := Read("a.ckl", data)
				require.NoError(t, err)
				require.Equal(t, host, c.Asset.HostName)
				require.Equal(t, result.NotAFinding, c.Stigs[0].Rows[0].Status)
				require.NotEmpty(t, report.Changes)
				return
			}
			require.ErrorContains(t, err, row.want)
			require.Contains(t, diag.Each(err)[0].Hint, "merge them by hand")
			require.Nil(t, data)
		})
	}
	// Without a base false and true are two words for what tells assets apart.
	base := reviewed(t)
	_, _, lost, err := MergeKeeping("a.ckl", ThreeFiles{Ours: fileOf(t, base, CKL), Theirs: changed(t, base, func(c *Checklist) { c.Asset.WebOrDatabase = true })}, "test")
	require.NoError(t, err)
	require.Equal(t, []FieldConflict{{Where{}, webOrDatabase, "false", "true"}}, lost)
}

func TestMergeKeepingRefuses(t *testing.T) {
	base := reviewed(t)
	good := fileOf(t, base, CKL)
	for name, files := range map[string]ThreeFiles{
		"theirs is none": {Base: good, Ours: good, Theirs: []byte("to do")},
		"ours is none":   {Base: good, Ours: []byte("{"), Theirs: good},
		"base is none":   {Base: []byte("<x/>"), Ours: good, Theirs: good},
		"another release": {Base: good, Ours: good, Theirs: changed(t, base, func(c *Checklist) {
			c.Stigs[0].ReleaseInfo = "Release: 99 Benchmark Date: 01 Jan 2030"
		})},
		"another asset, no base": {Ours: changed(t, base, func(c *Checklist) { c.Asset.HostName = "a" }),
			Theirs: changed(t, base, func(c *Checklist) { c.Asset.HostName = "b" })},
	} {
		data, _, _, err := MergeKeeping("a.ckl", files, "test")
		require.Error(t, err, name)
		require.Nil(t, data, name)
		require.True(t, strings.HasPrefix(err.Error(), "a.ckl"), err)
		files.Names = [3]string{"was.ckl", "mine.ckl", "yours.ckl"}
		_, _, _, err = MergeKeeping("a.ckl", files, "test")
		side := map[string]string{"ours is none": "mine.ckl", "base is none": "was.ckl"}
		require.True(t, strings.HasPrefix(err.Error(), either(side[name], "yours.ckl")), "%s: the file that is to blame: %v", name, err)
	}
}

// A word that is a status in the other format alone is no verdict, and a person's word all
// the same: a merge shows it, and so does what differs.
func TestMergeKeepingOfForeignWords(t *testing.T) {
	base, _, err := Read("a.ckl", shared.Read(t, "samples", "stigviewer-2.17-asa-multi-ip.ckl"))
	require.NoError(t, err)
	row := base.Stigs[0].Rows[0]
	row.Status, row.StatusWord = result.NotReviewed, ""
	theirs := base.Clone()
	theirs.Stigs[0].Rows[0].StatusWord = "NotAFinding"
	d := Diff(base, theirs)
	require.Len(t, d.Changes, 1)
	require.Contains(t, d.Changes[0].To, "NotAFinding (no status word of its file)")
	files := ThreeFiles{Base: fileOf(t, base, CKLB), Ours: fileOf(t, base, CKLB), Theirs: fileOf(t, theirs, CKLB)}
	_, _, lost, err := MergeKeeping("a.cklb", files, "test")
	require.NoError(t, err)
	require.Len(t, lost, 1)
	require.Equal(t, "STATUS", lost[0].Field)
}
