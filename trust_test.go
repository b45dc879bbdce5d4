package stigwright_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/mke"
)

// No interface that is collected from gives signatures, of tags as little as of digests:
// the bundle has no image_trust, also where the registry says that its notary knows a
// tag, and an image that was pulled by its digest is named as one without an answer.
func TestSignaturesAreNotCollected(t *testing.T) {
	fake := fakecluster.Start(t, map[string]any{"msr": map[string]any{
		"repositories": []any{map[string]any{"namespace": "shop", "name": "api", "scanOnPush": true}},
		"tags":         []any{map[string]any{"repo": "shop/api", "name": "1", "inNotary": true}},
	}}, nil)
	cluster := collected(t, asking(t, fake, fakecluster.Password))
	require.NotContains(t, cluster.Facts, facts.ImageTrust.Name)
	require.Len(t, cluster.Facts[facts.MSR.Name].Value.(facts.Registry).Tags.Value, 1)

	digest := "msr.example.mil/shop/api@sha256:" + strings.Repeat("a", 64)
	images := facts.Images.Is([]facts.Image{{ID: "sha256:1", RepoTags: facts.Some([]string{}), RepoDigests: []string{digest}}})
	s := facts.NewSnapshot(nil, cluster, images)
	forMKE, err := mke.Table()
	require.NoError(t, err)
	forEE, err := dockeree.Table()
	require.NoError(t, err)
	for id, table := range map[string]rules.Table{"CNTR-MK-001380": forMKE, "DKER-EE-003610": forEE} {
		rule := table.Rules[slices.IndexFunc(table.Rules, func(r rules.Rule) bool { return r.ID == id })]
		got := rules.Judge(rule, &rules.Case{Snapshot: s, Rule: id})
		require.Equal(t, result.NotReviewed, got.Status, "%s: %s", id, result.Details(got))
		details := strings.Join(strings.Fields(result.Details(got)), " ")
		require.Contains(t, details, "no answer for "+digest, id)
		require.Contains(t, details, "image_trust: not collected", id)
	}
}
