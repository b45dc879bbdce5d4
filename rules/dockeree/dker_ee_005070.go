package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005070 = rules.Rule{
	ID:      "DKER-EE-005070",
	Scope:   rules.Cluster,
	Class:   rules.Manual,
	Reading: "The record and the interval are the site's; no fact shows when the key was last changed. The key itself is never read.",
	Check:   rules.Attested("unlock_key_rotation", "rotation of the unlock key", "there is a record that the unlock key of the swarm is rotated at fixed intervals"),
}
