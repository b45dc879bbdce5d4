package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

func (a *app) explainCmd() *cobra.Command {
	var f evaluateFlags
	cmd := &cobra.Command{
		Use:   "explain RULE [-b BENCHMARK...] [-f FACTS... -i ssp.yaml]",
		Short: "One rule: the benchmark's text, our reading, what it needs and why this verdict",
		Long: `Shows one rule by STIG ID, Vuln ID, rule id or legacy id: the benchmark's own text
(with -b, or the newest release in --library), how stigwright reads it, the facts it needs and where each comes from.
With -f it adds the verdict on every asset with its evidence, and what would turn it: for a finding the changes of the
facts with which, judged again, it is none; for what is not settled what is missing; for a pass what it rests on; and
what ssp.yaml could decide, where that is true, for another verdict.`,
		Example: `  stigwright explain CNTR-MK-001160
  stigwright explain V-260936 -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip
  stigwright explain CNTR-MK-001160 -b mke.zip -f facts/ -i ssp.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.benchmarks, "benchmark", "b", nil, "benchmark that has the rule (repeatable)")
	flags.StringArrayVarP(&f.facts, "facts", "f", nil, "facts to judge it by (repeatable)")
	flags.StringVarP(&f.ssp, "ssp", "i", "", "the organisation's decisions, ssp.yaml")
	flags.StringVar(&f.at, "time", "", "time of evaluation (default: SOURCE_DATE_EPOCH, else now)")
	flags.StringVar(&f.cci, "cci", "", "DISA's U_CCI_List.xml, for the definitions of the CCIs")
	flags.BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

// page is everything known of one rule of one benchmark.
type page struct {
	bench *benchmark.Benchmark // nil without -b
	item  *benchmark.Item      // nil without -b
	rule  *rules.Rule          // nil without an evaluator
	runs  []*judged            // empty without -f
	turns []turn               // what would turn the verdicts; empty without -f
	ccis  ccis
}

func (a *app) explain(id string, f evaluateFlags) error {
	if len(f.benchmarks) == 0 && a.library != "" {
		found, err := a.libraryWith(id)
		if err != nil {
			return &exitError{exitInput, err}
		}
		f.benchmarks = found
	}
	if len(f.facts) > 0 && len(f.benchmarks) == 0 {
		return hinted("the verdict needs the benchmark's text: -b ZIP", "-f without -b")
	}
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	if len(f.benchmarks) == 0 {
		return a.explainAlone(id, f)
	}
	benches, refused := a.openBenchmarks(f.benchmarks)
	if benches == nil {
		return refused
	}
	pages, err := a.pages(id, benches, f, at)
	if err != nil {
		return err
	}
	known, err := readCCIs(f.cci)
	if err != nil {
		return err
	}
	for i := range pages {
		pages[i].ccis = known
	}
	if err := a.printPages(pages, f, at); err != nil {
		return err
	}
	if refused != nil {
		return &exitError{exitInput, refused}
	}
	return nil
}

func (a *app) pages(id string, benches []*benchmark.Benchmark, f evaluateFlags, at time.Time) ([]page, error) {
	var pages []page
	for _, b := range benches {
		table, err := catalog.For(b.ID)
		if err != nil {
			return nil, &exitError{exitFault, err}
		}
		for _, item := range b.Find(id) {
			p := page{bench: b, item: item}
			if r, ok := table.Find(item.STIGID()); ok {
				p.rule = &r
			}
			pages = append(pages, p)
		}
	}
	if pages == nil {
		return nil, &exitError{exitUsage, noSuchRule(id, benches)}
	}
	if len(f.facts) == 0 {
		return pages, nil
	}
	f.rules = []string{id}
	j, refused, err := a.prepareTrial(f, at)
	if err != nil {
		return nil, err
	}
	if _, err := a.judge(j, &outlet{}); err != nil {
		return nil, err
	}
	if refused != nil {
		a.printError(refused)
	}
	amend, err := a.amenderOf(f.ssp)
	if err != nil {
		return nil, err
	}
	for i := range pages {
		for _, run := range j.runs {
			if run.benchmark.SHA256 == pages[i].bench.SHA256 {
				pages[i].runs = append(pages[i].runs, run)
			}
		}
		if pages[i].turns, err = a.turns(j, pages[i], amend); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// explainAlone shows our own part of a rule, which needs no benchmark.
func (a *app) explainAlone(id string, f evaluateFlags) error {
	tables, err := catalog.Tables()
	if err != nil {
		return &exitError{exitFault, err}
	}
	var known []string
	for _, t := range tables {
		for i := range t.Rules {
			if strings.EqualFold(t.Rules[i].ID, id) {
				return a.printPages([]page{{rule: &t.Rules[i]}}, f, time.Time{})
			}
			known = append(known, t.Rules[i].ID)
		}
	}
	hint := "for any rule of any STIG give its benchmark: -b ZIP"
	if near := diag.Nearest(strings.ToUpper(id), known); near != "" {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return &exitError{exitUsage, &diag.Error{Msg: fmt.Sprintf("no evaluator is known by %q", id), Hint: hint}}
}

func (a *app) printPages(pages []page, f evaluateFlags, at time.Time) error {
	if f.json {
		docs := make([]jsonPage, len(pages))
		for i, p := range pages {
			docs[i] = pageJSON(p, at)
		}
		return a.printJSON(docs)
	}
	for i, p := range pages {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		printPage(a.stdout, p)
	}
	return nil
}

func printPage(w io.Writer, p page) {
	if p.item != nil {
		printItem(w, p)
	} else {
		fmt.Fprintf(w, "%s\n(give the benchmark with -b to see its text)\n", p.rule.ID)
	}
	printReading(w, p.rule)
	if len(p.runs) > 0 {
		fmt.Fprintln(w, "\nVERDICT")
		printDetails(w, onlyRule(p))
		printTurns(w, p.turns)
	}
}

// onlyRule is the runs of the page cut down to its own row: an id such as a legacy
// id may select several.
func onlyRule(p page) []*judged {
	var out []*judged
	for _, j := range p.runs {
		cut := &judged{benchmark: j.benchmark}
		for _, a := range j.assets {
			one := a
			one.results.Results = nil
			for _, r := range a.results.Results {
				if r.Position == p.item.Position {
					one.results.Results = append(one.results.Results, r)
				}
			}
			cut.assets = append(cut.assets, one)
		}
		out = append(out, cut)
	}
	return out
}

func printItem(w io.Writer, p page) {
	it, d := p.item, p.item.Discussion()
	fmt.Fprintf(w, "%s  %s  %s  CAT %s (%s)\n", it.STIGID(), it.VulnID(), it.RuleID(), catWord(it.Severity()), it.Severity())
	fmt.Fprintf(w, "%s\n\n", strings.TrimSpace(it.Title()))
	for _, l := range [][2]string{
		{"STIG", p.bench.Title + ", " + p.bench.Label()}, {"group", it.SRG()}, {"satisfies", strings.Join(satisfies(d.VulnDiscussion), ", ")},
		{"legacy", strings.Join(it.LegacyIDs(), " ")}, {"check id", strings.Join(checkIDs(it), " ")}, {"fix id", strings.Join(fixIDs(it), " ")},
	} {
		if l[1] != "" {
			fmt.Fprintf(w, "  %-9s %s\n", l[0], l[1])
		}
	}
	printControls(w, p)
	fmt.Fprintf(w, "\nDISCUSSION\n%s\n\nCHECK\n%s\n\nFIX\n%s\n", d.VulnDiscussion, it.Check(), it.Fix())
}

func printReading(w io.Writer, r *rules.Rule) {
	if r == nil {
		fmt.Fprint(w, "\nOUR READING\nstigwright has no evaluator for this rule; a person must review it.\n")
		return
	}
	fmt.Fprintf(w, "\nOUR READING (scope %s, %s)\n%s\n", r.Scope, r.Class, r.Reading)
	for _, warning := range r.Warnings {
		fmt.Fprintf(w, "Mind: %s\n", warning)
	}
	fmt.Fprintln(w, "\nNEEDS")
	rows := [][]string{{"FACT", "FROM", "WHERE"}}
	for _, n := range needsOf(r) {
		rows = append(rows, []string{n.Name, n.From, n.Where})
	}
	printTable(w, rows)
}

// need is one fact a rule reads, with where it comes from.
type need struct {
	Name  string `json:"name"`
	From  string `json:"from"` // node, cluster, ssp.yaml, attestation, derived
	Where string `json:"where"`
}

func needsOf(r *rules.Rule) []need {
	sections := map[string]facts.Section{}
	for _, s := range facts.Sections() {
		sections[s.Name] = s
	}
	derived := map[string]facts.Doc{
		facts.Orchestrator.Name:        facts.Orchestrator.Doc,
		facts.ClusterOrchestrator.Name: facts.ClusterOrchestrator.Doc,
		facts.MSRInUse.Name:            facts.MSRInUse.Doc,
		facts.KubernetesIngress.Name:   facts.KubernetesIngress.Doc,
		facts.UCPMember.Name:           facts.UCPMember.Doc,
		facts.DaemonConfig.Name:        facts.DaemonConfig.Doc,
	}
	var out []need
	for _, name := range r.Needs() {
		n := need{Name: name}
		section, isSection := sections[name]
		doc, isDerived := derived[name]
		switch {
		case isSection:
			n.From, n.Where = section.Side.String(), section.Doc.Source
		case isDerived:
			n.From, n.Where = "derived", doc.Source
		case strings.HasPrefix(name, "attestation "):
			n.From, n.Where = "ssp.yaml", "attestations: a dated statement with this key"
		default:
			n.From, n.Where = "ssp.yaml", strings.TrimPrefix(name, "ssp:")
		}
		out = append(out, n)
	}
	return out
}

// jsonPage is one rule in `explain --json`.
type jsonPage struct {
	Benchmark  *jsonBenchmark `json:"benchmark,omitempty"`
	Rule       *jsonRule      `json:"rule,omitempty"`
	STIGTitle  string         `json:"stig_title,omitempty"`
	Satisfies  []string       `json:"satisfies,omitempty"`
	CheckIDs   []string       `json:"check_ids,omitempty"`
	FixIDs     []string       `json:"fix_ids,omitempty"`
	CCIs       []jsonCCI      `json:"ccis,omitempty"`
	Unmapped   *jsonUnmapped  `json:"unmapped,omitempty"`
	Discussion string         `json:"discussion,omitempty"`
	Check      string         `json:"check,omitempty"`
	Scope      string         `json:"scope,omitempty"`
	Class      string         `json:"class,omitempty"`
	Reading    string         `json:"reading"`
	Warnings   []string       `json:"warnings"`
	Needs      []need         `json:"needs"`
	Verdicts   []jsonRun      `json:"verdicts"`
	Turns      []turn         `json:"turns,omitempty"`
}

func pageJSON(p page, at time.Time) jsonPage {
	out := jsonPage{Warnings: []string{}, Needs: []need{}, Verdicts: []jsonRun{}, Turns: p.turns}
	if p.item != nil {
		b := benchmarkJSON(p.bench)
		it := p.item
		out.Benchmark = &b
		out.Rule = &jsonRule{it.STIGID(), it.VulnID(), it.RuleID(), append([]string{}, it.LegacyIDs()...), it.SRG(), it.Severity(),
			it.Title(), it.Fix(), append([]string{}, it.CCIs()...), p.rule != nil}
		out.Discussion, out.Check = it.Discussion().VulnDiscussion, it.Check()
		out.STIGTitle, out.Satisfies = p.bench.Title, satisfies(out.Discussion)
		out.CheckIDs, out.FixIDs = checkIDs(it), fixIDs(it)
		out.CCIs, out.Unmapped = p.ccis.json(it.CCIs())
	}
	if p.rule != nil {
		out.Scope, out.Class, out.Reading = p.rule.Scope.String(), p.rule.Class.String(), p.rule.Reading
		out.Warnings = append(out.Warnings, p.rule.Warnings...)
		out.Needs = needsOf(p.rule)
	}
	for _, j := range onlyRule(p) {
		out.Verdicts = append(out.Verdicts, runJSON(j, at))
	}
	return out
}
