package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

func (a *app) sspCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ssp",
		Short: "The organisation's decisions, ssp.yaml: begin one, check one",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.sspInitCmd(), a.sspCheckCmd())
	return cmd
}

func (a *app) sspCheckCmd() *cobra.Command {
	var benchmarks []string
	var at string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE [-b BENCHMARK...]",
		Short: "Validate an ssp.yaml and list what it leaves undecided",
		Long: `Validates an ssp.yaml, lists the entries that count for nothing at the time of
evaluation (unsigned, lapsed, dated later), and the keys and dated statements that
the benchmark's rules ask for and the file does not hold. Without -b the rules of
every benchmark that stigwright judges are asked.`,
		Example: "  stigwright ssp check ssp.yaml\n  stigwright ssp check ssp.yaml -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.sspCheck(args[0], benchmarks, at, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&benchmarks, "benchmark", "b", nil, "benchmark whose rules ask (repeatable)")
	flags.StringVar(&at, "time", "", "time of evaluation (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// jsonSSP is the document of `ssp check --json`.
type jsonSSP struct {
	File        string           `json:"file"`
	System      string           `json:"system"`
	SHA256      string           `json:"sha256"`
	JudgedAsOf  string           `json:"judged_as_of"`
	NotCounting []jsonNotCounted `json:"not_counting"`
	Undecided   []jsonUndecided  `json:"undecided"`
}

type jsonNotCounted struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// jsonUndecided is a key or a statement that rules ask for.
type jsonUndecided struct {
	Key   string   `json:"key"`
	Doc   string   `json:"decides"`
	Why   string   `json:"why"`
	Rules []string `json:"rules"`
}

func (a *app) sspCheck(path string, benchmarks []string, flag string, asJSON bool) error {
	at, err := a.judgedAsOf(flag)
	if err != nil {
		return err
	}
	ssp, err := a.readSSP(path)
	if err != nil {
		return err
	}
	if ssp == nil {
		return usage("no file given")
	}
	asked, err := a.questions(benchmarks)
	if err != nil {
		return err
	}
	given, err := keysGiven(path)
	if err != nil {
		return err
	}
	doc := jsonSSP{File: path, System: ssp.Label(), SHA256: ssp.Digest, JudgedAsOf: at.Format(time.RFC3339),
		NotCounting: []jsonNotCounted{}, Undecided: undecided(asked, ssp, given, at)}
	for _, e := range ssp.NotCounting(at) {
		doc.NotCounting = append(doc.NotCounting, jsonNotCounted{e.Path, e.Line, e.Msg})
	}
	if asJSON {
		return a.printJSON(doc)
	}
	a.printSSP(doc)
	return nil
}

func (a *app) printSSP(doc jsonSSP) {
	system := doc.System
	if system == "" {
		system = "no system named"
	}
	fmt.Fprintf(a.stdout, "%s is valid: %s, content SHA-256 %s\njudged as of %s\n", doc.File, system, doc.SHA256, doc.JudgedAsOf)
	fmt.Fprintf(a.stdout, "\n%s for nothing\n", plural(len(doc.NotCounting), "entry counts", "entries count"))
	for _, n := range doc.NotCounting {
		fmt.Fprintf(a.stdout, "  line %d %s: %s\n", n.Line, n.Path, n.Why)
	}
	fmt.Fprintf(a.stdout, "\n%s undecided\n", plural(len(doc.Undecided), "key or statement is", "keys and statements are"))
	rows := [][]string{{"KEY", "RULES", "WHY", "DECIDES"}}
	for _, u := range doc.Undecided {
		rows = append(rows, []string{u.Key, ruleList(u.Rules), u.Why, u.Doc})
	}
	if len(rows) > 1 {
		printTable(a.stdout, rows)
	}
}

// ruleList is up to two rules, or how many there are.
func ruleList(ids []string) string {
	if len(ids) > 2 {
		return fmt.Sprintf("%d rules", len(ids))
	}
	return strings.Join(ids, " ")
}

// question is a key of ssp.yaml or a dated statement, with the rules that ask.
type question struct {
	name  string // ports.allowed; attestation KEY
	doc   string
	rules []asker
}

type asker struct {
	id, digest string // of the check text; "" without a benchmark
	scope      rules.Scope
}

func (q question) ids() []string {
	ids := make([]string, len(q.rules))
	for i, r := range q.rules {
		ids[i] = r.id
	}
	return ids
}

// key is the key of the statement, "" where the question is none.
func (q question) key() string {
	key, ok := strings.CutPrefix(q.name, "attestation ")
	if !ok {
		return ""
	}
	return key
}

// behind is the keys of ssp.yaml that facts computed from others look at.
func behind(need string) []string {
	switch need {
	case facts.Orchestrator.Name, facts.ClusterOrchestrator.Name:
		return []string{"orchestrator"}
	case facts.MSRInUse.Name:
		return []string{"msr.in_use", "msr.address"}
	case "ssp:system_containers", facts.UCPMember.Name:
		return []string{"system_containers.instance_id", "system_containers.images", "msr.replica_ids"}
	}
	if key, ok := strings.CutPrefix(need, "ssp:"); ok {
		return []string{key}
	}
	if strings.HasPrefix(need, "attestation ") {
		return []string{need}
	}
	return nil
}

// questions is what the rules of the benchmarks ask of ssp.yaml: keys in the order
// of the schema, then statements by name. Without benchmarks every rule is asked.
func (a *app) questions(paths []string) ([]question, error) {
	all, err := a.askers(paths)
	if err != nil {
		return nil, err
	}
	return questionsOf(all), nil
}

func questionsOf(all []judgedRule) []question {
	by := map[string]*question{}
	var names []string
	for _, r := range all {
		for _, need := range r.rule.Needs() {
			for _, name := range behind(need) {
				if by[name] == nil {
					by[name] = &question{name: name}
					names = append(names, name)
				}
				q := by[name]
				if !slices.ContainsFunc(q.rules, func(o asker) bool { return o.id == r.rule.ID }) {
					q.rules = append(q.rules, asker{r.rule.ID, r.digest, r.rule.Scope})
				}
			}
		}
	}
	place, docs := map[string]int{}, map[string]string{}
	for i, k := range facts.Known() {
		place[k.Name], docs[k.Name] = i+1, k.Doc
	}
	slices.SortFunc(names, func(x, y string) int {
		if p, q := place[x], place[y]; p != q && p > 0 && q > 0 {
			return p - q
		} else if p != q {
			return q - p // statements are no key of the schema, and last
		}
		return strings.Compare(x, y)
	})
	out := make([]question, len(names))
	for i, name := range names {
		out[i] = *by[name]
		out[i].doc = docs[name]
		if out[i].key() != "" {
			out[i].doc = statementDoc(out[i].key())
		}
	}
	return out
}

func statementDoc(key string) string {
	if strings.HasPrefix(key, "toml:") {
		return "a dated statement of a person, needed only where the setting was not collected"
	}
	return "a dated statement of a person"
}

// judgedRule is an evaluator and the digest of the loaded check text.
type judgedRule struct {
	rule   rules.Rule
	digest string
}

func (a *app) askers(paths []string) ([]judgedRule, error) {
	var out []judgedRule
	if len(paths) == 0 {
		tables, err := catalog.Tables()
		if err != nil {
			return nil, &exitError{exitFault, err}
		}
		for _, t := range tables {
			for _, r := range t.Rules {
				out = append(out, judgedRule{rule: r})
			}
		}
		return out, nil
	}
	benches, problem := a.openBenchmarks(paths)
	if problem != nil {
		return nil, &exitError{exitInput, problem}
	}
	for _, b := range benches {
		found, err := evaluatorsOf(b)
		if err != nil {
			return nil, err
		}
		if found == nil {
			a.warn("%s has no evaluators in stigwright %s", b.ID, version)
		}
		out = append(out, found...)
	}
	return out, nil
}

// evaluatorsOf is the rules of a benchmark that are judged, in its order.
func evaluatorsOf(b *benchmark.Benchmark) ([]judgedRule, error) {
	table, err := catalog.For(b.ID)
	if err != nil {
		return nil, &exitError{exitFault, err}
	}
	var out []judgedRule
	for i := range b.Items {
		if r, ok := table.Find(b.Items[i].STIGID()); ok {
			out = append(out, judgedRule{r, b.Items[i].CheckDigest()})
		}
	}
	return out, nil
}

// keysGiven is the keys that stand in an ssp.yaml, dotted, which has been read
// before.
func keysGiven(path string) (map[string]bool, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}}
	}
	var top map[string]any
	if err := yaml.Unmarshal(data, &top); err != nil {
		return nil, &exitError{exitInput, &diag.Error{File: path, Msg: "is no YAML", Err: err}}
	}
	given := map[string]bool{}
	markGiven(given, "", top)
	return given, nil
}

func markGiven(given map[string]bool, prefix string, m map[string]any) {
	for name, value := range m {
		given[prefix+name] = true
		if below, ok := value.(map[string]any); ok {
			markGiven(given, prefix+name+".", below)
		}
	}
}

// undecided is the questions that the file does not answer.
func undecided(asked []question, ssp *facts.SSP, given map[string]bool, at time.Time) []jsonUndecided {
	out := []jsonUndecided{}
	for _, q := range asked {
		if key := q.key(); key != "" {
			out = append(out, unattested(q, key, ssp, at)...)
			continue
		}
		block, _, _ := strings.Cut(q.name, ".")
		why := ssp.Undecided(block, at)
		if !given[q.name] {
			why = "not given"
		}
		if why != "" {
			out = append(out, jsonUndecided{q.name, q.doc, why, q.ids()})
		}
	}
	return out
}

// unattested is the rules for which nobody has made a statement that counts, on any
// asset and on this check text.
func unattested(q question, key string, ssp *facts.SSP, at time.Time) []jsonUndecided {
	lapsed := map[string]bool{}
	for _, e := range ssp.NotCounting(at) {
		lapsed[e.Path] = true
	}
	var open []string
	for _, r := range q.rules {
		if !slices.ContainsFunc(ssp.Attestations, func(s facts.Attestation) bool {
			bound := s.CheckSHA256 == "" || r.digest == "" || s.CheckSHA256 == r.digest
			return s.Rule == r.id && s.Key == key && bound && !lapsed[s.Path]
		}) {
			open = append(open, r.id)
		}
	}
	if open == nil {
		return nil
	}
	return []jsonUndecided{{q.name, q.doc, "nobody has attested it", open}}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
