package dockeree

import (
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
		[]string{facts.Images.Name, facts.ImageTrust.Name}, platform.SignedImages)),
	ClusterCheck: rules.FromCase([]string{facts.ImageTrust.Name}, platform.UnsignedInCluster),
}
