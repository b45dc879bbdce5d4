package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE005330 = rules.Rule{
	ID: "DKER-EE-005330",
	Reading: "The file daemon.json, which the text also calls docker.daemon. It must exist: that it was looked for and is not there is " +
		"a finding by the text. Owner and group are compared exactly. Another file that the engine is known to be started with is judged beside it.",
	Check: fileCheck{want: "exists, root:root", files: settingsFiles, needs: []string{facts.EngineArgs.Name}, absent: result.Violates, look: ownedBy("root", "root")}.fn(),
}
