package ckl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/result"
)

// bench makes a benchmark of n rules, V-1 to V-n with STIG IDs <id>-1 to <id>-n.
func bench(t testing.TB, id, release string, n int) *benchmark.Benchmark {
	t.Helper()
	groups := make([]string, n)
	for i := range groups {
		groups[i] = group(fmt.Sprintf("V-%d", i+1), rule1(fmt.Sprintf("SV-%dr1_rule", i+1), fmt.Sprintf("%s-%d", id, i+1)))
	}
	return benchOf(t, id, release, groups...)
}

func benchOf(t testing.TB, id, release string, groups ...string) *benchmark.Benchmark {
	t.Helper()
	doc := `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type='text/xsl' href='STIG_unclass.xsl'?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" xmlns:dc="http://purl.org/dc/elements/1.1/" id="` + id + `">
<status date="2024-07-24">accepted</status><title>` + id + ` Security Technical Implementation Guide</title>
<description>Made for tests.</description><notice id="terms-of-use"/>
<reference href="https://example.mil"><dc:publisher>P</dc:publisher><dc:source>SRC</dc:source></reference>
<plain-text id="release-info">` + release + `</plain-text><version>2</version>` + strings.Join(groups, "") + `</Benchmark>`
	found, err := benchmark.OpenBytes(id+"-xccdf.xml", []byte(doc))
	require.NoError(t, err)
	return found[0]
}

func group(id string, rules ...string) string {
	return `<Group id="` + id + `"><title>SRG-APP-1</title><description>&lt;GroupDescription&gt;&lt;/GroupDescription&gt;</description>` +
		strings.Join(rules, "") + `</Group>`
}

func rule1(id, stigID string) string {
	return `<Rule id="` + id + `" severity="medium" weight="10.0"><version>` + stigID + `</version><title>Title of ` + stigID + `</title>
<description>&lt;VulnDiscussion&gt;Why a &amp;lt; b.&lt;/VulnDiscussion&gt;&lt;Documentable&gt;false&lt;/Documentable&gt;</description>
<reference><dc:identifier>4711</dc:identifier></reference>
<ident system="http://cyber.mil/legacy">SV-9</ident><ident system="http://cyber.mil/legacy">V-9</ident><ident system="http://cyber.mil/cci">CCI-000366</ident>
<fixtext fixref="F-1">Fix it.</fixtext><check system="C-1"><check-content-ref href="X.xml" name="M"/><check-content>Look at it.
  Then &lt;again&gt;.</check-content></check></Rule>`
}

const release1 = "Release: 1 Benchmark Date: 24 Jul 2024"

// verdict is the judgement of the rule at position with its real block.
func verdict(b *benchmark.Benchmark, position int, s result.Status) result.Result {
	it := &b.Items[position]
	return result.Result{
		Position: position, STIGID: it.STIGID(), VulnID: it.VulnID(), RuleID: it.RuleID(), Status: s,
		Reason: "Because of the facts.", Expected: "a thing", Basis: result.Basis{Asset: "node1", Benchmark: b.Label(), Tool: "stigwright test"},
	}
}

// judge judges the first rules of b with statuses.
func judge(b *benchmark.Benchmark, statuses ...result.Status) []Judgement {
	results := make([]result.Result, len(statuses))
	for i, s := range statuses {
		results[i] = verdict(b, i, s)
	}
	return []Judgement{Judge(b, results)}
}

var node1 = Asset{HostName: "node1"}
