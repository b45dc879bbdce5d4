package stigwright_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/testdata"
)

// The demonstration's benchmark opens like a published one and says what it is.
func TestDemoBenchmark(t *testing.T) {
	b := demoBenchmark(t)
	require.Equal(t, "Mirantis_Kubernetes_Engine_STIG", b.ID)
	require.Equal(t, []string{"2", "0.1", "2026-07-01"}, []string{b.Version, b.Release, b.Date})
	require.Contains(t, b.Title, "not DISA's text")
	require.Len(t, b.Items, 44)
	for _, it := range b.Items {
		for what, text := range map[string]string{"title": it.Title(), "check": it.Check(), "fix": it.Fix(),
			"discussion": it.Discussion().VulnDiscussion, "target": it.TargetKey(), "SRG": it.SRG()} {
			require.NotEmpty(t, text, "%s: %s", it.STIGID(), what)
		}
		require.NotEmpty(t, it.CCIs(), it.STIGID())
	}
}

// Its identifiers are the real ones and none of its prose is: no six words of a title,
// discussion, check or fix follow each other anywhere in the published benchmarks.
func TestDemoBenchmarkHasRealIdentifiersAndOwnWords(t *testing.T) {
	corpus := shared.Dir(t, "corpus")
	published := map[string]bool{}
	for _, name := range []string{"U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip", "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"} {
		found, err := benchmark.Open(os.DirFS(corpus), name)
		require.NoError(t, err)
		for _, it := range found[0].Items {
			for _, run := range runsOfSix(it) {
				published[run] = true
			}
		}
		if strings.Contains(name, "V2R1") {
			require.Equal(t, identifiers(found[0]), identifiers(demoBenchmark(t)))
		}
	}
	require.Greater(t, len(published), 5000, "the published text was read")
	for _, it := range demoBenchmark(t).Items {
		for _, run := range runsOfSix(it) {
			require.False(t, published[run], "%s: %q stands in the published benchmark", it.STIGID(), run)
		}
	}
}

func identifiers(b *benchmark.Benchmark) (ids [][]string) {
	for _, it := range b.Items {
		row := []string{it.STIGID(), it.VulnID(), it.RuleID(), it.Severity(), it.SRG(), it.TargetKey(), it.Weight()}
		ids = append(ids, append(row, it.CCIs()...))
	}
	return ids
}

var word = regexp.MustCompile(`[\pL\pN_]+`)

// runsOfSix is every six words of an item that follow each other.
func runsOfSix(it benchmark.Item) (runs []string) {
	for _, text := range []string{it.Title(), it.Discussion().VulnDiscussion, it.Check(), it.Fix()} {
		words := word.FindAllString(strings.ToLower(text), -1)
		for i := 0; i+6 <= len(words); i++ {
			runs = append(runs, strings.Join(words[i:i+6], " "))
		}
	}
	return runs
}

func demoBenchmark(t *testing.T) *benchmark.Benchmark {
	t.Helper()
	names, err := fs.Glob(testdata.Demo, "demo/*-xccdf.xml")
	require.NoError(t, err)
	require.Len(t, names, 1)
	found, err := benchmark.Open(testdata.Demo, names[0])
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

// The bundles are read without a warning, belong together, and are fresh at the
// demonstration's evaluation time; its ssp.yaml is valid.
func TestDemoFactsAndSSP(t *testing.T) {
	site := demoSite(t)
	require.Len(t, site.Nodes, 2)
	require.NotNil(t, site.Cluster)
	require.Empty(t, site.MissingNodes)
	require.NoError(t, site.Future(demoTime(t)))
	for _, asset := range append(site.Nodes, nil) {
		require.Empty(t, site.Stale(asset, demoTime(t), 30, 24))
	}
}

func demoTime(t *testing.T) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, testdata.DemoTime)
	require.NoError(t, err)
	return at
}

func demoSite(t *testing.T) facts.Site {
	t.Helper()
	names, err := fs.Glob(testdata.Demo, "demo/facts/*.json")
	require.NoError(t, err)
	var bundles []*facts.Bundle
	for _, name := range names {
		read, warnings, err := facts.ReadBundle(path.Base(name), demoFile(t, name))
		require.NoError(t, err)
		require.Empty(t, warnings, name)
		bundles = append(bundles, read...)
	}
	site, warnings, err := facts.Assemble(bundles)
	require.NoError(t, err)
	require.Empty(t, warnings)
	return site
}

// demoVerdicts is what the demonstration shows on demo1 and demo2: each status, and
// for the findings and gaps the reason that was put into the data.
var demoVerdicts = map[string][2]string{
	"CNTR-MK-000030": {"Not_Reviewed", "Not_Reviewed"},     // nobody named the provider or attested the password
	"CNTR-MK-000110": {"NotAFinding", "Open"},              // demo2: socket 0666
	"CNTR-MK-000120": {"NotAFinding", "Not_Reviewed"},      // demo2: one process list timed out
	"CNTR-MK-000140": {"Not_Reviewed", "Not_Reviewed"},     // nobody stated the grants
	"CNTR-MK-000170": {"Not_Reviewed", "Not_Reviewed"},     // nobody saw the notice
	"CNTR-MK-000220": {"NotAFinding", "NotAFinding"},       //
	"CNTR-MK-000310": {"NotAFinding", "Not_Reviewed"},      // demo2: nobody attested the alarm
	"CNTR-MK-000430": {"Not_Applicable", "Not_Applicable"}, // no registry
	"CNTR-MK-000480": {"Not_Applicable", "Not_Applicable"}, // no registry
	"CNTR-MK-000490": {"NotAFinding", "NotAFinding"},       //
	"CNTR-MK-000500": {"Open", "Open"},                     // tracking is on
	"CNTR-MK-000510": {"Not_Applicable", "Not_Applicable"}, // no registry
	"CNTR-MK-000520": {"Not_Applicable", "NotAFinding"},    // demo1: RHEL
	"CNTR-MK-000530": {"NotAFinding", "Not_Applicable"},    // demo2: Ubuntu
	"CNTR-MK-000580": {"Not_Reviewed", "Not_Reviewed"},     // nobody approved kube-dns
	"CNTR-MK-000600": {"NotAFinding", "NotAFinding"},       //
	"CNTR-MK-000610": {"Not_Reviewed", "Not_Reviewed"},     // no handshake was made
	"CNTR-MK-000620": {"Not_Applicable", "Not_Applicable"}, // no registry
	"CNTR-MK-000640": {"NotAFinding", "Open"},              // demo2: 9000/tcp
	"CNTR-MK-000650": {"NotAFinding", "Open"},              // demo2: 443/tcp
	"CNTR-MK-000680": {"NotAFinding", "Open"},              // demo1: kubelet exempted; demo2: metrics-agent
	"CNTR-MK-000870": {"NotAFinding", "Open"},              // demo2: no FIPS mode
	"CNTR-MK-000940": {"Open", "Open"},                     // 60 and 20 minutes
	"CNTR-MK-000980": {"Not_Reviewed", "Not_Reviewed"},     // nobody attested the test
	"CNTR-MK-001010": {"Open", "Open"},                     // the platform's own containers
	"CNTR-MK-001160": {"Not_Reviewed", "Open"},             // demo1: support-dump is unproven; demo2: metrics-agent
	"CNTR-MK-001180": {"NotAFinding", "Not_Reviewed"},      // demo2: the audit log needs root
	"CNTR-MK-001220": {"NotAFinding", "Open"},              // demo1: kubelet is the platform's; demo2: backup
	"CNTR-MK-001380": {"Open", "Open"},                     // content trust is off
	"CNTR-MK-001490": {"Not_Applicable", "Not_Applicable"}, // no registry
	"CNTR-MK-001600": {"NotAFinding", "NotAFinding"},       //
	"CNTR-MK-001630": {"NotAFinding", "NotAFinding"},       //
}

func TestDemoVerdicts(t *testing.T) {
	ssp, err := facts.ReadSSP("ssp.yaml", demoFile(t, "demo/ssp.yaml"), nil)
	require.NoError(t, err)
	table, err := mke.Table()
	require.NoError(t, err)
	assets, faults := rules.Evaluate(rules.Input{Benchmark: demoBenchmark(t), Table: table, Site: demoSite(t), SSP: ssp, At: demoTime(t)})
	require.Empty(t, faults)
	require.Len(t, assets, 2)
	for n, asset := range assets {
		require.Equal(t, fmt.Sprintf("demo%d.example.mil", n+1), asset.Name)
		for _, r := range asset.Results {
			if want, ok := demoVerdicts[r.STIGID]; ok && r.Judged {
				require.Equal(t, want[n], r.Status.String(), "%s", result.Details(r))
			}
		}
	}
}

func demoFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(testdata.Demo, name)
	require.NoError(t, err)
	return data
}
