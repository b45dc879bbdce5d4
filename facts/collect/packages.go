package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	dpkgStatus = "/var/lib/dpkg/status"
	maxDpkg    = 128 << 20 // a desktop with everything has some 10 MiB
	rpmFormat  = `%{NAME}\t%{VERSION}-%{RELEASE}\t%{VENDOR}\t%{RSAHEADER:pgpsig}|%{DSAHEADER:pgpsig}|%{SIGPGP:pgpsig}|%{SIGGPG:pgpsig}\n`
)

// rpmDatabases is where rpm keeps its list, by its age.
func rpmDatabases() []string {
	return []string{"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/Packages.db", "/usr/lib/sysimage/rpm/Packages",
		"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages.db", "/var/lib/rpm/Packages"}
}

// ofEngine reports whether a package is the engine's, a part of it, or of Kubernetes' node.
func ofEngine(name string) bool {
	return slices.ContainsFunc([]string{"docker", "containerd", "moby-", "runc", "cri-dockerd", "kubelet", "mirantis"},
		func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

func packagesSource() Source {
	return Source{Section: facts.Packages.Name,
		Touches: []Touch{
			{File, dpkgStatus, "packages of the engine, on Debian and Ubuntu", ""},
			{Exec, "rpm -qa", "packages of the engine and the keys that signed them, where rpm has a database", ""},
		},
		Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: File, ref: dpkgStatus}
			list, state, why := []facts.Package{}, facts.Absent, ""
			if text, l := t.Files.text(dpkgStatus, maxDpkg); l.state == facts.OK {
				list, state = append(list, readDpkg(text)...), facts.OK
			} else if l.state != facts.Absent {
				state, why = l.state, l.why
			}
			if db := rpmDatabase(t.Files); db != "" {
				f.kind, f.ref = Exec, "rpm -qa"
				found, lacks := askRPM(ctx, t, &f)
				list = append(list, found...)
				switch {
				case state == facts.OK, state == facts.Absent && (lacks == "" || len(found) > 0):
					state = facts.OK
					f.lack("%s", lacks)
				default:
					state, why = facts.Failed, joined(why, lacks)
				}
			}
			switch state {
			case facts.OK:
				slices.SortStableFunc(list, func(a, b facts.Package) int { return cmp.Compare(a.Name, b.Name) })
				return f.fact(t, list)
			case facts.Absent:
				return f.none(t, facts.Failed, "neither dpkg nor rpm has a database here; other package managers are not known")
			}
			return f.none(t, state, why)
		},
	}
}

func rpmDatabase(f Files) string {
	for _, file := range rpmDatabases() {
		if f.at(file, true).state != facts.Absent {
			return file
		}
	}
	return ""
}

// askRPM asks rpm for its packages. Without the program, as for an image, its database is
// not read: it has three formats, and its own library writes locks into its folder.
func askRPM(ctx context.Context, t *Target, f *finding) ([]facts.Package, string) {
	if t.Run == nil {
		return nil, "the rpm database of a mounted image is not read"
	}
	out := t.Run(ctx, "rpm", "-qa", "--qf", rpmFormat)
	f.exit = out.Exit
	if why := out.why("rpm -qa"); why != "" {
		return nil, why
	}
	complaint := ""
	for line := range strings.SplitSeq(valid(string(out.Stderr)), "\n") {
		if strings.HasPrefix(line, "error:") { // of a database that is damaged it skips a part, and exits with 0
			complaint = "rpm -qa: " + firstLine([]byte(line))
			break
		}
	}
	if len(out.Stdout) == 0 {
		return nil, joined("rpm -qa: printed nothing although there is a database", complaint)
	}
	list, why := readRPM(string(out.Stdout))
	return list, joined(complaint, why)
}

// readRPM reads what rpm prints in rpmFormat.
func readRPM(text string) (list []facts.Package, why string) {
	for line := range strings.SplitSeq(strings.TrimSuffix(valid(text), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 4 {
			return list, fmt.Sprintf("rpm -qa: a line has %d columns; want 4", len(cells))
		}
		if !ofEngine(cells[0]) {
			continue
		}
		p := facts.Package{Name: cells[0], Version: facts.Some(cells[1]), Vendor: facts.Some(noneIsEmpty(cells[2])), SignatureKey: signedBy(cells[3])}
		list = append(list, p)
	}
	return list, ""
}

func noneIsEmpty(s string) string {
	if s == "(none)" {
		return ""
	}
	return s
}

// signedBy is the id of the key among the signatures of a package, "" when it has none.
func signedBy(text string) facts.Maybe[string] {
	for signature := range strings.SplitSeq(text, "|") {
		if _, id, ok := strings.Cut(signature, "Key ID "); ok {
			return facts.Some(strings.ToLower(strings.TrimSpace(id)))
		}
		if signature != "(none)" {
			return facts.Maybe[string]{State: facts.Failed, Error: "rpm names no key of the signature"}
		}
	}
	return facts.Some("")
}

// readDpkg reads the status file of dpkg (deb822(5)): packages that are unpacked.
func readDpkg(text string) []facts.Package {
	var out []facts.Package
	for stanza := range strings.SplitSeq(text, "\n\n") {
		fields := map[string]string{}
		for line := range strings.SplitSeq(stanza, "\n") {
			if name, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
				fields[strings.ToLower(name)] = valid(strings.TrimSpace(value))
			}
		}
		if !ofEngine(fields["package"]) || strings.HasSuffix(fields["status"], " config-files") || strings.HasSuffix(fields["status"], " not-installed") {
			continue
		}
		out = append(out, facts.Package{Name: fields["package"], Version: facts.Some(fields["version"]), Vendor: facts.Some(fields["maintainer"]),
			SignatureKey: facts.Maybe[string]{State: facts.Failed, Error: "dpkg keeps no signatures of packages"}})
	}
	return out
}
