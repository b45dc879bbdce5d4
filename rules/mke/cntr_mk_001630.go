package mke

import (
	"fmt"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001630 = rules.Rule{
	ID:    "CNTR-MK-001630",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "A release higher than the installed one is a finding, whether MKE offers it or ssp.yaml names it. The offered " +
		"list alone passes nothing: a cluster without a way to the vendor offers only what it runs. So the site says which " +
		"release is the latest and when it looked, no longer ago than max_fact_age_days; a release below the installed one cannot be the latest. A pre-release is no update for a release.",
	Warnings: []string{"The list may hold only the releases that the running one can be upgraded to directly."},
	Check: rules.About("installed release", "no release of MKE is higher than the installed one", rules.FromCase(
		[]string{facts.MKEVersion.Name, facts.MKEAvailableVersions.Name, facts.SSPMKELatestVersion.Name, facts.SSPMKELatestCheckedOn.Name}, latestMKE)),
}

func latestMKE(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	installed := platform.InstalledMKE(c.Snapshot)
	if installed.Missing != nil {
		return v, installed.Missing
	}
	v.Expected = "no release of MKE is higher than the installed " + installed.Text
	offered, missing := offeredReleases(c, installed, &v)
	stated, lacks := statedRelease(c, installed)
	v.Outcomes = append(v.Outcomes, offered...)
	v.Outcomes = append(v.Outcomes, stated...)
	v.Pass = fmt.Sprintf("MKE %s is the latest release that the site knows of, and no higher one is offered.", installed.Text)
	return v, append(missing, lacks...)
}

// offeredReleases is the releases that MKE offers and that are higher than the
// installed one. A list that nobody asked for, or that the release does not have, is not
// needed for a pass; one that was refused or came in part may have the very release.
func offeredReleases(c *rules.Case, installed platform.Release, v *rules.Verdict) (out []rules.Outcome, missing []facts.Missing) {
	list, known, missing := facts.Partly(c.Snapshot, facts.MKEAvailableVersions)
	if state := facts.Look(c.Snapshot, facts.MKEAvailableVersions).State; state == facts.Denied || state == facts.Failed {
		return nil, missing
	}
	if !known {
		v.Notes = append(v.Notes, "not looked at: "+facts.Join(missing))
		return nil, nil
	}
	for _, text := range platform.Sorted(list) {
		o := rules.Outcome{Subject: "offered release " + text, Facts: []string{facts.MKEAvailableVersions.Name, installed.Fact}}
		if higher(text, installed, &o) {
			out = append(out, o)
		}
	}
	if out == nil && missing == nil {
		out = append(out, rules.Outcome{Kind: result.Pass, Subject: platform.Plural(len(list), "offered release", "offered releases"),
			Actual: "none higher", Facts: []string{facts.MKEAvailableVersions.Name, installed.Fact}})
	}
	return out, missing
}

// higher judges one release against the installed one; it is false where the release
// is no update.
func higher(text string, installed platform.Release, o *rules.Outcome) bool {
	found, ok := platform.ParseVersion(text)
	order, told := found.Compare(installed.Version)
	switch {
	case !ok:
		o.Actual, o.Note = fmt.Sprintf("%q", text), "is no version that can be compared"
	case found.PreRelease() && !installed.PreRelease():
		return false
	case !told:
		o.Actual, o.Note = text, "nobody knows whether its suffix makes it higher than "+installed.Text
	case order > 0:
		o.Kind, o.Actual = result.Violates, fmt.Sprintf("higher than the installed %s", installed.Text)
	default:
		return false
	}
	return true
}

// statedRelease is what the site says is the latest release. An old statement proves
// that a higher release exists; only a fresh one proves that none does.
func statedRelease(c *rules.Case, installed platform.Release) (out []rules.Outcome, missing []facts.Missing) {
	latest, missing := facts.Get(c.Snapshot, facts.SSPMKELatestVersion)
	on, lacks := facts.Get(c.Snapshot, facts.SSPMKELatestCheckedOn)
	missing = append(missing, lacks...)
	o := rules.Outcome{Subject: "latest release by ssp.yaml", Actual: "not stated", Facts: []string{facts.SSPMKELatestVersion.Name, installed.Fact}}
	if latest == "" {
		return []rules.Outcome{o}, missing
	}
	if lacks == nil {
		missing = append(missing, unfresh(c, on)...)
	}
	stated, _ := platform.ParseVersion(latest)
	switch {
	case stated.PreRelease():
		o.Actual, o.Note = latest, "is a pre-release; name the latest release"
	case higher(latest, installed, &o):
		o.Actual = fmt.Sprintf("%s is %s", latest, o.Actual)
	case lower(stated, installed):
		o.Actual, o.Note = fmt.Sprintf("%s is lower than the installed %s", latest, installed.Text), "it cannot be the latest release"
	case missing == nil:
		o.Kind, o.Actual = result.Pass, fmt.Sprintf("%s, looked up on %s", latest, on)
	default:
		o.Actual = latest + ", which proves nothing without a recent date"
	}
	o.By = platform.Approver(c, "mke")
	return []rules.Outcome{o}, missing
}

// lower reports whether a release is known to come before the installed one.
func lower(v platform.Version, installed platform.Release) bool {
	order, told := v.Compare(installed.Version)
	return told && order < 0
}

// unfresh is why the date of the site's look does not count.
func unfresh(c *rules.Case, on facts.Date) []facts.Missing {
	how := []string{"look for the latest release again, then correct mke.latest_approved_version and mke.latest_checked_on in ssp.yaml"}
	days := int(c.SSP.MaxFactAge() / (24 * time.Hour))
	switch {
	case on.After(c.At):
		return []facts.Missing{{Name: facts.SSPMKELatestCheckedOn.Name, Why: "is " + string(on) + ", after the time of evaluation", How: how}}
	case c.At.Sub(on.Time()) > c.SSP.MaxFactAge():
		return []facts.Missing{{Name: facts.SSPMKELatestCheckedOn.Name, Why: fmt.Sprintf("is %s, more than %d days ago", on, days), How: how}}
	}
	return nil
}
