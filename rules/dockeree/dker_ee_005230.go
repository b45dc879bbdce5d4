package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005230 = rules.Rule{
	ID: "DKER-EE-005230",
	Reading: "Every file of certs.d and of each registry's folder in it, and those folders: the printed pattern lists the folders and " +
		"not the files that the text speaks of. Where there is no such file there is nothing to own, and the details say so.",
	Check: fileCheck{want: "root:root", files: registryFiles(true), look: ownedBy("root", "root")}.fn(),
}
