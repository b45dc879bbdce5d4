package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

// evaluateFlags is the command line of evaluate.
type evaluateFlags struct {
	benchmarks []string
	facts      []string
	ssp        string
	rules      []string
	at         string
	json       bool
	cci        string // of explain
	failOn     []string
	split      bool
	keepRows   bool
	rollUp     bool
	answers    string
	profile    string   // of SCAP benchmarks
	platforms  []string // system characteristics of their dictionaries
	assume     bool     // that they are for the systems
	output     outputFlags

	collected []*facts.Bundle // of scan, in place of facts
}

func (a *app) evaluateCmd() *cobra.Command {
	var f evaluateFlags
	cmd := &cobra.Command{
		Use:   "evaluate -b BENCHMARK... -f FACTS... [-i ssp.yaml] [-o DIR | --into FILE]",
		Short: "Judge a benchmark from collected facts and write checklists",
		Long: `Judges every rule of the benchmarks on every asset of the facts, prints a summary
and, with -o or --into, writes checklists.

A fact that is missing, denied, partly collected or stale never passes: the row is
Not_Reviewed and names what is missing. A checklist that exists is merged into, not
overwritten: what people wrote stands, and only text between [stigwright begin] and
[stigwright end] and statuses that stigwright itself set are replaced. Where another
scanner's text says a status, the worse of it and the verdict counts.

A SCAP benchmark (a data stream with OVAL) is judged by OVAL system characteristics
given with -f: each rule by the definitions its check names. --profile selects rules and
values; a rule that is not selected is Not_Reviewed. So is every rule where it cannot be
decided whether the system is what the benchmark is for (its CPE platform): where the
definitions of the dictionary were collected apart, --platform-facts names that file, and
--assume-platform states that the system is what the benchmark is for; the rows then say so.

By default each node gets a checklist with every rule; rules of the cluster are
judged once and stand in each. --split puts them into a checklist of the cluster
instead, and --roll-up makes one checklist of the cluster in which a rule of the
nodes has the worst status over all of them; a node without facts counts as
Not_Reviewed.`,
		Example: `  stigwright evaluate -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip -f facts/ -i ssp.yaml -o out/
  stigwright evaluate -b mke.zip -f node2.json -i ssp.yaml --rule CNTR-MK-000680 --json
  stigwright evaluate -b mke.zip -f facts/ -i ssp.yaml -o out/ --fail-on cat1,not-reviewed
  stigwright evaluate -b mke.zip -f facts/ -i ssp.yaml -o out/ --split`,
		Args: noWords("repeat -b and -f for several files, or give -f a folder"),
		RunE: func(*cobra.Command, []string) error { return a.evaluate(f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVarP(&f.facts, "facts", "f", nil, "facts: a bundle, a folder of *.json bundles, a folder of answers (collect --record), or -; of a SCAP benchmark OVAL system characteristics (repeatable)")
	f.register(flags)
	return cmd
}

// register is the flags of evaluate but -f.
func (f *evaluateFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVarP(&f.benchmarks, "benchmark", "b", nil, "benchmark: DISA's zip, a folder or an XCCDF file (repeatable)")
	flags.StringVarP(&f.ssp, "ssp", "i", "", "the organisation's decisions, ssp.yaml")
	flags.StringArrayVar(&f.rules, "rule", nil, "judge this rule alone: STIG ID, Vuln ID, rule id or legacy id (repeatable)")
	flags.StringVar(&f.at, "time", "", "time of evaluation, such as 2026-11-21T00:00:00Z (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.json, "json", false, "print the results as JSON")
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit 1 when met: open, not-reviewed, cat1, cat2, cat3 (comma list)")
	flags.BoolVar(&f.split, "split", false, "cluster-wide rules in a checklist of the cluster, the nodes' in theirs")
	flags.BoolVar(&f.keepRows, "keep-rows", false, "with --split: keep the other rows as Not_Reviewed that say where they are judged")
	flags.BoolVar(&f.rollUp, "roll-up", false, "one checklist for the cluster: the worst case over its nodes")
	flags.StringVar(&f.profile, "profile", "", "profile of a SCAP benchmark: its id, or what follows _profile_ in it")
	flags.StringArrayVar(&f.platforms, "platform-facts", nil, "of a SCAP benchmark: system characteristics collected by the definitions of its CPE dictionary, matched to those of -f by host name (repeatable)")
	flags.BoolVar(&f.assume, "assume-platform", false, "of a SCAP benchmark: take the systems for what it is for where that cannot be decided")
	flags.StringVar(&f.answers, "answers", "", "put the recorded answers of this file in; see `answer apply`")
	f.output.register(flags)
}

// shape is which assets come out.
func (f evaluateFlags) shape() rules.Shape {
	switch {
	case f.split:
		return rules.Split
	case f.rollUp:
		return rules.RollUp
	}
	return rules.PerNode
}

func (a *app) evaluate(f evaluateFlags) error {
	conditions, err := f.check()
	if err != nil {
		return err
	}
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	if f.output.answers, err = a.readAnswers(f.answers); err != nil {
		return err
	}
	f.output.at = at
	j, refused, err := a.prepareTrial(f, at)
	if err != nil {
		return err
	}
	out, err := a.openOutput(f.output, j)
	if err != nil {
		return err
	}
	unwritten, err := a.judge(j, out)
	if err != nil {
		return err
	}
	if err := a.printJudged(f, j.runs, out.files(), at); err != nil {
		return err
	}
	return a.outcome(conditions, j.runs, join(refused, unwritten))
}

// check refuses command lines that cannot be meant.
func (f evaluateFlags) check() (failOn, error) {
	if len(f.benchmarks) == 0 {
		return nil, hinted("give DISA's zip: -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip", "no benchmark given")
	}
	if len(f.facts) == 0 && f.collected == nil {
		return nil, hinted("give bundles: -f facts/; `stigwright demo` shows what they look like", "no facts given")
	}
	both := append(slices.Clone(f.benchmarks), f.facts...)
	if stdin := slices.DeleteFunc(both, func(p string) bool { return p != "-" }); len(stdin) > 1 {
		return nil, usage("standard input can be read once; - is given %d times", len(stdin))
	}
	if f.split && f.rollUp {
		return nil, usage("--split and --roll-up exclude each other")
	}
	if f.keepRows && !f.split {
		return nil, hinted("without --split every checklist has every row", "--keep-rows without --split")
	}
	if err := f.output.check(); err != nil {
		return nil, err
	}
	return parseFailOn(f.failOn)
}

// prepareTrial reads what is judged and by what, and judges what is judged once. refused
// is the inputs that could not be read while others could.
func (a *app) prepareTrial(f evaluateFlags, at time.Time) (j *trial, refused, err error) {
	benches, problem := a.openBenchmarks(f.benchmarks)
	if benches == nil {
		return nil, nil, problem
	}
	if err := judgeable(benches); err != nil {
		return nil, nil, err
	}
	systems := systemsAmong(f.facts)
	if systems == nil && (f.profile != "" || f.platforms != nil || f.assume) {
		return nil, nil, hinted("give the system characteristics with -f", "--profile, --platform-facts and --assume-platform are for SCAP benchmarks, and no file of -f is of OVAL system characteristics")
	}
	if systems != nil {
		j, lacking, err := a.prepareSCAP(f, benches, systems, at)
		return j, join(problem, lacking), err
	}
	site, lacking := a.siteOf(f)
	if site.Cluster == nil && site.Nodes == nil {
		return nil, nil, lacking
	}
	refused = join(problem, lacking)
	if err := site.Future(at); err != nil {
		return nil, nil, &exitError{exitInput, err}
	}
	ssp, err := a.readSSP(f.ssp)
	if err != nil {
		return nil, nil, err
	}
	if err := f.output.fitting(site, f.shape(), benches); err != nil {
		return nil, nil, err
	}
	a.sayBasis(site, ssp, at)
	a.warnNameless(site, f.shape(), f.output.host)
	a.sayUnjudged(benches)
	j = &trial{site: site, ssp: ssp, at: at}
	for _, b := range benches {
		run, err := a.begin(f, b, site, ssp, at)
		if err != nil {
			return nil, nil, err
		}
		j.runs = append(j.runs, run)
	}
	return j, refused, unknownRules(f.rules, benches)
}

// siteOf is the facts that are judged: those of files, or those just collected.
func (a *app) siteOf(f evaluateFlags) (facts.Site, error) {
	if f.collected == nil {
		return a.readHeads(f.facts)
	}
	site, warnings, err := facts.Assemble(f.collected)
	for _, w := range warnings {
		a.warn("%s", w)
	}
	if err != nil {
		return facts.Site{}, &exitError{exitInput, err}
	}
	return site, nil
}

func join(errs ...error) error {
	var list diag.List
	for _, err := range errs {
		list = append(list, diag.Each(err)...)
	}
	return list.Err()
}

// begin begins the judging of one benchmark.
func (a *app) begin(f evaluateFlags, b *benchmark.Benchmark, site facts.Site, ssp *facts.SSP, at time.Time) (*judged, error) {
	table, err := catalog.For(b.ID)
	if err != nil {
		return nil, &exitError{exitFault, err}
	}
	if err := a.fits(b, table, site); err != nil {
		return nil, err
	}
	in := rules.Input{Benchmark: b, Table: table, Site: site, SSP: ssp, At: at, Tool: "stigwright " + version, Shape: f.shape()}
	in.Only = onlyRules(f.rules, b)
	return &judged{benchmark: b, form: ckl.NewForm(b), shape: f.shape(), keepRows: f.keepRows, some: len(f.rules) > 0,
		whole: f.json || len(f.rules) > 0, run: rules.Begin(in), reasons: map[int]string{}}, nil
}

// onlyRules tells the rules with these ids from the others; nil when all are meant.
func onlyRules(ids []string, b *benchmark.Benchmark) func(*benchmark.Item) bool {
	if len(ids) == 0 {
		return nil
	}
	wanted := map[int]bool{}
	for _, id := range ids {
		for _, item := range b.Find(id) {
			wanted[item.Position] = true
		}
	}
	return func(item *benchmark.Item) bool { return wanted[item.Position] }
}

// fits refuses facts of which no rule of the benchmark reads a single section, and
// warns where they do not look like the benchmark's product.
func (a *app) fits(b *benchmark.Benchmark, table rules.Table, site facts.Site) error {
	if len(table.Rules) == 0 {
		return nil // said once for all by sayUnjudged
	}
	if !anyNeeded(table, site) {
		return &exitError{exitInput, &diag.Error{File: b.FileName,
			Msg:  fmt.Sprintf("the facts hold no section that a rule of %s reads", b.ID),
			Hint: "are they of another product? `stigwright facts` lists the sections, `stigwright explain RULE` what a rule needs"}}
	}
	if table.Doubt != nil {
		if why := table.Doubt(site); why != "" {
			a.warn("%s: %s; is it the right benchmark for these facts?", b.ID, why)
		}
	}
	return nil
}

// sayUnjudged names the benchmarks that no evaluator knows.
func (a *app) sayUnjudged(benches []*benchmark.Benchmark) {
	var ids []string
	for _, b := range benches {
		if table, err := catalog.For(b.ID); err == nil && len(table.Rules) == 0 {
			ids = append(ids, b.ID)
		}
	}
	switch n := len(ids); {
	case n == 1:
		a.warn("%s has no evaluators in stigwright %s: every rule is Not_Reviewed", ids[0], version)
	case n > 1:
		a.warn("%d benchmarks have no evaluators in stigwright %s, so every rule of theirs is Not_Reviewed: %s", n, version, cut(strings.Join(ids, ", "), 200))
	}
}

func anyNeeded(table rules.Table, site facts.Site) bool {
	needs := map[string]bool{}
	for _, r := range table.Rules {
		for _, need := range r.Needs() {
			needs[need] = true
		}
	}
	return slices.ContainsFunc(append(slices.Clone(site.Nodes), site.Cluster), func(b *facts.Bundle) bool {
		return b != nil && slices.ContainsFunc(facts.Sections(), func(s facts.Section) bool { return needs[s.Name] && b.Has(s.Name) })
	})
}

// unknownRules refuses a --rule that no benchmark has.
func unknownRules(wanted []string, benches []*benchmark.Benchmark) error {
	for _, id := range wanted {
		if !slices.ContainsFunc(benches, func(b *benchmark.Benchmark) bool { return len(b.Find(id)) > 0 }) {
			return &exitError{exitUsage, noSuchRule(id, benches)}
		}
	}
	return nil
}

// noSuchRule is the error for an id that no benchmark has, with the nearest one.
func noSuchRule(id string, benches []*benchmark.Benchmark) error {
	var known, names []string
	for _, b := range benches {
		names = append(names, b.ID)
		for i := range b.Items {
			known = append(known, b.Items[i].STIGID(), b.Items[i].VulnID())
		}
	}
	hint := "`stigwright info --rules` lists the rules of a benchmark"
	if near := diag.Nearest(strings.ToUpper(id), known); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return &diag.Error{Msg: fmt.Sprintf("%s has no rule %q", strings.Join(names, ", "), id), Hint: hint}
}

// sayBasis prints what the run rests on.
func (a *app) sayBasis(site facts.Site, ssp *facts.SSP, at time.Time) {
	a.say("judged as of %s", at.Format(time.RFC3339))
	if ssp == nil {
		a.say("no ssp.yaml given (-i): what the organisation must decide stays Not_Reviewed")
	}
	said := map[string]bool{}
	for _, b := range append(slices.Clone(site.Nodes), site.Cluster) {
		if b != nil && b.Timeless && !said[b.File] {
			said[b.File] = true // one file may hold a node and its cluster
			a.warn("%s has no collection time: freshness not judged", b.File)
		}
	}
	if len(site.MissingNodes) > 0 {
		var names []string
		for _, n := range site.MissingNodes {
			names = append(names, n.Hostname+" ("+n.ID+")")
		}
		slices.Sort(names)
		a.warn("the cluster has nodes without facts: %s", strings.Join(names, ", "))
	}
}

// warnNameless says which assets name themselves nowhere.
func (a *app) warnNameless(site facts.Site, shape rules.Shape, host string) {
	assets := slices.Clone(site.Nodes)
	if shape == rules.RollUp {
		assets = nil
	}
	switch wide := len(assets) == 0 || shape == rules.Split; {
	case wide && site.Cluster != nil:
		assets = append(assets, site.Cluster)
	case wide && host == "":
		a.warn("no cluster bundle given: its asset is called \"cluster\"; STIG Manager and eMASS want a real name")
	}
	for _, b := range assets {
		if asset, fallback := b.Asset(); fallback && host == "" {
			a.warn("%s names no host: the asset is called %q; STIG Manager and eMASS want a real name (--host)", b.File, asset.Name)
		}
	}
}

// outcome is the end of the run: inputs refused beside others that were used, then
// the conditions of --fail-on.
func (a *app) outcome(conditions failOn, all []*judged, refused error) error {
	if refused != nil {
		return &exitError{exitInput, refused}
	}
	var assets []tally
	for _, j := range all {
		assets = append(assets, j.assets...)
	}
	if met := conditions.met(assets); met != "" {
		a.say("--fail-on is met: %s", met)
		return &exitError{exitFailOn, nil}
	}
	return nil
}
