package platform

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// NoRegistry makes a rule of the registry not applicable where none is in use.
var NoRegistry = rules.From1(facts.MSRInUse, func(use facts.RegistryUse) string {
	if use.InUse {
		return ""
	}
	return "No Mirantis registry is in use: " + use.Source
})

// RegistrySetting is a check of one switch of the registry. MSR 4 is another
// product that has none of them.
func RegistrySetting(name string, want bool, read func(facts.MSRSettings) facts.Maybe[bool]) rules.Fn[rules.Verdict] {
	expected := fmt.Sprintf("%s=%t", name, want)
	return rules.About("settings."+name, expected, rules.From1(facts.MSR, func(r facts.Registry) rules.Verdict {
		o := rules.Outcome{Facts: []string{"msr.settings." + name}, Note: registryVersion(r)}
		settings, why := r.Settings.Get()
		value, lacks := false, ""
		if why == "" {
			value, lacks = read(settings).Get()
		}
		if major, unknown := r.Major.Get(); why+lacks == "" && value == want && unknown == "" && major >= 4 {
			lacks = "is told of a registry that cannot have it"
		}
		if why += lacks; why != "" {
			o.Actual = "not known"
			return rules.Verdict{Outcomes: []rules.Outcome{o}, Missing: []facts.Missing{{Name: "msr.settings." + name, Why: noSetting(r, why),
				How: []string{"by hand: " + facts.MSR.Doc.ByHand}}}}
		}
		o.Kind, o.Actual = result.Pass, fmt.Sprintf("%s=%t", name, value)
		if value != want {
			o.Kind = result.Violates
		}
		return rules.Verdict{Outcomes: []rules.Outcome{o}}
	}))
}

func registryVersion(r facts.Registry) string {
	if version, why := r.Version.Get(); why == "" {
		return "MSR " + version
	}
	return "MSR version not known"
}

func noSetting(r facts.Registry, why string) string {
	if major, unknown := r.Major.Get(); unknown == "" && major >= 4 {
		return fmt.Sprintf("%s (MSR %d has no such setting)", why, major)
	}
	return why
}
