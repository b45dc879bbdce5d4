package ckl

import (
	"fmt"
	"strings"
)

// FileName is the name of a file for c in format f:
// <asset>_<benchmark id>_V2R1.ckl, or <asset>_COMBINED.ckl for several STIGs.
// A leading dot and characters outside A-Z, a-z, 0-9, ".", "-" and "_" become "_", so that a benchmark
// id with a slash in it (three have one) or a hostile host name stays a name.
func FileName(c *Checklist, f Format) string { return c.name() + "." + f.String() }

// title is the title a .cklb shows: the one it has, else its file name without extension.
func (c *Checklist) title() string { return either(c.Title, c.name()) }

func (c *Checklist) name() string {
	name := either(c.Asset.HostName, "unnamed") + "_"
	if len(c.Stigs) == 1 {
		s := c.Stigs[0]
		name += s.ID + edition(s.Version, release(s.ReleaseInfo))
	} else {
		name += "COMBINED"
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_", r) {
			return r
		}
		return '_'
	}, name)
	if strings.HasPrefix(name, ".") { // a hidden file, or the folder above
		name = "_" + name[1:]
	}
	return name
}

// edition is "_V2R1". Some documents write the letters too, or all of it as their version.
func edition(version, release string) string {
	version, release = unlettered(version, "Vv"), unlettered(release, "Rr")
	if at := strings.IndexAny(version, "Rr"); at > 0 && (release == "" || release == version[at+1:]) {
		version, release = version[:at], version[at+1:]
	}
	switch {
	case version == "" && release == "":
		return ""
	case release == "":
		return "_V" + version
	}
	return "_V" + version + "R" + release
}

// unlettered is s without the letter before its number.
func unlettered(s, letters string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && strings.ContainsRune(letters, rune(s[0])) && s[1] >= '0' && s[1] <= '9' {
		return s[1:]
	}
	return s
}

// maxName is what most file systems allow in bytes, less room for a temporary ending.
const maxName = 240

// FileNames is the name of each checklist in f. Two that would get one name, also
// when upper and lower case count as one as on Windows and macOS, are an error
// that names both, and so is a name too long for a file system.
func FileNames(list []*Checklist, f Format) ([]string, error) {
	names := make([]string, len(list))
	first := map[string]int{}
	for i, c := range list {
		names[i] = FileName(c, f)
		if len(names[i]) > maxName {
			return nil, fmt.Errorf("the file name %.40q… has %d bytes; want at most %d: shorten the host name", names[i], len(names[i]), maxName)
		}
		folded := strings.ToLower(names[i])
		if j, taken := first[folded]; taken {
			return nil, fmt.Errorf("%s and %s would both be written to %q: give the assets different names", list[j].describe(), c.describe(), names[i])
		}
		first[folded] = i
	}
	return names, nil
}

// describe names a checklist in a message.
func (c *Checklist) describe() string {
	ids := make([]string, len(c.Stigs))
	for i, s := range c.Stigs {
		ids[i] = s.ID
	}
	return fmt.Sprintf("asset %q (%s)", c.Asset.HostName, strings.Join(ids, ", "))
}
