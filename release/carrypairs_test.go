package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/internal/shared"
)

// pairsAsCompared demands that the rows of was pair up with the rules of b as Compare has
// it of the benchmark that Embedded makes of them.
func pairsAsCompared(t require.TestingT, was *ckl.Stig, b *benchmark.Benchmark) {
	c, err := Compare(Embedded(was), b)
	require.NoError(t, err)
	pairs, taken := pairRows(was.Rows, ckl.New(ckl.Asset{}, []*benchmark.Benchmark{b}).Stigs[0].Rows)
	require.Len(t, pairs, len(b.Items))
	found := 0
	for i := range c.Pairs {
		want := &c.Pairs[i]
		got := pairs[want.New.Position]
		require.NotNil(t, got, want.New.STIGID())
		found++
		require.Same(t, was.Rows[want.Old.Position], got.was)
		require.Equal(t, []any{want.Old.Position, want.By, want.CheckSame, want.Field("rule_id") == nil}, []any{got.old, got.by, got.checkSame, got.sameID})
		require.Equal(t, append([]Field{}, held(want)...), append([]Field{}, got.fields...), want.New.STIGID())
	}
	for _, p := range pairs {
		if p == nil {
			found++
		}
	}
	require.Len(t, pairs, found, "a rule that is new is paired")
	free := 0
	for i := range taken {
		if !taken[i] {
			require.Equal(t, i, c.Removed[free].Position)
			free++
		}
	}
	require.Len(t, c.Removed, free)
}

func TestRowsPairAsBenchmarksDo(t *testing.T) {
	mke, rhel := published(t, "U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip"), published(t, "U_RHEL_8_STIG_V1R8.zip")
	docker := published(t, "U_Docker_Enterprise_2-x_Linux-UNIX_STIG_V2R1.zip")
	fresh := func(b *benchmark.Benchmark) *ckl.Stig {
		return ckl.New(ckl.Asset{}, []*benchmark.Benchmark{b}).Stigs[0]
	}
	pairsAsCompared(t, fresh(mke), published(t, "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"))
	pairsAsCompared(t, fresh(docker), published(t, "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip"))
	for _, name := range []string{"stigviewer-2.17-rhel8-v1r8-full.ckl", "stigmanager-1.3-three-stigs.cklb"} {
		data, err := os.ReadFile(filepath.Join(shared.Dir(t, "samples"), name))
		require.NoError(t, err)
		c, _, err := ckl.Read(name, data)
		require.NoError(t, err)
		c.Stigs[0].ID = rhel.ID
		pairsAsCompared(t, c.Stigs[0], rhel)
	}

	odd := fresh(mke) // as no release is, and as programs and people leave their files
	for i, r := range odd.Rows {
		switch i % 12 {
		case 0:
			r.RuleID, r.VulnID = rulePrefix+r.RuleID, groupPrefix+r.VulnID
		case 1:
			r.Check = "  "
		case 2:
			r.Check = strings.ReplaceAll(r.Check, " ", "\u00a0\r\n")
		case 3:
			r.Discussion = "a</VulnDiscussion><VulnDiscussion>b <x> & c"
			r.Mitigations = "none</Mitigations><IAControls>x</IAControls>"
		case 4:
			r.Discussion, r.Documentable, r.RuleTitle, r.CCIs, r.Fix = "", "", "", nil, ""
		case 5:
			r.CCIs = append(r.CCIs, r.CCIs...)
		case 6:
			r.STIGID, r.LegacyIDs = "", []string{"SV-1", "V-2", "sv-" + odd.Rows[7].VulnID[2:], strings.ToLower(r.VulnID)}
		case 7:
			r.STIGID = odd.Rows[i-7].STIGID
		case 8:
			r.STIGID = strings.ToLower(" " + r.STIGID)
		case 9:
			r.STIGID = "gone"
		case 10:
			r.Weight, r.Severity = "10", "High"
		}
	}
	pairsAsCompared(t, odd, mke)
}

func FuzzRowsPairAsBenchmarksDo(f *testing.F) {
	f.Add("S-1", "V-1", "SV-1r1_rule", "V-9", "high", "why <x>", "</VulnDiscussion>", "look\u00a0here", "mend", "CCI-000366")
	f.Add(" s-2", groupPrefix+"V-2", rulePrefix+"SV-2r1_rule", "SV-1", "", "<IAControls>", "\r", "&lt; \x00", "\xff", "")
	to := bench(&testing.T{}, "B_STIG", "V1R2", one("look here"), spec{stig: "S-2", vuln: "V-2", id: "SV-2r1_rule", check: "look there", legacy: "V-9", mitigations: "none"})
	f.Fuzz(func(t *testing.T, stig, vuln, rule, legacy, severity, discussion, mitigations, check, fix, cci string) {
		was := ckl.New(ckl.Asset{}, []*benchmark.Benchmark{to}).Stigs[0]
		r := was.Rows[0]
		r.STIGID, r.VulnID, r.RuleID, r.Severity, r.Discussion, r.Mitigations, r.Check, r.Fix = stig, vuln, rule, severity, discussion, mitigations, check, fix
		r.LegacyIDs, r.CCIs = []string{legacy, rule}, []string{cci, cci, "CCI-000001"}
		pairsAsCompared(t, was, to)
	})
}
