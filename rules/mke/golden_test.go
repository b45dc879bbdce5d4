package mke_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// golden is one object of the examples, without its reason, which is prose.
type golden struct {
	STIGID  string `json:"stig_id"`
	VulnID  string `json:"vuln_id"`
	RuleID  string `json:"rule_id"`
	Status  string `json:"status"`
	Clauses []struct {
		Name, Actual, Result string
		Facts                []string
	} `json:"clauses"`
	Missing []struct{ Fact, Why string } `json:"missing"`
}

// TestExamples holds results on the sample clusters to the three published examples:
// words may differ, content may not be lost.
func TestExamples(t *testing.T) {
	text := string(shared.Read(t, "reference", "examples.md"))
	var examples []golden
	for _, m := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(text, -1) {
		var document struct {
			golden
			Assets []struct{ Results []golden } `json:"assets"`
		}
		require.NoError(t, json.Unmarshal([]byte(m[1]), &document))
		if document.Assets != nil {
			document.golden = document.Assets[0].Results[0]
		}
		examples = append(examples, document.golden)
	}
	require.Len(t, examples, 3)
	clusters := map[string][]rules.Asset{}
	for i, where := range []struct {
		cluster string
		node    int
	}{{"noncompliant", 1}, {"compliant", 1}, {"noncompliant", 2}} {
		if clusters[where.cluster] == nil {
			clusters[where.cluster] = evaluate(t, where.cluster, "ssp.yaml")
		}
		t.Run(examples[i].STIGID, func(t *testing.T) {
			for _, r := range clusters[where.cluster][where.node].Results {
				if r.STIGID == examples[i].STIGID {
					requireContent(t, examples[i], r)
				}
			}
		})
	}
	for _, sample := range regexp.MustCompile("(?s)```text\n(.*?)```").FindAllStringSubmatch(text, -1) {
		requireBasis(t, sample[1], clusters)
	}
}

// requireContent demands the row, its status, every clause but the counted one word
// for word, and every missing fact.
func requireContent(t *testing.T, want golden, got result.Result) {
	t.Helper()
	require.Equal(t, []string{want.VulnID, want.RuleID, want.Status}, []string{got.VulnID, got.RuleID, got.Status.String()})
	require.Len(t, got.Clauses, len(want.Clauses), result.Details(got))
	for i, c := range want.Clauses {
		has := got.Clauses[i]
		require.Equal(t, c.Result, has.Kind.String())
		for _, fact := range c.Facts {
			require.Contains(t, has.Facts, fact)
		}
		if c.Result == "pass" {
			require.Equal(t, firstNumber(c.Name), firstNumber(has.Name), "how many were looked at")
			require.Contains(t, has.Actual, c.Actual)
			continue
		}
		require.Equal(t, c.Name, has.Name)
		require.Equal(t, c.Actual, has.Actual)
	}
	require.Len(t, got.Missing, len(want.Missing))
	for i, m := range want.Missing {
		require.Equal(t, m.Fact, got.Missing[i].Fact)
		require.Equal(t, m.Why, got.Missing[i].Why)
	}
}

func firstNumber(text string) string { return regexp.MustCompile(`^\d+`).FindString(text) }

// requireBasis demands the lines of an example's text that say what it rests on.
func requireBasis(t *testing.T, text string, clusters map[string][]rules.Asset) {
	t.Helper()
	head := regexp.MustCompile(`(CNTR-MK-\d+) on (\S+): (\w+)`).FindStringSubmatch(text)
	require.NotNil(t, head)
	expected := regexp.MustCompile(`(?s)\nExpected .*?\n[A-Z]`).FindString(text)
	expected = oneLine(expected[:len(expected)-1])
	_, basis, _ := strings.Cut(text, "\nFacts ")
	basis, _, _ = strings.Cut(basis, "\nTool")
	for _, assets := range clusters {
		for _, a := range assets {
			for _, r := range a.Results {
				details := result.Details(r)
				if r.STIGID == head[1] && a.Name == head[2] && r.Status.String() == head[3] {
					require.Contains(t, oneLine(details), oneLine("Facts "+basis))
					require.Contains(t, oneLine(details), expected)
					return
				}
			}
		}
	}
	t.Errorf("no result is %s", head[0])
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
