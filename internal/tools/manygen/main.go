// Command manygen writes many checklists and a scan of each, to measure with:
//
//	manygen -n 1500 -rows 300 DIR
//	manygen -n 1 -b U_Oracle_Linux_5_STIG_V2R1.zip DIR
//
// DIR/reviewed gets asset-0001.ckl and so on, of about 1 MB with 300 rows, which
// people have reviewed in part, or with the rules of a benchmark; DIR/scans the XCCDF results of a scanner for each.
// The same arguments give the same bytes.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, errs io.Writer) int {
	flags := flag.NewFlagSet("manygen", flag.ContinueOnError)
	flags.SetOutput(errs)
	n := flags.Int("n", 1500, "checklists")
	rows := flags.Int("rows", 300, "rows of each")
	path := flags.String("b", "", "benchmark whose rules the rows are, in place of -rows of made-up ones")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || *n < 1 || *rows < 1 {
		fmt.Fprintln(errs, "manygen: want one folder, and at least one checklist and row")
		return 2
	}
	of, err := template(*path, *rows)
	if err == nil {
		err = write(flags.Arg(0), *n, of)
	}
	if err != nil {
		fmt.Fprintln(errs, "manygen:", err)
		return 1
	}
	return 0
}

// template is a checklist that nobody has answered: of the benchmark at path, or of so
// many made-up rows.
func template(path string, rows int) (*ckl.Checklist, error) {
	if path == "" {
		return made(rows), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found, err := benchmark.OpenBytes(path, data)
	if err != nil {
		return nil, err
	}
	return ckl.New(ckl.Asset{}, found), nil
}

func write(dir string, n int, of *ckl.Checklist) error {
	reviewed, scans := filepath.Join(dir, "reviewed"), filepath.Join(dir, "scans")
	for _, d := range []string{reviewed, scans} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	for i := 1; i <= n; i++ {
		host := fmt.Sprintf("asset-%04d", i)
		data, err := ckl.Write(answered(of, host, i), ckl.CKL, "manygen")
		if err == nil {
			err = os.WriteFile(filepath.Join(reviewed, host+".ckl"), data, 0o644)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(scans, host+"-xccdf-results.xml"), scan(of.Stigs[0], host, i), 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// prose is n words that nobody wrote.
func prose(n int) string {
	words := []string{"setting", "service", "account", "must", "audit", "record", "only", "system", "access", "value", "file", "be", "when", "the"}
	var b strings.Builder
	for i := range n {
		b.WriteString(words[(i*7+n)%len(words)])
		b.WriteByte(" \n"[min(1, i%15/14)])
	}
	return b.String()
}

func made(rows int) *ckl.Checklist {
	s := &ckl.Stig{ID: "MADE_UP_STIG", Title: "Made-up Security Technical Implementation Guide", Version: "1",
		ReleaseInfo: "Release: 1 Benchmark Date: 01 Jan 2026", Classification: "UNCLASSIFIED", FileName: "made-up.xml", Notice: "terms-of-use", Source: "STIG.DOD.MIL", UUID: "00000000-0000-5000-8000-000000000001"}
	discussion, check, fix := prose(8), prose(8), prose(6)
	for i := range rows {
		r := &ckl.Row{VulnID: fmt.Sprintf("V-%d", 100_000+i), RuleID: fmt.Sprintf("SV-%dr1_rule", 100_000+i), STIGID: fmt.Sprintf("MADE-UP-%06d", i),
			GroupTitle: "SRG-OS-000001", Severity: []string{"medium", "high", "low"}[i%3], RuleTitle: "The setting must be made.", Discussion: discussion, Check: check, Fix: fix,
			Documentable: "false", CheckRef: "M", Weight: "10.0", Class: "Unclass", CCIs: []string{"CCI-000366"}, LegacyIDs: []string{"", ""}, TargetKey: "1", STIGUUID: s.UUID,
			STIGRef: s.Title + " :: Version 1, " + s.ReleaseInfo}
		s.Rows = append(s.Rows, r)
	}
	return &ckl.Checklist{Mode: 1, HasPath: true, Asset: ckl.Asset{Role: "None", Type: "Computing", Marking: "CUI"}, Stigs: []*ckl.Stig{s}}
}

// answered is of as the checklist of a host, two of five rows answered.
func answered(of *ckl.Checklist, host string, seed int) *ckl.Checklist {
	c := of.Clone()
	c.Asset.HostName = host
	for i, r := range c.Stigs[0].Rows {
		switch (i + seed) % 5 {
		case 0:
			r.Status, r.Comments = result.NotAFinding, "J. Doe: looked at it on the console"
		case 1:
			r.Status, r.FindingDetails = result.Open, "waits for the next window"
		}
	}
	return c
}

func scan(of *ckl.Stig, host string, seed int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_made.up_testresult_1" start-time="2026-01-02T03:00:00Z" end-time="2026-01-02T03:04:05Z" test-system="cpe:/a:made-up:scanner:1.0">
<benchmark id="xccdf_mil.disa.stig_benchmark_%s" href="#made-up"/>
<target>%s</target>
`, of.ID, host)
	for i, r := range of.Rows {
		word := []string{"pass", "fail", "notapplicable", "notchecked"}[(i*3+seed)%4]
		fmt.Fprintf(&b, `<rule-result idref="xccdf_mil.disa.stig_rule_%s"><result>%s</result><message severity="info">looked at the setting, found what stands here</message></rule-result>
`, r.RuleID, word)
	}
	b.WriteString("</TestResult>\n")
	return []byte(b.String())
}
