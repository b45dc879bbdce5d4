// Package testdata holds the sample data of the command `stigwright demo`, which
// tests use too: a benchmark, the facts of a two-node cluster and its ssp.yaml.
//
// Everything was written for this project. The benchmark carries the identifiers,
// severities and CCIs of the published Mirantis Kubernetes Engine STIG, so that the
// evaluators know its rules, and no sentence of it: nobody should be judged by it.
// The bundles are sealed (section digests and bundle_id) by internal/tools/demofacts;
// run it after an edit.
package testdata

import "embed"

// Demo is the folder demo: U_MKE_Sample_V2R0-1_Manual-xccdf.xml (XCCDF 1.1.4, in the
// one-line layout DISA publishes), facts/cluster.json, facts/demo1.json and
// facts/demo2.json (fact bundle schema 1, envelope form, collected 2026-11-01) and ssp.yaml.
//
//go:embed demo
var Demo embed.FS

// DemoTime is the evaluation time of the demonstration, RFC 3339: the day after the
// facts were collected and well before any decision in ssp.yaml expires.
const DemoTime = "2026-11-02T00:00:00Z"
