package main

import (
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// The document of `evaluate --json`: one for a benchmark, an array of them when
// several were given.
type (
	jsonRun struct {
		Benchmark  jsonBenchmark `json:"benchmark"`
		JudgedAsOf string        `json:"judged_as_of"`
		Assets     []jsonAsset   `json:"assets"`
	}
	jsonBenchmark struct {
		ID      string `json:"id"`
		Title   string `json:"title"`
		Version string `json:"version"`
		Release string `json:"release"`
		Date    string `json:"date"`
	}
	jsonAsset struct {
		Name    string       `json:"name"`
		Kind    string       `json:"kind"`
		Results []jsonResult `json:"results"`
		Counts  jsonCounts   `json:"counts"`
		Receipt *jsonReceipt `json:"receipt,omitempty"` // with --split
	}
	// jsonReceipt adds up: rules = here + elsewhere.
	jsonReceipt struct {
		Rules     int `json:"rules"`
		Here      int `json:"here"`
		Elsewhere int `json:"elsewhere"`
	}
	jsonResult struct {
		STIGID   string        `json:"stig_id"`
		VulnID   string        `json:"vuln_id"`
		RuleID   string        `json:"rule_id"`
		Severity string        `json:"severity"`
		Status   string        `json:"status"`
		Reason   string        `json:"reason"`
		Clauses  []jsonClause  `json:"clauses"`
		Missing  []jsonMissing `json:"missing"`
	}
	jsonClause struct {
		Name     string   `json:"name"`
		Expected string   `json:"expected"`
		Actual   string   `json:"actual"`
		Result   string   `json:"result"`
		Facts    []string `json:"facts"`
	}
	jsonMissing struct {
		Fact string `json:"fact"`
		Why  string `json:"why"`
	}
	jsonCounts struct {
		Open          int `json:"Open"`
		NotAFinding   int `json:"NotAFinding"`
		NotApplicable int `json:"Not_Applicable"`
		NotReviewed   int `json:"Not_Reviewed"`
	}
)

func runJSON(j *judged, at time.Time) jsonRun {
	run := jsonRun{Benchmark: benchmarkJSON(j.benchmark), JudgedAsOf: at.UTC().Format(time.RFC3339)}
	for _, t := range j.assets {
		a := t.results
		asset := jsonAsset{Name: a.Name, Kind: string(a.Kind), Results: []jsonResult{}}
		rows := a.Rows(j.keepRows)
		for _, r := range rows {
			asset.Results = append(asset.Results, resultJSON(r))
		}
		asset.Counts = jsonCounts(result.Count(rows))
		if here, there := len(a.Results), len(a.Elsewhere); j.shape == rules.Split {
			asset.Receipt = &jsonReceipt{here + there, here, there}
		}
		run.Assets = append(run.Assets, asset)
	}
	return run
}

func benchmarkJSON(b *benchmark.Benchmark) jsonBenchmark {
	return jsonBenchmark{ID: b.ID, Title: b.Title, Version: b.Version, Release: b.Release, Date: b.Date}
}

func resultJSON(r result.Result) jsonResult {
	out := jsonResult{STIGID: r.STIGID, VulnID: r.VulnID, RuleID: r.RuleID, Severity: r.Severity,
		Status: r.Status.String(), Reason: r.Reason, Clauses: []jsonClause{}, Missing: []jsonMissing{}}
	for _, c := range r.Clauses {
		facts := c.Facts
		if facts == nil {
			facts = []string{}
		}
		out.Clauses = append(out.Clauses, jsonClause{c.Name, c.Expected, c.Actual, c.Kind.String(), facts})
	}
	for _, m := range r.Missing {
		out.Missing = append(out.Missing, jsonMissing{m.Fact, m.Why})
	}
	return out
}
