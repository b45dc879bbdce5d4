package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
		"two host names": {func(c *Checklist) { c.Asset.HostName = "a" }, func(c *Checklist) { c.Asset.HostName = "b" }, []string{"HOST_NAME"},
			func(c *Checklist) {
				c.Asset.HostName = "a"
				c.Asset.TargetComment = "<<<<<<< ours\nHOST_NAME: a\n=======\nHOST_NAME: b\n>>>>>>> theirs"
			}},
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
