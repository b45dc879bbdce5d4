package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE005340 = rules.Rule{
	ID: "DKER-EE-005340",
	Reading: "The bits of the mode. Of two sentences that contradict each other the one that says \"more restrictive\" is taken, as the " +
		"title has it, so a stricter mode passes with a remark. The file must exist: the text says that it must be created. Another file that the engine is known to be started with is judged beside it.",
	Check: fileCheck{want: "exists, mode 0644 or stricter", files: settingsFiles, needs: []string{facts.EngineArgs.Name}, absent: result.Violates, look: modeWithin(0o644)}.fn(),
}
