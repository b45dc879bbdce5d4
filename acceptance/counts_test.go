//go:build acceptance

package acceptance

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// counts is how many rows of a STIG have each status, by its .ckl spelling.
type counts map[string]int

// stigs is the counts of each STIG of a checklist, by its id.
type stigs map[string]counts

// countsIn counts a checklist by the plainest reading of its format.
func countsIn(t *testing.T, file string) stigs {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	if filepath.Ext(file) == ".cklb" {
		return countCKLB(t, file, data)
	}
	return countCKL(t, file, data)
}

func countCKL(t *testing.T, file string, data []byte) stigs {
	t.Helper()
	var doc struct {
		STIGs []struct {
			Info []struct {
				Name string `xml:"SID_NAME"`
				Data string `xml:"SID_DATA"`
			} `xml:"STIG_INFO>SI_DATA"`
			Rows []struct {
				Status string `xml:"STATUS"`
			} `xml:"VULN"`
		} `xml:"STIGS>iSTIG"`
	}
	require.NoError(t, xml.Unmarshal(data, &doc), file)
	all := stigs{}
	for _, s := range doc.STIGs {
		c := counts{}
		for _, row := range s.Rows {
			c[row.Status]++
		}
		for _, info := range s.Info {
			if info.Name == "stigid" {
				all[info.Data] = c
			}
		}
	}
	require.Len(t, all, len(doc.STIGs), "%s: STIGs with distinct ids", file)
	return all
}

func countCKLB(t *testing.T, file string, data []byte) stigs {
	t.Helper()
	var doc struct {
		STIGs []struct {
			ID    string `json:"stig_id"`
			Rules []struct {
				Status string `json:"status"`
			} `json:"rules"`
		} `json:"stigs"`
	}
	require.NoError(t, json.Unmarshal(data, &doc), file)
	word := map[string]string{
		"open": "Open", "not_a_finding": "NotAFinding",
		"not_applicable": "Not_Applicable", "not_reviewed": "Not_Reviewed",
	}
	all := stigs{}
	for _, s := range doc.STIGs {
		c := counts{}
		for _, row := range s.Rules {
			require.Contains(t, word, row.Status, file)
			c[word[row.Status]]++
		}
		all[s.ID] = c
	}
	require.Len(t, all, len(doc.STIGs), "%s: STIGs with distinct ids", file)
	return all
}

// fromSTIGManager turns STIG Manager's words into ours. A row that is not reviewed
// comes as notchecked, or as informational when it holds text.
func fromSTIGManager(stats map[string]int) counts {
	return clean(counts{
		"Open": stats["fail"], "NotAFinding": stats["pass"], "Not_Applicable": stats["notapplicable"],
		"Not_Reviewed": stats["notchecked"] + stats["informational"],
	})
}

// fromHeimdall turns the words of Heimdall's checklist model into ours.
func fromHeimdall(t *testing.T, file string, statuses map[string]int) counts {
	t.Helper()
	word := map[string]string{
		"Failed": "Open", "Passed": "NotAFinding", "Not Applicable": "Not_Applicable", "Not Reviewed": "Not_Reviewed",
	}
	c := counts{}
	for status, n := range statuses {
		require.Contains(t, word, status, file)
		c[word[status]] += n
	}
	return c
}

// clean drops what was counted zero times.
func clean(c counts) counts {
	maps.DeleteFunc(c, func(_ string, n int) bool { return n == 0 })
	return c
}

func (c counts) total() int {
	sum := 0
	for _, n := range c {
		sum += n
	}
	return sum
}

// said is the part of `evaluate --json` that is compared.
type said struct {
	Benchmark struct {
		ID string `json:"id"`
	} `json:"benchmark"`
	Assets []struct {
		Name    string    `json:"name"`
		Results []verdict `json:"results"`
		Counts  counts    `json:"counts"`
	} `json:"assets"`
}

// verdict is one rule judged on one asset.
type verdict struct {
	STIGID string `json:"stig_id"`
	Status string `json:"status"`
	Reason string `json:"reason"`

	Clauses json.RawMessage `json:"clauses"`
}

// parseSaid reads the document of one benchmark, or the array of several.
func parseSaid(t *testing.T, out []byte) []said {
	t.Helper()
	var many []said
	if json.Unmarshal(out, &many) == nil {
		return many
	}
	var one said
	require.NoError(t, json.Unmarshal(out, &one), "evaluate --json printed %.300s", out)
	return []said{one}
}
