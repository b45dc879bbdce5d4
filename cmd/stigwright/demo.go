package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/testdata"
)

func (a *app) demoCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Do the whole job on sample data: write checklists into ./stigwright-demo",
		Long: `Does the whole job on sample data of our own: a benchmark in DISA's shape, the facts
of a two-node cluster and its ssp.yaml. Writes the inputs and the checklists into a
folder and says what to open. No system is judged by it.`,
		Example: "  stigwright demo\n  stigwright demo -o /tmp/demo",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.demo(dir) },
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "stigwright-demo", "folder to write into")
	return cmd
}

func (a *app) demo(dir string) error {
	input := filepath.Join(dir, "input")
	if err := copyDemo(input); err != nil {
		return &exitError{exitInput, err}
	}
	f := evaluateFlags{
		benchmarks: []string{filepath.Join(input, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml")},
		facts:      []string{filepath.Join(input, "facts")},
		ssp:        filepath.Join(input, "ssp.yaml"),
		at:         testdata.DemoTime,
	}
	f.output = outputFlags{dir: dir, formats: []string{"ckl", "cklb"}, role: "None", marking: "CUI"}
	if err := a.evaluate(f); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, `
Open the .ckl in STIG Viewer 2, the .cklb in STIG Viewer 3: each row says why it has
its status. The same run by hand:

  stigwright evaluate -b %s \
      -f %s -i %s --time %s -o %s
`, f.benchmarks[0], f.facts[0], f.ssp, f.at, dir)
	return nil
}

// copyDemo writes the sample inputs, so that the run can be repeated by hand.
func copyDemo(to string) error {
	return fs.WalkDir(testdata.Demo, "demo", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, filepath.FromSlash(path[len("demo"):]))
		if d.IsDir() {
			return writing(target, os.MkdirAll(target, 0o755))
		}
		data, err := fs.ReadFile(testdata.Demo, path)
		if err != nil {
			return err
		}
		return writing(target, os.WriteFile(target, data, 0o644))
	})
}

func writing(path string, err error) error {
	if err == nil {
		return nil
	}
	return &diag.Error{File: path, Msg: "cannot be written", Err: pathless(err), Hint: "-o takes a folder you may write to"}
}
