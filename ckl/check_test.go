package ckl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
)

func TestCheck(t *testing.T) {
	b := bench(t, "T", release1, 1)
	good := Asset{HostName: "node1", HostFQDN: "node1.example.mil", HostIP: "192.0.2.1\n2001:db8::1, 192.0.2.2", HostMAC: "00:1a:2b:3c:4d:5e 00-1A-2B-3C-4D-5F", TechArea: "UNIX OS"}
	for name, row := range map[string]struct {
		format Format
		change func(*Checklist, *Row)
		want   []string // start of each warning
	}{
		"good":                    {CKL, func(*Checklist, *Row) {}, nil},
		"good .cklb":              {CKLB, func(*Checklist, *Row) {}, nil},
		"no host name":            {CKL, func(c *Checklist, _ *Row) { c.Asset.HostName = " " }, []string{"HOST_NAME: is empty"}},
		"long host name":          {CKL, func(c *Checklist, _ *Row) { c.Asset.HostName = strings.Repeat("é", 256) }, []string{"HOST_NAME: has 256 characters"}},
		"role":                    {CKL, func(c *Checklist, _ *Row) { c.Asset.Role = "Server" }, []string{`ROLE: is "Server"; want None, Workstation, Member Server or Domain Controller (STIG Viewer, Heimdall)`}},
		"type":                    {CKL, func(c *Checklist, _ *Row) { c.Asset.Type = "Cloud" }, []string{`ASSET_TYPE: is "Cloud"`}},
		"tech area":               {CKL, func(c *Checklist, _ *Row) { c.Asset.TechArea = "Cloud" }, []string{`TECH_AREA: is "Cloud"`}},
		"fqdn without a dot":      {CKL, func(c *Checklist, _ *Row) { c.Asset.HostFQDN = "node1" }, []string{`HOST_FQDN: is "node1"; want a name with a dot`}},
		"fqdn is an address":      {CKL, func(c *Checklist, _ *Row) { c.Asset.HostFQDN = "192.0.2.1" }, nil},
		"fqdn with an empty part": {CKL, func(c *Checklist, _ *Row) { c.Asset.HostFQDN = "a..b" }, []string{"HOST_FQDN"}},
		"network for address":     {CKL, func(c *Checklist, _ *Row) { c.Asset.HostIP = "192.0.2.0/24" }, []string{`HOST_IP: holds "192.0.2.0/24"`}},
		"masked address":          {CKL, func(c *Checklist, _ *Row) { c.Asset.HostIP = "130.163.x.x, 192.0.2.1" }, []string{`HOST_IP: holds "130.163.x.x"`}},
		"mac":                     {CKL, func(c *Checklist, _ *Row) { c.Asset.HostMAC = "none" }, []string{`HOST_MAC: holds "none"`}},
		"addresses in a .cklb":    {CKLB, func(c *Checklist, _ *Row) { c.Asset.HostMAC = "none" }, nil},
		"severity info":           {CKL, func(_ *Checklist, r *Row) { r.Severity = "info" }, []string{`T-1 Severity: is "info"; want low, medium or high, or the file is refused (Heimdall)`}},
		"severity missing":        {CKL, func(_ *Checklist, r *Row) { r.Severity = "" }, []string{`T-1 Severity: is ""`}},
		"severity info, .cklb":    {CKLB, func(_ *Checklist, r *Row) { r.Severity = "info" }, nil},
		"severity other, .cklb":   {CKLB, func(_ *Checklist, r *Row) { r.Severity = "critical" }, []string{`T-1 severity: is "critical"`}},
		"override":                {CKL, func(_ *Checklist, r *Row) { r.SeverityOverride = "CAT_I" }, []string{`T-1 SEVERITY_OVERRIDE: is "CAT_I"`}},
		"unknown status":          {CKL, func(_ *Checklist, r *Row) { r.StatusWord = "Done" }, []string{`T-1 STATUS: is "Done"; want Open, NotAFinding`}},
		"no rule id":              {CKL, func(_ *Checklist, r *Row) { r.RuleID = "" }, []string{"T-1 Rule_ID: is empty"}},
		"long details":            {CKL, func(_ *Checklist, r *Row) { r.FindingDetails = strings.Repeat("é", 32_768) }, []string{"T-1 FINDING_DETAILS: has 32768 characters"}},
		"details just fit":        {CKL, func(_ *Checklist, r *Row) { r.Comments = strings.Repeat("é", 32_767) }, nil},
		"references":              {CKL, func(_ *Checklist, r *Row) { r.Discussion = strings.Repeat("<", 200_001) }, []string{"the file: has 20000"}},
		"no version":              {CKLB, func(c *Checklist, _ *Row) { c.Stigs[0].Version = "" }, []string{`T: has version "" and release info`}},
		"release without date":    {CKL, func(c *Checklist, _ *Row) { c.Stigs[0].ReleaseInfo = "Release: 3" }, []string{`T: has version "2" and release info "Release: 3"`}},
		"no rows":                 {CKL, func(c *Checklist, _ *Row) { c.Stigs[0].Rows = nil }, []string{"T: has no row"}},
		"no STIG":                 {CKL, func(c *Checklist, _ *Row) { c.Stigs = nil }, []string{"STIGS: holds no STIG"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(good, []*benchmark.Benchmark{b})
			row.change(c, c.Stigs[0].Rows[0])
			got := Check(c, row.format)
			require.Len(t, got, len(row.want), "%v", got)
			for i, w := range row.want {
				require.Contains(t, got[i].String(), w)
			}
		})
	}
}
