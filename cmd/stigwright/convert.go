package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// convertFlags is the command line of convert.
type convertFlags struct {
	out, to, sidecar, restore, at string
	guard, split, force, json     bool
}

func (a *app) convertCmd() *cobra.Command {
	var f convertFlags
	cmd := &cobra.Command{
		Use:   "convert IN -o OUT|DIR/ [--to FORMAT] [--sidecar FILE] [--restore FILE]",
		Short: "Write a checklist in another format and list what it cannot hold",
		Long: `Writes a checklist as .ckl, .cklb, XCCDF results, CSV or JSON lines. What the target
cannot hold is listed on standard error; --sidecar keeps it in a file, and --restore
puts it back when the result is converted again.

A file of several checklists, such as the .nessus of a network, goes into a folder, a
file for each asset and STIG, or into one table with --to csv or jsonl. Of a checklist of
several STIGs --split makes one for each, which is what eMASS wants.

A target that exists is refused, since converting does not merge.`,
		Example: `  stigwright convert node1.ckl -o node1.cklb
  stigwright convert node1.cklb -o node1.ckl --sidecar node1.sidecar.json
  stigwright convert node1.ckl -o again.cklb --restore node1.sidecar.json
  stigwright convert node1.ckl --to csv -o - --guard
  stigwright convert network.nessus -o checklists/ --to cklb
  stigwright convert node1-all.ckl -o parts/ --split`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return hinted("stigwright convert node1.ckl -o node1.cklb", "%d files given; want one", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.convert(args[0], f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.out, "output", "o", "", "file to write, - for standard output; a folder for one file each of several checklists")
	flags.StringVar(&f.to, "to", "", "ckl, cklb, xccdf, csv or jsonl (default: by the name of the output)")
	flags.StringVar(&f.sidecar, "sidecar", "", "keep what the target cannot hold in this file")
	flags.StringVar(&f.restore, "restore", "", "put back what this sidecar of an earlier conversion keeps")
	flags.BoolVar(&f.split, "split", false, "into a folder: a file for each STIG (always so of XCCDF)")
	flags.BoolVar(&f.guard, "guard", false, "of CSV: let no spreadsheet run a value as a formula")
	flags.StringVar(&f.at, "time", "", "of XCCDF: end of the evaluation (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.force, "force", false, "replace files that exist; what they hold is lost")
	flags.BoolVar(&f.json, "json", false, "print what was lost as JSON")
	return cmd
}

// jsonConverted is what `convert --json` prints.
type jsonConverted struct {
	Output     string           `json:"output"`
	Format     string           `json:"format"`
	Sidecar    string           `json:"sidecar,omitempty"`
	Lost       []jsonLoss       `json:"lost"`
	Unrestored []jsonUnrestored `json:"unrestored"`
}

type jsonLoss struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	First string `json:"first"`
}

type jsonUnrestored struct {
	Where string `json:"where"`
	Field string `json:"field"`
	Why   string `json:"why"`
}

func (a *app) convert(in string, f convertFlags) error {
	if f.out != "-" && (strings.HasSuffix(f.out, "/") || isFolder(f.out)) {
		return a.convertMany(in, f)
	}
	if f.split {
		return usage("--split writes a file for each STIG; want a folder, -o DIR/")
	}
	to, err := f.check(in)
	if err != nil {
		return err
	}
	o, err := a.convertOptions(to, f)
	if err != nil {
		return err
	}
	lists, err := a.readChecklists(in)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if len(lists) != 1 {
		return a.convertTable(in, lists, to, f)
	}
	list := lists[0]
	if to == ckl.XCCDF && len(list.Stigs) > 1 {
		return &exitError{exitInput, &diag.Error{File: in, Msg: fmt.Sprintf("holds %d STIGs; XCCDF results hold one", len(list.Stigs)), Hint: "give a folder, -o DIR/, for a file of each"}}
	}
	done := jsonConverted{Output: f.out, Format: f.format(to), Sidecar: f.sidecar, Lost: []jsonLoss{}, Unrestored: []jsonUnrestored{}}
	if err := a.restore(list, f.restore, &done); err != nil {
		return &exitError{exitInput, err}
	}
	result, err := ckl.Convert(list, o)
	if err != nil {
		return &exitError{exitInput, inFile(in, err)}
	}
	return a.writeConverted(f, result, done)
}

func (a *app) convertOptions(to ckl.Format, f convertFlags) (ckl.ConvertOptions, error) {
	o := ckl.ConvertOptions{To: to, Tool: version, Guard: f.guard, Sidecar: f.sidecar != ""}
	if to != ckl.XCCDF {
		return o, nil
	}
	at, err := a.judgedAsOf(f.at)
	o.Times.End = at.Format(time.RFC3339)
	return o, err
}

// format is the word of --to.
func (f convertFlags) format(to ckl.Format) string {
	if to == ckl.XCCDF {
		return "xccdf"
	}
	return to.String()
}

// check refuses command lines that cannot be meant or would destroy a file.
func (f convertFlags) check(in string) (ckl.Format, error) {
	if f.out == "" {
		return 0, hinted("-o node1.cklb", "no file to write")
	}
	if f.out == "-" && f.json {
		return 0, usage("--json and -o - both want standard output")
	}
	if f.sidecar == "-" || f.restore == "-" {
		return 0, usage("a sidecar is a file; - is none")
	}
	to, err := targetFormat(f.out, f.to)
	if err != nil {
		return 0, err
	}
	if f.guard && to != ckl.CSV {
		return 0, usage("--guard is of CSV alone")
	}
	if err := writable(f.out, f.force, in, f.restore); err != nil {
		return 0, err
	}
	if f.sidecar == "" {
		return to, nil
	}
	return to, writable(f.sidecar, f.force, in, f.restore, f.out)
}

// targetFormat is the format that --to or else the name of the output asks for. A
// name that says another is refused: readers choose by it.
func targetFormat(out, to string) (ckl.Format, error) {
	words := map[string]ckl.Format{"ckl": ckl.CKL, "cklb": ckl.CKLB, "xccdf": ckl.XCCDF, "xml": ckl.XCCDF, "csv": ckl.CSV, "jsonl": ckl.JSONL}
	named := words[strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), ".")]
	if to == "" {
		if named == 0 {
			return 0, hinted("--to ckl, cklb, xccdf, csv or jsonl", "%q does not name a format", out)
		}
		return named, nil
	}
	asked := words[strings.ToLower(to)]
	if asked == 0 {
		return 0, usage("--to: is %q; want ckl, cklb, xccdf, csv or jsonl", to)
	}
	if named != 0 && named != asked {
		return 0, hinted("readers choose the format by the name", "--to %s contradicts the name %q", to, out)
	}
	return asked, nil
}

// restore puts back what a sidecar keeps, and says what it could not.
func (a *app) restore(list *ckl.Checklist, path string, done *jsonConverted) error {
	if path == "" {
		return nil
	}
	data, err := a.readInput(path)
	if err != nil {
		return err
	}
	left, err := ckl.Restore(list, path, data)
	for _, u := range left {
		a.warn("%s: %s of %s was not restored: %s", path, u.Field, u.Where, u.Why)
		done.Unrestored = append(done.Unrestored, jsonUnrestored(u))
	}
	return inFile(path, err)
}

// writeConverted writes the sidecar first: what it keeps is nowhere else in the
// result.
func (a *app) writeConverted(f convertFlags, result *ckl.Conversion, done jsonConverted) error {
	if f.sidecar != "" {
		if err := a.put(f.sidecar, result.Sidecar); err != nil {
			return err
		}
	}
	if err := a.put(f.out, result.Data); err != nil {
		return err
	}
	for _, l := range result.Lost {
		word := "lost"
		if f.sidecar != "" {
			word = "kept in " + f.sidecar + " alone"
		}
		a.warn("%s: %s: %d, first at %s", word, l.What, l.Count, l.First)
		done.Lost = append(done.Lost, jsonLoss(l))
	}
	if f.json {
		return a.printJSON(done)
	}
	if f.out != "-" {
		fmt.Fprintf(a.stdout, "wrote %s\n", f.out)
	}
	return nil
}
