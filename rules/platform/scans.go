package platform

import (
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Scanning is that the registry scans images, with a database that was loaded and whose
// last update did not fail.
var Scanning = rules.All(
	RegistrySetting("scanningEnabled", true, func(s facts.MSRSettings) facts.Maybe[bool] { return s.ScanningEnabled }),
	rules.About("vulnerability database", "loaded, and its last update did not fail", rules.FromCase([]string{facts.MSR.Name}, scanDatabase)),
)

// scanDatabase judges the database of the registry's scanner.
func scanDatabase(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	status, known, missing := Member(c.Snapshot, facts.MSR, "scan_status", func(r facts.Registry) facts.Maybe[facts.ScanStatus] { return r.ScanStatus })
	v.Notes = NotScanning(c.Snapshot)
	if !known {
		return v, missing
	}
	for _, flag := range []struct {
		name  string
		value facts.Maybe[bool]
	}{{"lastDBUpdateFailed", status.LastDBUpdateFailed}, {"lastVulnOverridesDBUpdateFailed", status.LastVulnOverridesDBUpdateFailed}} {
		o, lacks := UpdateFailed(flag.name, flag.value)
		v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	}
	o, lacks := databaseDate(c, status.LastDBUpdate)
	v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	v.Pass = "The vulnerability database is loaded and its last update did not fail."
	return v, missing
}

// UpdateFailed judges one flag of the scanner that must be false.
func UpdateFailed(name string, m facts.Maybe[bool]) (rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Kind: result.Pass, Subject: "scan_status." + name, Expected: "false", Facts: []string{"msr.scan_status." + name}}
	failed, why := m.Get()
	o.Actual = fmt.Sprint(failed)
	switch {
	case why != "":
		o.Kind, o.Actual = result.Unknown, "not known"
		return o, []facts.Missing{Lacking(facts.MSR, "scan_status."+name, why)}
	case failed:
		o.Kind = result.Violates
	}
	return o, nil
}

// databaseDate is when the database was loaded. A registry that says there is no date,
// or gives the zero time, has never loaded one.
func databaseDate(c *rules.Case, m facts.Maybe[time.Time]) (rules.Outcome, []facts.Missing) {
	const name = "scan_status.lastDBUpdate"
	o := rules.Outcome{Kind: result.Pass, Subject: name, Expected: "the database was loaded", Facts: []string{"msr." + name}}
	date, why := m.Get()
	switch {
	case m.State == facts.Absent, why == "" && date.Year() <= 1970:
		o.Kind, o.Actual = result.Violates, "no database was ever loaded"
		return o, nil
	case why != "":
		o.Kind, o.Actual = result.Unknown, "not known"
		return o, []facts.Missing{Lacking(facts.MSR, name, why)}
	}
	o.Actual = date.UTC().Format(time.RFC3339)
	if at := facts.CollectedAt(c.Snapshot, facts.MSR); !at.IsZero() {
		o.Actual += fmt.Sprintf(", %d days before it was collected", int(at.Sub(date)/(24*time.Hour)))
	}
	return o, nil
}

// NotScanning lists the repositories that do not scan what is pushed.
func NotScanning(s *facts.Snapshot) []string {
	var names []string
	for _, r := range facts.Look(s, facts.MSR).Value.Repositories.Value {
		if scans, why := r.ScanOnPush.Get(); why != "" || !scans {
			names = append(names, r.Namespace+"/"+r.Name)
		}
	}
	if names == nil {
		return nil
	}
	return []string{"repositories not known to scan on push, which the check does not ask for: " + strings.Join(Sorted(names), ", ")}
}
