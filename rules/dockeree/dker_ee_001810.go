package dockeree

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001810 = rules.Rule{
	ID: "DKER-EE-001810",
	Reading: "The driver the engine itself names. The printed search is anchored to the start of a line that the command " +
		"indents, so it never finds anything: an empty answer proves nothing.",
	NotApplicable: platform.OnlyLinux,
	Check:         rules.About("storage driver", "Driver is not aufs", rules.FromCase([]string{facts.EngineInfo.Name}, notAUFS)),
}

func notAUFS(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, missing := platform.OwnEngine(c.Snapshot)
	if missing != nil {
		return v, missing
	}
	driver, why := info.Driver.Get()
	word := strings.ToLower(strings.TrimSpace(driver))
	if why != "" || word == "" {
		return v, []facts.Missing{{Name: "docker_engine.info.Driver", Why: platform.OrWord(why, "is empty")}}
	}
	o := rules.Outcome{Kind: result.Pass, Actual: "Driver=" + driver, Facts: []string{"docker_engine.info.Driver"}}
	if word == "aufs" {
		o.Kind = result.Violates
	}
	v.Outcomes = []rules.Outcome{o}
	v.Pass = "The engine's storage driver is " + driver + "."
	return v, nil
}
