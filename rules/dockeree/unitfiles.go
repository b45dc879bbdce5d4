package dockeree

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// unitFile is the file of a systemd unit of the engine, wherever it lies. A unit that
// systemd does not find has no file, which the text passes.
func unitFile(unit string) func(*rules.Case) fileList {
	return func(c *rules.Case) fileList {
		ref := "systemd[" + unit + "]"
		none := func(actual string) fileList {
			return fileList{outcomes: []rules.Outcome{{Kind: result.Pass, Subject: unit, Actual: actual,
				Note: "the text passes a file that does not exist", Facts: []string{ref}}}}
		}
		lacks := func(name, why string) fileList {
			return fileList{missing: []facts.Missing{{Name: name, Why: why, How: []string{"by hand: systemctl show -p FragmentPath,LoadState " + unit}}}}
		}
		units, missing := facts.Get(c.Snapshot, facts.Systemd)
		if facts.Look(c.Snapshot, facts.Systemd).State == facts.Absent {
			return none("the host has no systemd, and so no unit file")
		}
		if missing != nil {
			return fileList{missing: missing}
		}
		entry := units[unit]
		state, stateWhy := entry.Value.LoadState.Get()
		path, pathWhy := entry.Value.FragmentPath.Get()
		switch {
		case entry.State == facts.Absent, entry.State == facts.OK && stateWhy == "" && state == "not-found":
			return none("systemd finds no such unit")
		case entry.Why() != "":
			return lacks(ref, entry.Why())
		case pathWhy != "":
			return lacks(ref+".FragmentPath", pathWhy)
		case !strings.HasPrefix(path, "/"):
			return lacks(ref+".FragmentPath", "systemd names no file although the unit is known")
		}
		list := fileList{paths: []string{path}, labels: map[string]string{path: "FragmentPath of " + unit}}
		if drops := entry.Value.DropInPaths.Value; len(drops) > 0 {
			list.notes = []string{"drop-in files of the unit, which the check does not ask for: " + strings.Join(drops, ", ")}
		}
		return list
	}
}

// unitCheck is a rule on the file of a unit.
func unitCheck(unit, want string, look func(facts.HostFile) aspect) rules.Fn[rules.Verdict] {
	return fileCheck{want: want, files: unitFile(unit), needs: []string{facts.Systemd.Name}, absent: result.Pass, look: look}.fn()
}
