package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/answer"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
)

func (a *app) answerCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "answer",
		Short: "Recorded answers: make them, check them, put them into checklists",
		Long: `An answers file (YAML, docs/answers.md) says once what a person decided about a rule:
status, texts and severity override, for which assets and facts, who approved it, until
when, and for which check text. It is put into checklists by ` + "`answer apply`" + `, and by
evaluate and merge with --answers.

An answer that expired, lacks its approver, or answered another check text is not
applied and says so. A finding gives way only to an answer that names it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.answerInitCmd(), a.answerApplyCmd(), a.answerCheckCmd(), a.answerImportCmd(), a.answerSchemaCmd())
	return cmd
}

func (a *app) answerSchemaCmd() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON schema of an answers file",
		Long:    "Prints the JSON schema of an answers file, for editors that check while one writes.",
		Example: "  stigwright answer schema > answers.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.put("-", []byte(answer.Schema()))
		},
	}
}

// readAnswers reads an answers file; nil when no path was given.
func (a *app) readAnswers(path string) (*answer.File, error) {
	if path == "" {
		return nil, nil
	}
	data, err := a.readInput(path)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	f, err := answer.Read(path, data)
	if err != nil {
		return nil, &exitError{exitInput, err}
	}
	return f, nil
}

// snapshotFor is the facts of the asset of a checklist; nil, with the reason, when there
// are none that count.
func snapshotFor(site facts.Site, ssp *facts.SSP, asset ckl.Asset, at time.Time) (*facts.Snapshot, string) {
	if strings.TrimSpace(asset.HostName) == "" {
		return nil, "the checklist names no host"
	}
	is := func(b *facts.Bundle) bool {
		found, _ := b.Asset()
		return asset.SameHost(ckl.Asset{HostName: found.Name, HostFQDN: found.FQDN})
	}
	for _, b := range site.Nodes {
		if !is(b) {
			continue
		}
		if why := site.Stale(b, at, days(ssp), hours(ssp)); why != nil {
			return nil, "the facts are stale: " + strings.Join(why, "; ")
		}
		return facts.NewSnapshot(b, site.Cluster, facts.AsOf(at)), ""
	}
	if site.Cluster != nil && is(site.Cluster) {
		if why := site.Stale(nil, at, days(ssp), hours(ssp)); why != nil {
			return nil, "the facts are stale: " + strings.Join(why, "; ")
		}
		return facts.NewSnapshot(nil, site.Cluster, facts.AsOf(at)), ""
	}
	return nil, fmt.Sprintf("there are no facts of host %q", asset.HostName)
}

// days and hours are the limits of freshness that ssp.yaml sets, else the defaults.
func days(ssp *facts.SSP) int { return int(ssp.MaxFactAge() / (24 * time.Hour)) }

func hours(ssp *facts.SSP) int { return int(ssp.MaxSkew() / time.Hour) }

// jsonAnswered is what was done in one checklist.
type jsonAnswered struct {
	File      string       `json:"file"`
	Output    string       `json:"output"`
	DryRun    bool         `json:"dry_run"`
	Rows      int          `json:"rows"`
	Applied   int          `json:"applied"`
	Same      int          `json:"same"`
	Held      int          `json:"not_applied"`
	Skipped   int          `json:"skipped"`
	Withdrawn int          `json:"withdrawn"`
	Events    []jsonAnswer `json:"answers"`
}

type jsonAnswer struct {
	Benchmark string `json:"benchmark"`
	STIGID    string `json:"stig_id"`
	VulnID    string `json:"vuln_id"`
	Answer    string `json:"answer"`
	Line      int    `json:"line"`
	What      string `json:"what"`
	From      string `json:"from"`
	To        string `json:"to"`
	Changed   bool   `json:"changed"`
	Why       string `json:"why"`
}

func answeredJSON(file string, r answer.Report) jsonAnswered {
	out := jsonAnswered{File: file, Rows: r.Rows, Applied: r.Count(answer.Applied), Same: r.Count(answer.Same), Held: r.Count(answer.Held),
		Skipped: r.Count(answer.Skipped), Withdrawn: r.Count(answer.Withdrawn), Events: []jsonAnswer{}}
	for _, e := range r.Events {
		out.Events = append(out.Events, jsonAnswer{e.Benchmark, e.STIGID, e.VulnID, e.Path, e.Line, e.Kind.String(), e.From, e.To, e.Changed, e.Why})
	}
	return out
}

// printAnswered prints what a person should know of the answers in one checklist: those
// not applied, those withdrawn, and those that stand against somebody's word.
func printAnswered(w io.Writer, file string, r answer.Report, all bool) {
	fmt.Fprintf(w, "%s: %d answers applied, %d already there, %d not applied, %d withdrawn, %d for something else\n", file,
		r.Count(answer.Applied), r.Count(answer.Same), r.Count(answer.Held), r.Count(answer.Withdrawn), r.Count(answer.Skipped))
	rows := [][]string{{"RULE", "ANSWER", "WHAT", "STATUS", "WHY"}}
	for _, e := range r.Events {
		loud := e.Kind == answer.Held || e.Kind == answer.Withdrawn || e.Kind == answer.Applied && e.Why != ""
		if !loud && !(all && e.Changed && e.Kind == answer.Applied) {
			continue
		}
		status := e.To
		if e.From != e.To {
			status = e.From + " -> " + e.To
		}
		rows = append(rows, []string{firstWord(e.STIGID, e.VulnID, e.RuleID), firstWord(e.Path, "-"), e.Kind.String(), status, e.Why})
	}
	if len(rows) > 1 {
		printTable(w, rows)
	}
}

func firstWord(words ...string) string {
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			return w
		}
	}
	return ""
}

// answerDate checks a flag that is a day.
func answerDate(flag, value string) (facts.Date, error) {
	d := facts.Date(value)
	if value != "" && d.Time().IsZero() {
		return "", hinted("write it as 2026-11-21", "--%s: is %q; want a day", flag, value)
	}
	return d, nil
}

// signature is who approves answers that are made.
type signature struct{ by, on, expires string }

// check is the days of the signature; on is that of at where it is not given.
func (s signature) check(at time.Time) (on, expires facts.Date, err error) {
	if s.by == "" && s.on+s.expires != "" {
		return "", "", hinted(`--by "J. Doe, ISSM"`, "--on and --expires without --by: nobody signs")
	}
	if on, err = answerDate("on", s.on); err != nil {
		return "", "", err
	}
	if on == "" {
		on = facts.Date(at.Format(time.DateOnly))
	}
	if expires, err = answerDate("expires", s.expires); err == nil && expires != "" && expires < on {
		err = usage("--expires %s is before --on %s", expires, on)
	}
	return on, expires, err
}

// newFile writes a file that does not exist yet, with a message that fits answers.
func (a *app) newAnswers(path string, data []byte, inputs ...string) error {
	if err := writable(path, false, inputs...); err != nil {
		return err
	}
	if len(data) > 8<<20 {
		return &exitError{exitInput, &diag.Error{File: path, Msg: fmt.Sprintf("would have %d bytes, more than an answers file may have (8 MiB)", len(data)), Hint: "make one for each checklist or STIG"}}
	}
	if err := a.put(path, data); err != nil {
		return err
	}
	if path != "-" {
		a.say("wrote %s", path)
	}
	return nil
}
