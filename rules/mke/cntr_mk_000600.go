package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000600 = rules.Rule{
	ID: "CNTR-MK-000600",
	Reading: "The driver the engine itself names. The title speaks of aufs alone, the check of btrfs too. An engine " +
		"that names no driver is not known to be fine, whatever the text says of an empty answer.",
	Check: rules.About("storage driver", "Driver is neither aufs nor btrfs", rules.From1(facts.EngineInfo, storageDriver)),
}

func storageDriver(info facts.Info) rules.Verdict {
	driver, why := info.Driver.Get()
	o := rules.Outcome{Actual: "Driver=" + driver, Facts: []string{"docker_engine.info.Driver"}}
	switch {
	case why != "" || driver == "":
		o.Actual, o.Note = "Driver not known", why
	case driver == "aufs" || driver == "btrfs":
		o.Kind = result.Violates
	default:
		o.Kind = result.Pass
	}
	return rules.Verdict{Outcomes: []rules.Outcome{o}}
}
