package mke

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000600 = rules.Rule{
	ID: "CNTR-MK-000600",
	Reading: "The driver the engine itself names. The title speaks of aufs alone, the check of any that contains aufs or btrfs. An engine " +
		"that names no driver is not known to be fine, whatever the text says of an empty answer.",
	Check: rules.About("storage driver", "Driver is neither aufs nor btrfs", rules.FromCase([]string{facts.EngineInfo.Name}, storageDriver)),
}

func storageDriver(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, ok, missing := platform.PartOfOwnEngine(c.Snapshot)
	if !ok {
		return v, missing
	}
	driver, why := info.Driver.Get()
	word := strings.ToLower(strings.TrimSpace(driver))
	if why != "" || word == "" {
		return v, append(missing, []facts.Missing{{Name: "docker_engine.info.Driver", Why: platform.OrWord(why, "is empty")}}...)
	}
	o := rules.Outcome{Kind: result.Pass, Actual: "Driver=" + driver, Facts: []string{"docker_engine.info.Driver"}}
	if strings.Contains(word, "aufs") || strings.Contains(word, "btrfs") {
		o.Kind = result.Violates
	}
	status, _ := info.DriverStatus.Get()
	for _, pair := range status {
		if pair[0] == "Backing Filesystem" {
			o.Note = "backing file system " + pair[1]
		}
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}
