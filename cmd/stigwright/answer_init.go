package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/benchmark"
)

// initFlags is the command line of answer init.
type initFlags struct {
	benchmarks  []string
	out, at     string
	sign        signature
	asset, tool bool
	json        bool
}

func (a *app) answerInitCmd() *cobra.Command {
	var f initFlags
	cmd := &cobra.Command{
		Use:   "init CHECKLIST [-b BENCHMARK...] [-o FILE]",
		Short: "Make an answers file of a reviewed checklist",
		Long: `Makes answers of what people wrote into a checklist: their statuses, texts and severity
overrides, each bound to the digest of the check text it answers. Statuses that a tool
set are no answers; --tools takes them all the same. Notes beside the block of a scanner
are taken; behind text of Evaluate-STIG, whose end is not marked, only with --tools.

Put into a checklist that nobody has worked on, the answers give the same statuses and
texts. --by signs them: answers that pass and are signed by nobody are not applied.`,
		Example: `  stigwright answer init reviewed.ckl --by "J. Doe, ISSM" --expires 2027-01-15 -o answers.yaml
  stigwright answer init reviewed.cklb -b U_RHEL_9_STIG_V2R1.zip --this-asset`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return hinted("stigwright answer init reviewed.ckl -o answers.yaml", "%d files given; want one checklist", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.answerInit(args[0], f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringArrayVarP(&f.benchmarks, "benchmark", "b", nil, "take the digests of check texts from this benchmark, not from the checklist (repeatable)")
	flags.StringVarP(&f.out, "output", "o", "-", "file to write; one that exists is refused")
	flags.StringVar(&f.sign.by, "by", "", "who approves the answers")
	flags.StringVar(&f.sign.on, "on", "", "day of the approval (default: that of --time)")
	flags.StringVar(&f.sign.expires, "expires", "", "last day they count")
	flags.BoolVar(&f.asset, "this-asset", false, "for the asset of the checklist alone")
	flags.BoolVar(&f.tool, "tools", false, "take what tools said too")
	flags.StringVar(&f.at, "time", "", "time of evaluation, for --on (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.json, "json", false, "print the counts as JSON; with -o FILE")
	return cmd
}

func (a *app) answerInit(path string, f initFlags) error {
	if f.json && f.out == "-" {
		return usage("--json and -o - both want standard output")
	}
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	o := answer.InitOptions{By: f.sign.by, Asset: f.asset, Tools: f.tool}
	if o.On, o.Expires, err = f.sign.check(at); err != nil {
		return err
	}
	list, err := a.readOneChecklist(path)
	if err != nil {
		return &exitError{exitInput, err}
	}
	if f.asset && strings.TrimSpace(list.Asset.HostName) == "" {
		return hinted("leave --this-asset out, or name the host in the checklist", "%s names no host", path)
	}
	if len(f.benchmarks) > 0 {
		benches, err := a.openBenchmarks(f.benchmarks)
		if err != nil {
			return &exitError{exitInput, err}
		}
		o.Digest = digests(benches)
	}
	file, rep := answer.FromChecklist(list, o)
	head := "Answers made of a reviewed checklist. What each key means: docs/answers.md of stigwright.\n"
	if f.sign.by == "" {
		head += "Nobody has signed them: an answer that passes is not applied until it has by and on.\n"
	}
	if err := a.newAnswers(f.out, answer.Write(file, head), path); err != nil {
		return err
	}
	a.say("%d rows = %d answers + %d nobody wrote into + %d that only tools decided + %d with an unknown status", rep.Rows, rep.Answers, rep.Empty, rep.Tools, rep.Odd)
	if rep.Unbound > 0 {
		a.warn("%d answers are not bound to a check text: it is not known; give the benchmark with -b", rep.Unbound)
	}
	if rep.Mixed > 0 {
		a.warn("%d rows hold text of Evaluate-STIG, whose end is not marked: what people may have written behind it was not taken; --tools takes it all", rep.Mixed)
	}
	if n := unsigned(file); n > 0 {
		a.warn("%d answers pass and nobody signed them: they are not applied until they have by and on (--by)", n)
	}
	if n := forAll(file); n > 0 && strings.TrimSpace(list.Asset.HostName) != "" {
		a.say("%d answers pass on every asset; --this-asset makes them answers for %s alone", n, list.Asset.HostName)
	}
	if f.json {
		return a.printJSON(map[string]any{"output": f.out, "rows": rep.Rows, "answers": rep.Answers, "empty": rep.Empty, "tools": rep.Tools, "unknown_status": rep.Odd, "unbound": rep.Unbound, "mixed": rep.Mixed})
	}
	return nil
}

func unsigned(f *answer.File) int {
	n := 0
	for i := range f.Answers {
		if f.Answers[i].Improves() && f.Answers[i].By == "" {
			n++
		}
	}
	return n
}

// forAll counts the answers that make any asset look better, whatever its name.
func forAll(f *answer.File) int {
	n := 0
	for i := range f.Answers {
		if f.Answers[i].Improves() && len(f.Answers[i].Assets) == 0 {
			n++
		}
	}
	return n
}

// digests is the digest of the check text of each rule of the benchmarks.
func digests(benches []*benchmark.Benchmark) func(id, stigID string) string {
	bare := func(id string) string {
		return strings.TrimPrefix(strings.TrimSpace(id), "xccdf_mil.disa.stig_benchmark_")
	}
	return func(id, stigID string) string {
		for _, b := range benches {
			if bare(b.ID) != bare(id) || strings.TrimSpace(stigID) == "" {
				continue
			}
			if items := b.Find(strings.TrimSpace(stigID)); len(items) == 1 && items[0].Check() != "" {
				return items[0].CheckDigest()
			}
		}
		return ""
	}
}

func (a *app) answerImportCmd() *cobra.Command {
	var f initFlags
	var o answer.ImportOptions
	cmd := &cobra.Command{
		Use:   "import FILE.xml [-o FILE]",
		Short: "Make an answers file of an answer file of Evaluate-STIG",
		Long: `Reads an answer file of Evaluate-STIG (STIGComments) and writes its answers. What has
no equivalent, above all answers whose ValidationCode must run, is listed on standard
error and stands as comments at the end of the file.

Answers are taken from the key DEFAULT; --key names another. In files of earlier
versions keys may be host names: --key-hosts takes them so.`,
		Example: `  stigwright answer import Chrome_AnswerFile.xml --by "J. Doe, ISSM" --expires 2027-01-15 -o answers.yaml
  stigwright answer import old.xml --key-hosts`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return hinted("stigwright answer import AnswerFile.xml -o answers.yaml", "%d files given; want one", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.answerImport(args[0], f, o) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.out, "output", "o", "-", "file to write; one that exists is refused")
	flags.StringVar(&o.Key, "key", "DEFAULT", "the AnswerKey to take")
	flags.BoolVar(&o.KeyHosts, "key-hosts", false, "take keys of other names as host names")
	flags.StringVar(&o.Benchmark, "benchmark-id", "", "benchmark id the answers are for (default: any)")
	flags.StringVar(&f.sign.by, "by", "", "who approves the answers")
	flags.StringVar(&f.sign.on, "on", "", "day of the approval (default: that of --time)")
	flags.StringVar(&f.sign.expires, "expires", "", "last day they count")
	flags.StringVar(&f.at, "time", "", "time of evaluation, for --on (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&f.json, "json", false, "print the counts and what was left as JSON; with -o FILE")
	return cmd
}

// jsonNoEquivalent is a part of an answer file without an equivalent.
type jsonNoEquivalent struct {
	Where string `json:"where"`
	Line  int    `json:"line"`
	Why   string `json:"why"`
}

func (a *app) answerImport(path string, f initFlags, o answer.ImportOptions) error {
	if f.json && f.out == "-" {
		return usage("--json and -o - both want standard output")
	}
	at, err := a.judgedAsOf(f.at)
	if err != nil {
		return err
	}
	if o.On, o.Expires, err = f.sign.check(at); err != nil {
		return err
	}
	o.By = f.sign.by
	data, err := a.readInput(path)
	if err != nil {
		return &exitError{exitInput, err}
	}
	file, left, err := answer.Import(path, data, o)
	if err != nil {
		return &exitError{exitInput, err}
	}
	text := append(answer.Write(file, "Answers of an answer file of Evaluate-STIG. What each key means: docs/answers.md of stigwright.\n"), answer.Remainder(left)...)
	if err := a.newAnswers(f.out, text, path); err != nil {
		return err
	}
	lost := []jsonNoEquivalent{}
	for _, l := range left {
		a.warn("%s:%d: %s: %s", path, l.Line, l.Where, l.Why)
		lost = append(lost, jsonNoEquivalent{l.Where, l.Line, l.Why})
	}
	a.say("%d answers, %d parts without an equivalent", len(file.Answers), len(left))
	if n := unsigned(file); n > 0 {
		a.warn("%d answers pass and nobody signed them: they are not applied until they have by and on (--by)", n)
	}
	if f.json {
		return a.printJSON(map[string]any{"output": f.out, "answers": len(file.Answers), "left": lost})
	}
	return nil
}

func (a *app) answerCheckCmd() *cobra.Command {
	var benchmarks []string
	var at string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check ANSWERS [-b BENCHMARK...]",
		Short: "Validate an answers file and list what would not be applied",
		Long: `Validates an answers file and lists the answers that count for nothing at the time of
evaluation: expired, dated later, unsigned where they must be signed. With -b also those
whose rule the benchmarks do not have, and those that answered another check text.`,
		Example: "  stigwright answer check answers.yaml --time 2027-01-01\n  stigwright answer check answers.yaml -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip --json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return hinted("stigwright answer check answers.yaml", "%d files given; want one", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.answerCheck(args[0], benchmarks, at, asJSON) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&benchmarks, "benchmark", "b", nil, "benchmark that the answers are for (repeatable)")
	flags.StringVar(&at, "time", "", "time of evaluation (default: SOURCE_DATE_EPOCH, else now)")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// jsonChecked is the document of `answer check --json`.
type jsonChecked struct {
	File        string           `json:"file"`
	JudgedAsOf  string           `json:"judged_as_of"`
	Answers     int              `json:"answers"`
	Unbound     int              `json:"unbound"`
	NotCounting []jsonNotCounted `json:"not_counting"`
}

func (a *app) answerCheck(path string, benchmarks []string, flag string, asJSON bool) error {
	at, err := a.judgedAsOf(flag)
	if err != nil {
		return err
	}
	file, err := a.readAnswers(path)
	if err != nil {
		return err
	}
	benches, err := a.openBenchmarks(benchmarks)
	if len(benchmarks) > 0 && err != nil {
		return &exitError{exitInput, err}
	}
	out := jsonChecked{File: path, JudgedAsOf: at.Format("2006-01-02T15:04:05Z07:00"), Answers: len(file.Answers), NotCounting: []jsonNotCounted{}}
	for i := range file.Answers {
		one := &file.Answers[i]
		if one.Status != nil && one.CheckSHA256 == "" {
			out.Unbound++
		}
		why := one.Uncounted(at)
		if why == "" && len(benches) > 0 {
			why = unanswerable(one, benches)
		}
		if why != "" {
			out.NotCounting = append(out.NotCounting, jsonNotCounted{one.Path, one.Line, one.Rule + " " + why})
		}
	}
	if asJSON {
		return a.printJSON(out)
	}
	fmt.Fprintf(a.stdout, "%s: %d answers, %d count as of %s, %d are not bound to a check text\n", path, out.Answers, out.Answers-len(out.NotCounting), at.Format("2006-01-02"), out.Unbound)
	rows := [][]string{{"ANSWER", ">LINE", "NOT APPLIED BECAUSE IT"}}
	for _, n := range out.NotCounting {
		rows = append(rows, []string{n.Path, fmt.Sprint(n.Line), n.Why})
	}
	if len(rows) > 1 {
		printTable(a.stdout, rows)
	}
	return nil
}

// unanswerable says why no rule of the benchmarks can be answered by one.
func unanswerable(one *answer.Answer, benches []*benchmark.Benchmark) string {
	rules := 0
	for _, b := range benches {
		if one.Benchmark != "" && !strings.EqualFold(one.Benchmark, b.ID) {
			continue
		}
		for _, it := range b.Find(one.Rule) {
			if rules++; one.CheckSHA256 == "" || one.CheckSHA256 == it.CheckDigest() {
				return ""
			}
		}
	}
	if rules == 0 {
		return "names a rule the benchmarks do not have"
	}
	return "is for another check text: the check text changed since " + firstWord(string(one.On), "it was answered")
}
