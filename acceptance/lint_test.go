//go:build acceptance

package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl/lint"
)

// outcome is what a reader made of a mutated file, odd values included.
type outcome struct {
	OK         bool   `json:"ok"`
	Error      string `json:"error"`
	File       string `json:"file"`
	Checklists []struct {
		Reviews int `json:"reviews"` // STIG Manager
		Rules   int `json:"rules"`   // Heimdall
	} `json:"checklists"`
}

// rows is the number of rows the reader took.
func (o outcome) rows() int {
	n := 0
	for _, c := range o.Checklists {
		n += c.Reviews + c.Rules
	}
	return n
}

// outcomes runs a checker once over all files.
func (r readers) outcomes(t *testing.T, script string, files []string) map[string]outcome {
	t.Helper()
	all := map[string]outcome{}
	for line := range bytes.Lines(r.node(t, script, append([]string{"--json"}, files...)...)) {
		var o outcome
		require.NoError(t, json.Unmarshal(line, &o), "%s printed %s", script, line)
		all[o.File] = o
	}
	require.Len(t, all, len(files), "%s did not answer for every file", script)
	return all
}

// minAgreement is the share of mutations whose fate lint must foretell.
const minAgreement = 0.95

// Lint foretells what STIG Manager and Heimdall do to a good file with one thing
// wrong: whether the file is refused, and if not, how many rows are taken.
func TestLintForetellsReaders(t *testing.T) {
	r, dir := install(t), t.TempDir()
	list := mutations(t)
	require.GreaterOrEqual(t, len(list), 200)
	var files, ckls []string
	for i, m := range list {
		file := filepath.Join(dir, fmt.Sprintf("%04d%s", i, m.ext))
		require.NoError(t, os.WriteFile(file, m.data, 0o644))
		files = append(files, file)
		if m.ext == ".ckl" {
			ckls = append(ckls, file)
		}
	}
	views := map[lint.Consumer]map[string]outcome{
		lint.STIGManager: r.outcomes(t, "stigman-check.mjs", files),
		lint.Heimdall:    r.outcomes(t, "heimdall-check.mjs", ckls),
	}
	for _, consumer := range []lint.Consumer{lint.STIGManager, lint.Heimdall} {
		agree, asked, refused, fewer, missed, alarms := 0, 0, 0, 0, 0, 0
		for i, m := range list {
			real, ok := views[consumer][files[i]]
			if !ok {
				continue
			}
			asked++
			want, rows := foretell(t, consumer, m)
			switch {
			case want != real.OK:
				t.Logf("%s: %s: lint says taken=%v, the reader taken=%v %.100s", consumer, m.what, want, real.OK, real.Error)
			case real.OK && rows != real.rows():
				t.Logf("%s: %s: lint says %d rows, the reader %d", consumer, m.what, rows, real.rows())
			default:
				agree++
			}
			harmed := !real.OK || real.rows() < rowsIn(t, m)
			switch {
			case !real.OK:
				refused++
			case harmed:
				fewer++
			}
			if right := want == real.OK && (!real.OK || rows == real.rows()); harmed && !right {
				missed++
			} else if !harmed && !right {
				alarms++
			}
		}
		rate := float64(agree) / float64(asked)
		t.Logf("%s: %d of %d mutations foretold, %.2f %%; the reader refused %d and dropped rows of %d", consumer, agree, asked, 100*rate, refused, fewer)
		t.Logf("%s: of %d mutations that did harm %d were not foretold; %d false alarms", consumer, refused+fewer, missed, alarms)
		require.GreaterOrEqual(t, rate, minAgreement, consumer)
		// Most mutations are harmless, so those that are not have to hold by themselves.
		require.LessOrEqual(t, float64(missed), (1-minAgreement)*float64(refused+fewer), consumer)
	}
}

// mutations is every mutation of the good files.
func mutations(t *testing.T) []mutation {
	t.Helper()
	good := func(ext string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "ckl", "lint", "testdata", "good"+ext))
		require.NoError(t, err)
		return data
	}
	ckl, cklb := good(".ckl"), good(".cklb")
	return slices.Concat(mutateCKL(t, ckl), wholeCKL(ckl), mutateCKLB(t, cklb), wholeCKLB(cklb))
}

// foretell is whether the file is taken, and how many of its rows, by what lint knows
// of runs: what it read in code is about parts of the programs that do not run here.
func foretell(t *testing.T, consumer lint.Consumer, m mutation) (taken bool, rows int) {
	t.Helper()
	findings, err := lint.Lint("m"+m.ext, m.data, consumer)
	if err != nil { // no checklist at all
		return false, 0
	}
	taken, rows = true, rowsIn(t, m)
	for _, f := range findings {
		if f.Known != lint.Run {
			continue
		}
		taken = taken && f.Severity != lint.Refused
		rows -= f.Rows
	}
	return taken, rows
}

// rowsIn counts the rows of a file without this module's packages: start tags of
// VULN, or entries of rules in entries of stigs. A file that is no JSON has none.
func rowsIn(t *testing.T, m mutation) int {
	t.Helper()
	if m.ext == ".ckl" {
		return bytes.Count(m.data, []byte("<VULN>"))
	}
	var root, stig map[string]any
	dec := json.NewDecoder(bytes.NewReader(m.data))
	dec.UseNumber() // 1e400 is a number
	if dec.Decode(&root) != nil {
		return 0
	}
	n := 0
	stigs, _ := root["stigs"].([]any)
	for _, s := range stigs {
		stig, _ = s.(map[string]any)
		rules, _ := stig["rules"].([]any)
		n += len(rules)
	}
	return n
}
