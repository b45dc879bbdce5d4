package facts

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// DaemonFile is where the engine looks for its configuration unless it is told otherwise
// (dockerd(8), --config-file).
const DaemonFile = "/etc/docker/daemon.json"

// DaemonSettings is the engine's configuration file. The zero value is a file that is
// not there: the engine then has what its arguments and its defaults say.
type DaemonSettings struct {
	Exists bool
	File   Tree   // of a file that is there; members may be missing one by one
	Path   string // as the arguments name it; "" for DaemonFile. It is also said of a file that is missing.
	// Unsure is what is missing to know that the engine reads this file and no other:
	// with it the file can prove a finding and never a pass.
	Unsure []Missing
}

// Called is how evidence calls the file.
func (d DaemonSettings) Called() string { return cmp.Or(d.Path, "daemon.json") }

// Fact is the name of something in the file, such as parsed.hosts, as evidence has it.
func (d DaemonSettings) Fact(inside string) string {
	return "host_files[" + cmp.Or(d.Path, DaemonFile) + "]." + inside
}

// ByHand is how a person looks at the file.
func (d DaemonSettings) ByHand() []string {
	return []string{"by hand: cat " + cmp.Or(d.Path, DaemonFile)}
}

// DaemonConfig is missing where the file is not known, is not JSON as RFC 8259 has it,
// names a member twice or holds something else than an object: what the engine would
// make of that nobody knows. It is the file that the engine was started with.
var DaemonConfig = Derived("host_files["+DaemonFile+"]", Doc{
	Shape:  "the members of daemon.json, or that there is no such file",
	Source: "host_files[" + DaemonFile + "], or of the file that dockerd was started with (--config-file): its content and parsed",
	ByHand: "cat " + DaemonFile,
	Needs:  "root",
}, func(s *Snapshot) (DaemonSettings, []Missing) {
	files, ok, missing := Partly(s, HostFiles)
	if !ok {
		return DaemonSettings{}, missing
	}
	args, unsure := Get(s, EngineArgs)
	out := DaemonSettings{Unsure: append(unsure, args.Missing...)}
	name, why := args.settingsFile()
	if name != DaemonFile || why != "" {
		out.Path = name
	}
	entry := files[name]
	gone := entry.State == Absent || entry.State == OK && entry.Value.Exists.Is(func(b bool) bool { return !b })
	if why == "" && gone {
		if name == DaemonFile {
			return out, nil
		}
		why = "is not there, and the engine was started with it"
	}
	if why == "" {
		out.File, why = entry.Value.settings(entry.Why())
	}
	if why == "" {
		if _, no := out.File.Table("").Get(); no != "" {
			why = "is " + out.File.describe() + "; want an object"
		}
	}
	if why != "" {
		return DaemonSettings{Path: out.Path}, []Missing{{Name: "host_files[" + name + "]", Why: why, How: out.ByHand()}}
	}
	out.Exists = true
	return out, nil
})

// settings is the file as a tree, or why there is none. The content as it was stored is
// looked at too where there is one: a reader may have made a tree of what the engine
// refuses.
func (f HostFile) settings(why string) (Tree, string) {
	if why != "" {
		return Tree{}, why
	}
	content, lacks := f.Content.Get()
	if lacks == "" {
		if tree, why := strictTree(content); why != "" || f.Parsed.State != OK {
			return tree, why
		}
	}
	if f.Parsed.State != OK {
		return Tree{}, "parsed: " + f.Parsed.Why()
	}
	if f.Parsed.Partial {
		return Tree{}, "parsed: " + f.Parsed.Why()
	}
	return f.Parsed.Value, ""
}

// strictTree reads one JSON document and nothing behind it; what is wrong with it is
// said with its line and column.
func strictTree(content string) (tree Tree, why string) {
	dec := jsontext.NewDecoder(bytes.NewBufferString(content))
	err := json.UnmarshalDecode(dec, &tree)
	if err == nil {
		if _, err = dec.ReadToken(); errors.Is(err, io.EOF) {
			return tree, ""
		}
		if err == nil {
			err = errors.New("something follows the document")
		}
	}
	at := dec.InputOffset()
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at, err = syntax.ByteOffset, syntax.Err
	}
	line, column := placeOf(content, at)
	return Tree{}, fmt.Sprintf("is not JSON that the engine reads: line %d, column %d: %v", line, column, err)
}

// placeOf is the line and column of an offset, both from 1.
func placeOf(text string, at int64) (line, column int) {
	before := text[:min(max(at, 0), int64(len(text)))]
	line = 1 + strings.Count(before, "\n")
	return line, len(before) - strings.LastIndexByte(before, '\n')
}

// DaemonArgs is the arguments of the engine's process, one list for each that runs.
type DaemonArgs struct {
	Argv    [][]string
	Missing []Missing // what is missing to know that this is all
}

// EngineArgs is missing where no process of the engine is known.
var EngineArgs = Derived("processes", Doc{
	Shape:  "the arguments of dockerd",
	Source: Processes.Doc.Source,
	ByHand: Processes.Doc.ByHand,
}, func(s *Snapshot) (DaemonArgs, []Missing) {
	list, ok, missing := Partly(s, Processes)
	if !ok {
		return DaemonArgs{}, missing
	}
	out := DaemonArgs{Missing: missing}
	for _, p := range list {
		argv, why := p.Argv.Value, p.Argv.Why()
		if len(argv) > 0 && path.Base(argv[0]) != "dockerd" {
			continue
		}
		if len(argv) == 0 && why == "" { // a process without arguments has no name either
			why = "are empty"
		}
		if len(argv) > 0 {
			out.Argv = append(out.Argv, argv)
		}
		if why != "" { // a process of which no argument is known may be the engine
			out.Missing = append(out.Missing, Missing{Name: "processes[dockerd].argv", Why: why, How: []string{"by hand: " + Processes.Doc.ByHand}})
		}
	}
	if out.Argv == nil && out.Missing == nil {
		return out, []Missing{{Name: "processes[dockerd]", Why: "no process of the engine is among those collected", How: []string{"by hand: " + Processes.Doc.ByHand}}}
	}
	return out, nil
})

// valueLetters is the short options of dockerd that take a value (dockerd(8)).
const valueLetters = "GHbglps"

// Values is what an option of dockerd was given, in order: long without its hyphens, short
// one letter or "". With flag an option without a value counts as true.
func Values(argv []string, long, short string, flag bool) []string {
	var out []string
	for i := 1; i < len(argv); i++ {
		word := argv[i]
		if name, isLong := strings.CutPrefix(word, "--"); isLong {
			name, value, given := strings.Cut(name, "=")
			switch {
			case name != long:
			case given:
				out = append(out, value)
			case flag:
				out = append(out, "true")
			case i+1 < len(argv):
				i++
				out = append(out, argv[i])
			}
			continue
		}
		letter, value, inWord := shortOption(word)
		if letter == "" {
			continue
		}
		if !inWord && i+1 < len(argv) {
			i++
			value = argv[i]
		}
		if letter == short {
			out = append(out, value)
		}
	}
	return out
}

// shortOption is the option with a value among the letters behind one hyphen, "" for none;
// inWord is whether its value stands in the same word.
func shortOption(word string) (letter, value string, inWord bool) {
	letters, ok := strings.CutPrefix(word, "-")
	if !ok {
		return "", "", false
	}
	i := strings.IndexAny(letters, valueLetters)
	if i < 0 {
		return "", "", false
	}
	value = strings.TrimPrefix(letters[i+1:], "=")
	return letters[i : i+1], value, letters[i+1:] != ""
}

// Given is the values of an option in every process of the engine, without repeats.
func (d DaemonArgs) Given(long, short string, flag bool) []string {
	var out []string
	for _, argv := range d.Argv {
		for _, value := range Values(argv, long, short, flag) {
			if !slices.Contains(out, value) {
				out = append(out, value)
			}
		}
	}
	return out
}

// Each reports whether every process of the engine that is known was given the option.
func (d DaemonArgs) Each(long, short string, flag bool) bool {
	return !slices.ContainsFunc(d.Argv, func(argv []string) bool { return len(Values(argv, long, short, flag)) == 0 })
}

// settingsFile is the file that every process of the engine which is known reads. why
// says that there is no such one.
func (d DaemonArgs) settingsFile() (file, why string) {
	given := d.Given("config-file", "", false)
	if len(given) == 0 {
		return DaemonFile, ""
	}
	file = path.Clean(given[0])
	switch {
	case len(given) > 1 || file != DaemonFile && !d.Each("config-file", "", false):
		return file, "is not the only one: several engines run, each with a file of its own"
	case !path.IsAbs(file):
		return file, "is a name below a folder that is not known"
	}
	return file, ""
}
