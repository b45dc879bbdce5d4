package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/catalog"
)

type infoFlags struct {
	rules bool
	cat   int
	json  bool
}

func (a *app) infoCmd() *cobra.Command {
	var f infoFlags
	cmd := &cobra.Command{
		Use:   "info FILE...",
		Short: "Say what a file is: benchmark, library, data stream, checklist, results, facts …",
		Long: `Says what a file is by its content, with the few lines a person wants of it. Of a
benchmark (a zip, a folder, an XCCDF file, a data stream, or NAME@V2R1 of --library):
title, release and date, rules by category, profiles, and how many of its rules
stigwright judges.`,
		Example: `  stigwright info U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip
  stigwright info mke.zip --rules --cat 1
  stigwright info node2.ckl facts/node2.json library.zip`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.info(args, f) },
	}
	cmd.Flags().BoolVar(&f.rules, "rules", false, "list the rules of a benchmark")
	cmd.Flags().IntVar(&f.cat, "cat", 0, "with --rules: rules of this category alone, 1, 2 or 3")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

// info says what each file is. What could not be read comes last, with exit 3.
func (a *app) info(paths []string, f infoFlags) error {
	if f.cat < 0 || f.cat > 3 {
		return usage("--cat: is %d; want 1, 2 or 3", f.cat)
	}
	f.rules = f.rules || f.cat > 0
	docs := []any{}
	var problems diag.List
	shown := 0
	for _, path := range paths {
		found, err := a.infoOf(path, f, &shown)
		docs = append(docs, found...)
		problems = append(problems, diag.Each(err)...)
	}
	if f.json && (len(docs) > 0 || problems == nil) {
		if err := a.printJSON(docs); err != nil {
			return err
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// infoOf is one file: printed, or with --json its documents. shown counts the pages.
func (a *app) infoOf(path string, f infoFlags, shown *int) ([]any, error) {
	if path != "-" && exists(path) {
		d, ok, err := a.describe(path)
		if err != nil {
			return nil, err
		}
		if ok {
			a.separate(f, shown)
			if !f.json {
				printDescribed(a.stdout, d)
			}
			return []any{d}, nil
		}
	}
	benches, err := a.openBenchmark(path)
	var docs []any
	for _, b := range benches {
		table, fault := catalog.For(b.ID)
		if fault != nil {
			return nil, fault
		}
		docs = append(docs, infoJSON(b, table, f))
		if f.json {
			continue
		}
		a.separate(f, shown)
		printInfo(a.stdout, b, table)
		if f.rules {
			fmt.Fprintln(a.stdout)
			printRules(a.stdout, b, f.cat)
		}
	}
	return docs, err
}

// separate puts an empty line between two pages.
func (a *app) separate(f infoFlags, shown *int) {
	if *shown > 0 && !f.json {
		fmt.Fprintln(a.stdout)
	}
	*shown++
}

func printInfo(w io.Writer, b *benchmark.Benchmark, table rules.Table) {
	c := categories(b)
	fmt.Fprintln(w, strings.TrimSpace(b.Title))
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "  %-10s %s\n", label, fmt.Sprintf(format, args...))
	}
	line("id", "%s", b.ID)
	line("release", "%s", releaseOf(b))
	line("status", "%s", statusOf(b))
	line("rules", "%d: CAT I %d, CAT II %d, CAT III %d%s", len(b.Items), c["cat1"], c["cat2"], c["cat3"], uncategorised(c))
	line("judged", "%d of %d by stigwright; the others come out as Not_Reviewed", judgedRules(b, table), len(b.Items))
	line("profiles", "%s", orElse(strings.Join(profileIDs(b), ", "), "none"))
	line("file", "%s, XCCDF %s", b.FileName, xccdfVersion(b))
	for _, c := range b.Content {
		line("checks", "%s", contentLine(c))
	}
	line("SHA-256", "%s", b.SHA256)
}

// releaseOf is V2R1 and the date, or what there is of them: content of others than
// DISA states a version alone.
func releaseOf(b *benchmark.Benchmark) string {
	text := orElse(b.Version, "no version stated")
	if b.Release != "" {
		text = "V" + b.Version + "R" + b.Release
	}
	if date := orElse(b.Date, b.ReleaseInfo); date != "" {
		text += ", " + date
	}
	return text
}

// contentLine is a document the benchmark's checks refer to.
func contentLine(c benchmark.Content) string {
	data := c.Document()
	if data == nil {
		return fmt.Sprintf("%s, not in the file", c.Href)
	}
	if summary, err := oval.Summarise(c.Href, data); err == nil {
		return fmt.Sprintf("%s: OVAL %s, %d definitions, %d tests", c.Href, summary.SchemaVersion, summary.Definitions.Total(), summary.Tests)
	}
	return fmt.Sprintf("%s: %s", c.Href, c.Root)
}

func uncategorised(c map[string]int) string {
	if c[""] == 0 {
		return ""
	}
	return fmt.Sprintf(", of no category %d", c[""])
}

func categories(b *benchmark.Benchmark) map[string]int {
	c := map[string]int{}
	for i := range b.Items {
		c[category(b.Items[i].Severity())]++
	}
	return c
}

func judgedRules(b *benchmark.Benchmark, table rules.Table) int {
	n := 0
	for i := range b.Items {
		if _, ok := table.Find(b.Items[i].STIGID()); ok {
			n++
		}
	}
	return n
}

func statusOf(b *benchmark.Benchmark) string {
	if len(b.Doc.Status) == 0 {
		return "none stated"
	}
	s := b.Doc.Status[0]
	return strings.TrimSpace(s.Value.String() + " " + s.Date.String())
}

func profileIDs(b *benchmark.Benchmark) []string {
	var out []string
	for i := range b.Doc.Profile {
		out = append(out, strings.TrimPrefix(b.Doc.Profile[i].ID.String(), "xccdf_mil.disa.stig_profile_"))
	}
	return out
}

func xccdfVersion(b *benchmark.Benchmark) string {
	return b.Doc.Namespace[strings.LastIndexByte(b.Doc.Namespace, '/')+1:]
}

func printRules(w io.Writer, b *benchmark.Benchmark, cat int) {
	rows := [][]string{{"STIG ID", "VULN ID", "LEGACY", "SRG", "CAT", "TITLE", "FIX"}}
	for i := range b.Items {
		it := &b.Items[i]
		if cat == 0 || category(it.Severity()) == fmt.Sprintf("cat%d", cat) {
			rows = append(rows, []string{it.STIGID(), it.VulnID(), strings.Join(it.LegacyIDs(), " "), it.SRG(), catWord(it.Severity()),
				cut(strings.TrimSpace(it.Title()), 80), cut(strings.Join(strings.Fields(it.Fix()), " "), 50)})
		}
	}
	printTable(w, rows)
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// jsonInfo is one benchmark in `info --json`.
type jsonInfo struct {
	Kind string `json:"kind"`
	jsonBenchmark
	Status   string         `json:"status"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	XCCDF    string         `json:"xccdf"`
	Rules    jsonRuleCounts `json:"rules"`
	Judged   int            `json:"judged"`
	Profiles []string       `json:"profiles"`
	List     []jsonRule     `json:"list,omitempty"`
}

type jsonRuleCounts struct {
	Total int `json:"total"`
	CAT1  int `json:"cat1"`
	CAT2  int `json:"cat2"`
	CAT3  int `json:"cat3"`
	Other int `json:"other"`
}

type jsonRule struct {
	STIGID   string   `json:"stig_id"`
	VulnID   string   `json:"vuln_id"`
	RuleID   string   `json:"rule_id"`
	Legacy   []string `json:"legacy_ids"`
	SRG      string   `json:"srg"`
	Severity string   `json:"severity"`
	Title    string   `json:"title"`
	Fix      string   `json:"fix"`
	CCIs     []string `json:"ccis"`
	Judged   bool     `json:"judged"`
}

func infoJSON(b *benchmark.Benchmark, table rules.Table, f infoFlags) jsonInfo {
	c := categories(b)
	out := jsonInfo{Kind: string(benchmark.KindBenchmark), jsonBenchmark: benchmarkJSON(b), Status: statusOf(b), File: b.FileName, SHA256: b.SHA256, XCCDF: xccdfVersion(b),
		Rules:  jsonRuleCounts{len(b.Items), c["cat1"], c["cat2"], c["cat3"], c[""]},
		Judged: judgedRules(b, table), Profiles: append([]string{}, profileIDs(b)...)}
	if !f.rules {
		return out
	}
	out.List = []jsonRule{}
	for i := range b.Items {
		it := &b.Items[i]
		if f.cat != 0 && category(it.Severity()) != fmt.Sprintf("cat%d", f.cat) {
			continue
		}
		_, judged := table.Find(it.STIGID())
		out.List = append(out.List, jsonRule{it.STIGID(), it.VulnID(), it.RuleID(), append([]string{}, it.LegacyIDs()...), it.SRG(),
			it.Severity(), it.Title(), it.Fix(), append([]string{}, it.CCIs()...), judged})
	}
	return out
}
