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
		"an image without a tag cannot be asked for: one that a container uses is left to a person. The printed command also asks for the heading of its list.",
	Check: rules.About("tagged images", "every tagged image has a signature", rules.FromCase(
		[]string{facts.Images.Name, facts.ImageTrust.Name, facts.Containers.Name}, imagesSigned)),
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
	for _, image := range images {
		if askable(image) {
			continue
		}
		if _, lacks := facts.Get(c.Snapshot, facts.Containers); lacks != nil {
			missing = append(missing, lacks...)
		}
		if used := usedBy(c.Snapshot, image); used != "" {
			missing = append(missing, facts.Missing{Name: "docker_engine.images[" + image.ID + "]", Why: "has neither a tag nor a digest to ask for, and the container " + used + " was made from it",
				How: []string{"pull the image by a signed tag and make the container anew, or remove both"}})
		}
	}
	return v, missing
}

// askable reports whether there is a reference by which the trust service can be asked.
func askable(image facts.Image) bool {
	named := func(ref string) bool { return !strings.Contains(ref, "<none>") }
	return image.RepoTags.Why() != "" || slices.ContainsFunc(image.RepoTags.Value, named) || slices.ContainsFunc(image.RepoDigests, named)
}

// usedBy is a container of the image, "" where there is none.
func usedBy(s *facts.Snapshot, image facts.Image) string {
	for _, c := range facts.Look(s, facts.Containers).Value {
		if image.ID != "" && c.ImageID == image.ID {
			return c.Name()
		}
	}
	return ""
}
