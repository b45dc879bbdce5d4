package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

func (a *app) gitCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "git",
		Short: "Compare and merge checklists within git",
		Long: `What git calls to compare and merge checklists as checklists. In a repository:

  printf '%s\n' '*.ckl -text diff=checklist merge=checklist' '*.cklb -text diff=checklist merge=checklist' >> .gitattributes
  git config diff.checklist.textconv 'stigwright git textconv'
  git config merge.checklist.driver 'stigwright git merge %O %A %B %P'

docs/git.md says more.`,
		Example: `  stigwright git textconv node1.ckl
  stigwright git merge base.ckl ours.ckl theirs.ckl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.textconvCmd(), a.mergeDriverCmd())
	return cmd
}

func (a *app) textconvCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "textconv FILE",
		Short: "Print a checklist as lines, for git diff and git log -p",
		Long: `Prints a checklist as lines: the same whatever format, layout and program wrote it,
without UUIDs and without the benchmark's own texts. A file that is no checklist is
printed as it is, and of one over 256 MiB size and digest, so that git can go on.`,
		Example: `  git config diff.checklist.textconv 'stigwright git textconv'`,
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return a.textconv(args[0]) },
	}
}

func (a *app) textconv(path string) error {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Size() > maxStdin {
		return a.textOfTooLarge(path)
	}
	data, err := a.readInput(path)
	if err != nil {
		return &exitError{exitInput, err}
	}
	lists, _, err := ckl.ReadAny(path, data)
	if err != nil {
		a.warn("%s; shown as it is", inFile(path, err))
		_, err = a.stdout.Write(data)
	}
	for _, c := range lists {
		if err == nil {
			_, err = io.WriteString(a.stdout, ckl.Text(c))
		}
	}
	if err != nil {
		return &exitError{exitInput, fmt.Errorf("writing the result: %w", err)}
	}
	return nil
}

// textOfTooLarge prints what tells one file from another: when a textconv fails, git
// shows no file that comes after it.
func (a *app) textOfTooLarge(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}}
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}}
	}
	a.warn("%s: holds more than %d MiB; its digest is shown instead", path, maxStdin>>20)
	if _, err := fmt.Fprintf(a.stdout, "not shown: %d bytes, sha256 %x\n", n, sum.Sum(nil)); err != nil {
		return &exitError{exitInput, fmt.Errorf("writing the result: %w", err)}
	}
	return nil
}

func (a *app) mergeDriverCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "merge BASE OURS THEIRS [NAME]",
		Short: "Merge three states of a checklist into OURS, as git asks a merge driver to",
		Long: `Merges what THEIRS changed since BASE into OURS and writes OURS. Fields that one side
alone changed are taken from it. Where people of both sides wrote something, both texts
are kept; where only one word has room, as for a status, ours stands and both stand in
the comments of the row between the marks git uses. Then the exit code is 1, for git to
call it a conflict; so it is, with OURS as it was, when the files cannot be merged.`,
		Example: `  git config merge.checklist.driver 'stigwright git merge %O %A %B %P'`,
		Args:    cobra.RangeArgs(3, 4),
		RunE:    func(_ *cobra.Command, args []string) error { return a.mergeDriver(args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the merge report as JSON")
	return cmd
}

// unmerged is the hint of an error after which nothing was merged.
func unmerged(hint string, args []string) string {
	kept := args[1] + " is as it was"
	if len(args) == 4 {
		kept = "ours is as it was; `git show :3:" + args[3] + "` prints theirs"
	}
	if hint == "" {
		return kept
	}
	return hint + "; " + kept
}

// refusedMerge says that nothing was merged. side is the state that could not be read, ""
// of none: git gives copies under names of its own, which say nothing to people.
func refusedMerge(err error, args []string, side string) error {
	var list diag.List
	for _, e := range diag.Each(err) {
		kept := *e
		kept.Hint = unmerged(e.Hint, args)
		if side != "" && len(args) == 4 {
			kept.File, kept.Msg = args[3], side+" "+e.Msg
		}
		list = append(list, &kept)
	}
	return &exitError{exitInput, list}
}

func (a *app) mergeDriver(args []string, asJSON bool) error {
	name := args[1]
	var files ckl.ThreeFiles
	if len(args) == 4 {
		name = args[3]
	} else {
		files.Names = [3]string(args)
	}
	for i, to := range []*[]byte{&files.Base, &files.Ours, &files.Theirs} {
		data, err := a.readInput(args[i])
		if err != nil {
			return refusedMerge(err, args, [...]string{"the base", "ours", "theirs"}[i])
		}
		*to = data
	}
	merged, report, lost, err := ckl.MergeKeeping(name, files, version)
	if err != nil {
		return refusedMerge(inFile(name, err), args, "")
	}
	if string(merged) != string(files.Ours) {
		if err := ckl.Replace(args[1], merged); err != nil {
			return &exitError{exitInput, inFile(args[1], err)}
		}
	}
	if asJSON {
		if err := report.WriteJSON(a.stdout); err != nil {
			return &exitError{exitInput, err}
		}
	}
	conflicts := report.Conflicts()
	for _, n := range conflicts {
		fmt.Fprintf(a.stderr, "stigwright: %s: %s: %s\n", name, n.Where, n.Message)
	}
	for _, c := range lost {
		fmt.Fprintf(a.stderr, "stigwright: %s: %s: %s: both words stand in the comments, between <<<<<<< and >>>>>>>\n", name, c.Where, c.Field)
	}
	if len(conflicts)+len(lost) > 0 {
		return &exitError{code: exitFailOn}
	}
	return nil
}
