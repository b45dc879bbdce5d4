package main

import (
	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

func (a *app) scanCmd() *cobra.Command {
	var f evaluateFlags
	var c collectFlags
	var keep string
	cmd := &cobra.Command{
		Use:   "scan -b BENCHMARK... [-i ssp.yaml] [-o DIR | --into FILE]",
		Short: "Collect from this node and judge it in one go",
		Long: `Does on this node what collect and then evaluate do: the facts are held in memory,
read as a bundle of a file is, and judged. --keep also writes the bundle, which an
assessor may want to see and which gives the same verdicts again.

What is asked of the cluster (MKE, MSR, Kubernetes) stays Not_Reviewed, but for the
objects of the swarm on a manager: collect those facts too and use evaluate.`,
		Example: `  stigwright scan -b U_Docker_Enterprise_2-x_Linux-Unix_V2R2_STIG.zip -i ssp.yaml -o out/
  stigwright scan -b mke.zip -i ssp.yaml -o out/ --keep facts/ --fail-on cat1`,
		Args: noWords("repeat -b for several benchmarks"),
		RunE: func(*cobra.Command, []string) error { return a.scan(f, c, keep) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.register(flags)
	flags.StringVar(&keep, "keep", "", "also write the bundle to this file, or the bundles into this folder")
	c.register(flags)
	return cmd
}

func (a *app) scan(f evaluateFlags, c collectFlags, keep string) error {
	f.collected = []*facts.Bundle{}
	if _, err := f.check(); err != nil { // before anything is collected
		return err
	}
	node, done, err := a.node(c)
	if err != nil {
		return err
	}
	defer done()
	got, err := a.gather(node, c.timeout)
	if err != nil {
		return err
	}
	if keep != "" {
		w, err := a.writeCollected(got, collectOutput{file: keep})
		if err != nil {
			return err
		}
		a.sayCollected(got, w)
	}
	if f.collected, err = reread(got); err != nil {
		return &exitError{exitFault, err}
	}
	if err := a.sayMissing(got); err != nil {
		return err
	}
	return a.evaluate(f)
}

// reread is the bundles as they are read from files, so that a scan judges what its
// --keep would.
func reread(got collect.Collected) (all []*facts.Bundle, err error) {
	for _, b := range []*facts.Bundle{got.Node, got.Swarm} {
		if b == nil {
			continue
		}
		text, err := facts.WriteBundle(b)
		if err != nil {
			return nil, err
		}
		read, _, err := facts.ReadBundle("the facts of this "+string(b.Kind), text)
		if err != nil {
			return nil, err
		}
		all = append(all, read...)
	}
	return all, nil
}

// sayMissing says what could not be collected; nothing at all is an error.
func (a *app) sayMissing(got collect.Collected) error {
	rules, err := a.rulesOf()
	if err != nil {
		return err
	}
	if nothing(got) {
		printSections(a.stderr, collectedDoc(got, writtenFacts{}, rules))
		return nothingCollected(got.Node)
	}
	for _, s := range collectedDoc(got, writtenFacts{}, rules).Sections {
		if !s.Complete && s.Status != facts.Absent.String() && len(s.Rules) > 0 {
			a.say("%s: %s, which %d rules read: %s", s.Section, s.Status, len(s.Rules), cut(s.Why, 200))
		}
	}
	return nil
}
