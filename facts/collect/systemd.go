package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// engineUnits is the units whose files and start lines rules look at.
func engineUnits() []string { return []string{"docker.service", "docker.socket"} }

// unitProperties is what is asked of a unit. The values of Environment are forgotten,
// its names are kept.
const unitProperties = "Id,LoadState,ActiveState,FragmentPath,DropInPaths,ExecStart,Environment,EnvironmentFiles"

func showUnits() []string {
	return slices.Concat([]string{"systemctl", "show", "--no-pager", "--property=" + unitProperties}, engineUnits())
}

// systemdFolders is where there is something on a host that runs systemd.
func systemdFolders() []string {
	return []string{"/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system", "/etc/systemd/system"}
}

func systemdSource() Source {
	return onlyLive(Source{Section: facts.Systemd.Name,
		Touches: []Touch{{Exec, strings.Join(showUnits(), " "), "files, start line and state of the engine's units; of their environment the names", ""}},
		Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: Exec, ref: "systemctl show " + strings.Join(engineUnits(), " ")}
			out := t.Run(ctx, showUnits()...)
			f.exit = out.Exit
			if why := out.why("systemctl show"); why != "" {
				if isNotExist(out.Err) && !hasSystemd(t.Files) {
					return f.none(t, facts.Absent, "")
				}
				return f.none(t, facts.Failed, why)
			}
			units, err := readUnits(string(out.Stdout))
			if err != nil {
				return f.failed(t, err)
			}
			for _, name := range engineUnits() {
				if len(units[name].Value.EnvironmentKeys.Value) > 0 {
					f.redactions = append(f.redactions, "systemd."+name+".Environment")
				}
			}
			return f.fact(t, units)
		},
	}, "units that are loaded")
}

// hasSystemd reports whether anything of systemd may be on the host.
func hasSystemd(f Files) bool {
	return slices.ContainsFunc(systemdFolders(), func(dir string) bool { return f.at(dir, true).state != facts.Absent })
}

// readUnits reads what systemctl shows: NAME=value lines, a blank line between units, in
// the order in which they were asked for.
func readUnits(text string) (map[string]facts.Maybe[facts.Unit], error) {
	blocks := strings.Split(strings.TrimSpace(text), "\n\n")
	if len(blocks) != len(engineUnits()) {
		return nil, fmt.Errorf("systemctl show: printed %d units; want %d", len(blocks), len(engineUnits()))
	}
	out := map[string]facts.Maybe[facts.Unit]{}
	for i, name := range engineUnits() {
		out[name] = readUnit(blocks[i])
	}
	return out, nil
}

func readUnit(block string) facts.Maybe[facts.Unit] {
	props := map[string][]string{}
	for line := range strings.SplitSeq(block, "\n") {
		if name, value, ok := strings.Cut(line, "="); ok {
			props[name] = append(props[name], valid(value))
		}
	}
	state := one(props, "LoadState")
	if state.State != facts.OK || state.Value == "" {
		return facts.Maybe[facts.Unit]{State: facts.Failed, Error: "systemctl shows no LoadState"}
	}
	u := facts.Unit{LoadState: state, FragmentPath: one(props, "FragmentPath"), ActiveState: one(props, "ActiveState"),
		DropInPaths: facts.Some(words(strings.Join(props["DropInPaths"], " "))), ExecStart: startLines(props["ExecStart"])}
	u.EnvironmentKeys, u.DockerFIPS = environment(props)
	return facts.Some(u)
}

func one(props map[string][]string, name string) facts.Maybe[string] {
	if values := props[name]; len(values) == 1 {
		return facts.Some(values[0])
	}
	return facts.Maybe[string]{State: facts.Failed, Error: "systemctl does not show " + name + " once"}
}

// startLines is the commands of ExecStart, each as one line, secrets masked.
func startLines(values []string) facts.Maybe[[]string] {
	lines, lacks := []string{}, ""
	for _, v := range values {
		if v == "" {
			continue
		}
		_, rest, found := strings.Cut(v, "argv[]=")
		end := strings.LastIndex(rest, " ; ignore_errors=")
		if !found || end < 0 {
			return facts.Maybe[[]string]{State: facts.Failed, Error: "ExecStart is not of the form { path=… ; argv[]=… ; ignore_errors=… }"}
		}
		lines = append(lines, facts.RedactCommand(rest[:end]))
		lacks = cmp.Or(lacks, facts.HiddenOption(strings.Fields(rest[:end])))
	}
	return partly(lines, lacks)
}

// environment is the names of the unit's variables, and the value of DOCKER_FIPS. The
// variables of a file that the unit names are not among them.
func environment(props map[string][]string) (keys facts.Maybe[[]string], fips facts.Maybe[string]) {
	names, value := []string{}, ""
	for _, pair := range words(strings.Join(props["Environment"], " ")) {
		name, v, _ := strings.Cut(pair, "=")
		names = append(names, name)
		if name == "DOCKER_FIPS" {
			value = v
		}
	}
	lacks := ""
	if files := strings.TrimSpace(strings.Join(props["EnvironmentFiles"], "; ")); files != "" {
		lacks = "variables of a file are not read: " + facts.RedactText(files)
	}
	fips = facts.Some(value)
	if value != "1" {
		fips = partly("", lacks)
	}
	return partly(sortedOnce(names), lacks), fips
}

func isHex(text string) bool {
	_, err := strconv.ParseUint(text, 16, 8)
	return err == nil
}

// words cuts a list as systemd prints it: words between blanks, those with blanks in
// them in quotes or with \x20 for a blank, with backslashes before what would end them.
func words(text string) []string {
	out := []string{}
	var word strings.Builder
	inside, quote := false, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+3 < len(text) && text[i+1] == 'x' && isHex(text[i+2:i+4]):
			n, _ := strconv.ParseUint(text[i+2:i+4], 16, 8)
			word.WriteByte(byte(n))
			inside, i = true, i+3
		case c == '\\' && i+1 < len(text):
			i++
			word.WriteByte(text[i])
			inside = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inside = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if inside {
				out = append(out, word.String())
				word.Reset()
			}
			inside = false
		default:
			word.WriteByte(c)
			inside = true
		}
	}
	if inside {
		out = append(out, word.String())
	}
	return out
}
