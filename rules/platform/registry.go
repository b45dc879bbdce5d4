package platform

import (
	"fmt"
	"net"
	"slices"
	"strings"

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
	return rules.About("settings."+name, expected, rules.FromCase([]string{facts.MSR.Name, facts.MKERegistries.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
		r, known, missing := facts.Partly(c.Snapshot, facts.MSR)
		if !known {
			return v, missing
		}
		missing = append(missing, OtherRegistries(c.Snapshot, facts.MSR.Name)...)
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
			return rules.Verdict{Outcomes: []rules.Outcome{o}}, append(missing, facts.Missing{Name: "msr.settings." + name, Why: noSetting(r, why),
				How: []string{"by hand: " + facts.MSR.Doc.ByHand}})
		}
		o.Kind, o.Actual = result.Pass, fmt.Sprintf("%s=%t", name, value)
		if value != want {
			o.Kind = result.Violates
		}
		return rules.Verdict{Outcomes: []rules.Outcome{o}}, missing
	}))
}

// OtherRegistries is what is missing where facts were collected of one registry and MKE
// knows another one, or may. name is what of that one registry was collected.
func OtherRegistries(s *facts.Snapshot, name string) []facts.Missing {
	address, _ := facts.Look(s, facts.MSR).Value.Address.Get()
	known, _, missing := facts.Partly(s, facts.MKERegistries)
	add := func(other, source string) {
		if hostOf(other) == "" || hostOf(other) != hostOf(address) {
			missing = append(missing, facts.Missing{Name: name, Why: "is of the registry " + OrWord(address, "whose address is not known") +
				" alone, and MKE knows the registry " + OrWord(other, "whose address is not known") + " too (" + source + ")",
				How: []string{"look at that registry by hand: " + facts.MSR.Doc.ByHand}})
		}
	}
	for _, registry := range known {
		add(registry.HostAddress, facts.MKERegistries.Name)
	}
	config := facts.Look(s, facts.MKEConfig).Value
	list := config.List("registries").Value
	for _, registry := range list {
		other := registry.String("host_address").Value
		if !slices.ContainsFunc(known, func(k facts.MKERegistry) bool { return hostOf(k.HostAddress) == hostOf(other) }) {
			add(other, "mke_config registries")
		}
	}
	if list == nil && config.Len("registries") > 0 {
		add("", "mke_config registries")
	}
	return missing
}

// hostOf is the host and port of an address, without scheme and path. A registry is
// asked by HTTPS, so that it is at port 443 where none is named.
func hostOf(address string) string {
	port := "443"
	if scheme, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
		if strings.EqualFold(scheme, "http") {
			port = "80"
		}
	}
	address, _, _ = strings.Cut(address, "/")
	host := strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	if name, given, err := net.SplitHostPort(address); err == nil {
		host, port = name, given
	}
	if host = strings.ToLower(strings.TrimSuffix(host, ".")); host == "" {
		return ""
	}
	return net.JoinHostPort(host, port)
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
