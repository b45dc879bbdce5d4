package dockeree

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE003610 = rules.Rule{
	ID:    "DKER-EE-003610",
	Scope: rules.NodeAndCluster,
	Reading: "Every tagged image of the node must have a signature. A trust service that could not be asked says nothing of a tag, and " +
		"an image without a tag cannot be asked for. The printed command also asks for the heading of its list.",
	Check: rules.About("tagged images", "every tagged image has a signature", rules.FromCase(
		[]string{facts.Images.Name, facts.ImageTrust.Name}, imagesSigned)),
	ClusterCheck: rules.FromCase([]string{facts.ImageTrust.Name}, platform.UnsignedInCluster),
}

// imagesSigned asks for all images: where none has a tag nothing was asked of any.
func imagesSigned(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := platform.SignedImages(c)
	images := facts.Look(c.Snapshot, facts.Images).Value
	tagged := slices.ContainsFunc(images, func(i facts.Image) bool {
		return slices.ContainsFunc(i.RepoTags.Value, func(tag string) bool { return !strings.Contains(tag, "<none>") })
	})
	if len(images) > 0 && !tagged {
		missing = append(missing, platform.Lacking(facts.ImageTrust, "results", "no image of the node has a tag to ask for"))
	}
	return v, missing
}
