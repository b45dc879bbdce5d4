package collect

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

const dpkgText = `Package: docker-ee
Status: install ok installed
Maintainer: Mirantis <x@example.mil>
Version: 5:19.03.5~3-0
Description: about
 Version: of something else

Package: docker-old
Status: deinstall ok config-files
Version: 1

Package: vim
Status: install ok installed
Version: 2

junk
`

func TestPackages(t *testing.T) {
	rpm := "rpm -qa --qf " + rpmFormat
	packages := func(files map[string]string, run Runner) facts.Fact {
		target := folder(t, files)
		target.Run = run
		return collected(t, packagesSource(), target, nil)
	}
	deb := map[string]string{"var/lib/dpkg/status": dpkgText}
	unsigned := facts.Maybe[string]{State: facts.Failed, Error: "dpkg keeps no signatures of packages"}
	f := packages(deb, prints(nil))
	require.Equal(t, "", f.Why())
	require.Equal(t, []facts.Package{{Name: "docker-ee", Version: facts.Some("5:19.03.5~3-0"), Vendor: facts.Some("Mirantis <x@example.mil>"), SignatureKey: unsigned}}, f.Value)

	red := map[string]string{"var/lib/rpm/Packages": "x"}
	text := "docker-ee\t23.0.9-3.el8\tMirantis\tRSA/SHA256, Tue Apr 26 2022, Key ID A6A2F1D3C4B59788|(none)|(none)|(none)\n" +
		"vim\t1\t(none)\t(none)|(none)|(none)|(none)\n" + "containerd.io\t1.6-1\t(none)\t(none)|(none)|(none)|(none)\nrunc\t1-1\tX\todd|(none)|(none)|(none)\n"
	f = packages(red, prints(map[string]Output{rpm: printed(text)}))
	require.Equal(t, "", f.Why())
	require.Equal(t, []facts.Package{
		{Name: "containerd.io", Version: facts.Some("1.6-1"), Vendor: facts.Some(""), SignatureKey: facts.Some("")},
		{Name: "docker-ee", Version: facts.Some("23.0.9-3.el8"), Vendor: facts.Some("Mirantis"), SignatureKey: facts.Some("a6a2f1d3c4b59788")},
		{Name: "runc", Version: facts.Some("1-1"), Vendor: facts.Some("X"), SignatureKey: facts.Maybe[string]{State: facts.Failed, Error: "rpm names no key of the signature"}},
	}, f.Value)

	// rpm skips what of its database is damaged, says so, and exits with 0.
	damaged := Output{Stdout: []byte("runc\t1-1\tX\t(none)|(none)|(none)|(none)\n"),
		Stderr: []byte("warning: Found bdb_ro Packages database while attempting sqlite backend: using bdb_ro backend.\nerror: rpmdbNextIterator: skipping h#       1 tag[11]: BAD\n")}
	f = packages(red, prints(map[string]Output{rpm: damaged}))
	require.Equal(t, "partly collected: rpm -qa: error: rpmdbNextIterator: skipping h#       1 tag[11]: BAD", f.Why())
	require.Len(t, f.Value, 1)

	for name, row := range map[string]struct {
		files map[string]string
		run   Runner
		want  string
	}{
		"all is damaged":     {red, prints(map[string]Output{rpm: {Stderr: damaged.Stderr}}), "error at 2026-11-17T06:00:00Z: rpm -qa: printed nothing although there is a database; rpm -qa: error: rpmdbNextIterator: skipping h#       1 tag[11]: BAD"},
		"neither":            {map[string]string{"var/lib/": "", "usr/lib/": ""}, prints(nil), "error at 2026-11-17T06:00:00Z: neither dpkg nor rpm has a database here; other package managers are not known"},
		"rpm prints nothing": {red, prints(map[string]Output{rpm: printed("")}), "error at 2026-11-17T06:00:00Z: rpm -qa: printed nothing although there is a database"},
		"rpm fails":          {red, prints(map[string]Output{rpm: {Exit: 1, Stderr: []byte("error: cannot open")}}), "error at 2026-11-17T06:00:00Z: rpm -qa: exit code 1: error: cannot open"},
		"rpm prints junk":    {red, prints(map[string]Output{rpm: printed("\xff")}), "error at 2026-11-17T06:00:00Z: rpm -qa: a line has 1 columns; want 4"},
		"image with rpm":     {red, nil, "error at 2026-11-17T06:00:00Z: the rpm database of a mounted image is not read"},
		"both, rpm fails":    {map[string]string{"var/lib/rpm/Packages": "x", "var/lib/dpkg/status": dpkgText}, nil, "partly collected: the rpm database of a mounted image is not read"},
	} {
		require.Equal(t, row.want, packages(row.files, row.run).Why(), name)
	}
	target := folder(t, deb)
	target.Files = refusing(target.Files, "/var/lib/dpkg", fs.ErrPermission)
	require.Equal(t, facts.Denied, collected(t, packagesSource(), target, nil).State)
}

func FuzzDpkg(f *testing.F) {
	f.Add(dpkgText)
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range readDpkg(text) {
			if !ofEngine(p.Name) {
				t.Fatal(p.Name)
			}
		}
	})
}
