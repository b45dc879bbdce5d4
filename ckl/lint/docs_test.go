package lint

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page lists the rules as the program has them.
func TestPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# What other programs do to a checklist

Made from the rules of package ` + "`ckl/lint`" + ` by its test (` + "`go test ./ckl/lint -update`" + `); do not edit.

Known by: **run**, the reader was run; **schema**, DISA's checklist XSD 2.5 or CKLB schema 1.0
forbids it, or XML 1.0, to which every XML reader is bound; **code**, read in the reader's source; **report**, documentation or a public report says so. STIG Manager is its
client parser 1.6.7, Heimdall its converter 2.12.6. A rule marked * is repaired by the fix as far as nothing has
to be invented.

| rule | file | condition | effect | remedy |
|---|---|---|---|---|
`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		require.False(t, seen[r.ID], "rule %s stands twice", r.ID)
		seen[r.ID] = true
		require.NotEmpty(t, r.Effects, r.ID)
		require.NotEmpty(t, r.Remedy, r.ID)
		file, mark := ".ckl, .cklb", ""
		if r.Format != 0 {
			file = "." + r.Format.String()
		}
		if r.Fixed {
			mark = " *"
		}
		var effects []string
		for _, e := range r.Effects {
			require.NotEmpty(t, e.Severity.String(), r.ID)
			require.NotEmpty(t, e.Known.String(), r.ID)
			effects = append(effects, string(e.Consumer)+": "+e.Severity.String()+" ("+e.Known.String()+")")
		}
		b.WriteString("| `" + r.ID + "`" + mark + " | " + file + " | " + r.Summary + " | " + strings.Join(effects, "; ") + " | " + r.Remedy + " |\n")
	}
	b.WriteString(notCovered)
	golden(t, filepath.Join("..", "..", "docs", "lint.md"), []byte(b.String()))
}

// notCovered is what the reference on formats knows of readers and no rule looks for.
const notCovered = `
## How far it can be believed

` + "`make acceptance`" + ` damages good files one thing at a time, has STIG Manager's parser, Heimdall's converter and DISA's schemas read
them, compares that with what lint foretold (taken or refused, and how many rows) and prints the rates. A first set of
6,664 cases was in view when the rules were written. A second, of files that other programs wrote, was not: of its 2,049
cases lint foretold 92.5 % for STIG Manager, and of its 680 for Heimdall 92.9 %, before the rules learned from them. So
expect that share for damage nobody thought of, and more for what is listed above.

## What is not covered

* Whether a rule or STIG is in STIG Manager's own library, and the limits of its server (its settings decide whether an
  unreviewed row is taken). The rules are of the parser that reads the file.
* XCCDF results, ARF and .nessus files: lint reads .ckl and .cklb. What STIG Manager and Heimdall want of results is
  what ` + "`stigwright convert --to xccdf`" + ` writes.
* STIGQter, SCC, Evaluate-STIG and MITRE's hdf-libs as readers. STIGQter matches a .cklb by a rule_id with the _rule ending,
  which STIG Viewer does not write: give it the .ckl.
* STIG Viewer 3 was never run: what it does with an odd .cklb is not public, so schema findings are warnings there. Of a
  .ckl it is not known what it refuses.
* STIG Viewer 2 checks by the XSD of its own version; the rules are those of XSD 2.5.
* eMASS: no field limit and no error text is public. Staying inside STIG Manager's limits is the prudent course.
* OpenRMF's reader, of whose source the open part was read, replaces broken UTF-8 and takes references to control characters:
  of ` + "`ckl-character`" + ` it refuses the rest.
* OpenRMF is said to have trouble with the STIGRef of some .ckl exports of STIG Viewer 3; nothing says which.
* Heimdall reads structure in texts (` + "`LABEL :: text`" + ` in comments, a line of 32 hyphens and ` + "`passed :: TEST`" + ` in details, JSON in
  Third_Party_Tools) and shows it split; nothing is lost by it.
* A severity override without a justification: no reader minds.
* Heimdall takes some files with a bare ` + "`<`" + ` in a text; lint says that it refuses them.
`
