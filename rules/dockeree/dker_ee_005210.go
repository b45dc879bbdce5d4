package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// defaultsFile is what Debian's and Ubuntu's packages read the engine's settings from.
const defaultsFile = "/etc/default/docker"

var dkerEE005210 = rules.Rule{
	ID: "DKER-EE-005210",
	Reading: "The folder /etc/docker, as the title says, on every system; on Ubuntu also /etc/default/docker, which is what the text " +
		"looks at there in its place. The worse of the two counts. Owner and group are compared exactly. Where the system is " +
		"not known the folder alone can be a finding and nothing passes; a file that is not there is left to a person.",
	Check: fileCheck{want: "root:root", files: engineFolder, needs: []string{facts.OS.Name, "ssp:os_family_override"}, look: ownedBy("root", "root")}.fn(),
}

// engineFolder is the folder of the engine's configuration, and what Ubuntu's text names.
func engineFolder(c *rules.Case) fileList {
	list := fileList{paths: []string{"/etc/docker"}}
	other, missing := platform.OtherSystem("ubuntu", "ubuntu", "ubuntu").Eval(c)
	list.missing = missing
	if other == "" && missing == nil {
		list.paths = append(list.paths, defaultsFile)
	}
	return list
}
