package facts

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

// sampleSSP is the complete ssp.yaml of the sample cluster.
func sampleSSP(t testing.TB) *SSP {
	t.Helper()
	dir := shared.Dir(t, "facts-samples", "bundles")
	data, err := os.ReadFile(filepath.Join(dir, "ssp.yaml"))
	require.NoError(t, err)
	s, err := ReadSSP("ssp.yaml", data, os.DirFS(dir))
	require.NoError(t, err)
	return s
}

func TestSampleSSP(t *testing.T) {
	s := sampleSSP(t)
	// The digest that reference results of this sample carry.
	require.Equal(t, "15c63dcb5ae197dd66f1ef80d8003ea5fdde6a5e0afdaa96ff7cc879b0a8cf4d", s.Digest)
	require.Equal(t, "Example Shop Platform 2026.4", s.Label())
	require.Len(t, s.SystemContainers.Images, 18)
	require.Len(t, s.Exemptions, 11)
	require.Len(t, s.Attestations, 5)
	require.Equal(t, SSPEntry{Path: "exemptions[4]", Line: 55}, s.Exemptions[4].SSPEntry)
	require.Equal(t, s.TrustAnchors.MKE[0].DER, s.TrustAnchors.MSR[0].DER)
	require.Equal(t, "example-root-ca.pem", s.TrustAnchors.MSR[0].File)
	require.Equal(t, map[string]string{"limits.cpu": "4", "limits.memory": "8Gi"}, s.Resources.KubernetesQuotas["shop"])
	require.Equal(t, "approved by A. Roe, ISSO, on 2026-01-20, expires 2027-01-20", s.Ports.Allowed[0].Approval.String())
	require.Equal(t, "approved by A. Roe, ISSO, on 2026-03-04", s.Ports.Allowed[4].Approval.String())
}

func TestSampleSSPWithFiveMistakes(t *testing.T) {
	data := shared.Read(t, "facts-samples", "bundles", "ssp-bad.yaml")
	var want []string
	for _, m := range regexp.MustCompile(`# (ssp-bad\.yaml:\d+:.*)`).FindAllStringSubmatch(string(data), -1) {
		want = append(want, m[1])
	}
	require.Len(t, want, 5, "the sample names its own errors")
	s, err := ReadSSP("ssp-bad.yaml", data, nil)
	require.Nil(t, s)
	require.Equal(t, strings.Join(want, "\n"), err.Error())
	require.Len(t, diag.Each(err), 5)
}

func TestSampleSSPThatSaysNothing(t *testing.T) {
	s, err := ReadSSP("ssp-empty.yaml", shared.Read(t, "facts-samples", "bundles", "ssp-empty.yaml"), nil)
	require.NoError(t, err)
	require.Len(t, s.Digest, 64)
	require.Equal(t, &SSP{File: "ssp-empty.yaml", Digest: s.Digest}, s)
}

func TestNotCounting(t *testing.T) {
	s := sampleSSP(t)
	require.Empty(t, s.NotCounting(Date("2026-11-21").Time()))
	late := s.NotCounting(Date("2027-01-21").Time())
	require.Equal(t, "ssp.yaml: approvals.ports: expired 2027-01-20", late[0].Error())
	require.Equal(t, "ssp.yaml:51: exemptions[0]: expired 2027-01-15", late[1].Error())
	require.Len(t, late, 1+11+3)
	early := s.NotCounting(Date("2025-01-01").Time())
	require.Len(t, early, 3+18+11+1+2+3+5, "approvals, images, exemptions, a port, capabilities, exceptions, attestations")
	require.Empty(t, (*SSP)(nil).NotCounting(time.Time{}))
}
