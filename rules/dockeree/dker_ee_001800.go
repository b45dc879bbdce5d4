package dockeree

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001800 = rules.Rule{
	ID: "DKER-EE-001800",
	Reading: "No insecure registry, whether by an argument, which the text looks at, by daemon.json, which is the usual place, " +
		"or by what the engine itself says is in force. Loopback, 127.0.0.0/8 and ::1/128, is in its list whatever is set, and is no " +
		"finding. Its word is one engine's: where several run, their arguments and files must be known.",
	Check: rules.About("insecure registries", "none", rules.FromCase([]string{facts.EngineArgs.Name, facts.DaemonConfig.Name, facts.EngineInfo.Name}, insecureRegistries)),
}

// loopback is the networks that every engine counts among the insecure ones: newer ones
// have that of IPv6 too.
const loopback, loopback6 = "127.0.0.0/8", "::1/128"

func insecureRegistries(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	args, lacksArgs := facts.Get(c.Snapshot, facts.EngineArgs)
	lacksArgs = append(lacksArgs, args.Missing...)
	for _, r := range args.Given("insecure-registry", "", false) {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "arguments of dockerd", Actual: "--insecure-registry " + r, Facts: []string{"processes[dockerd].argv"}})
	}
	inFile, lacksFile := insecureInFile(c)
	inForce, lacksInfo := insecureInForce(c.Snapshot)
	v.Outcomes = append(append(v.Outcomes, inFile...), inForce...)
	if v.Outcomes != nil {
		return v, nil
	}
	// What the engine says is in force holds whatever was set where; without it, both
	// places must be known.
	if (lacksInfo != nil || len(args.Argv) > 1) && (lacksArgs != nil || lacksFile != nil) {
		return v, slices.Concat(lacksInfo, lacksArgs, lacksFile)
	}
	o := rules.Outcome{Kind: result.Pass, Actual: "none in force but loopback", Facts: []string{"docker_engine.info.RegistryConfig"}}
	if lacksInfo != nil {
		config, _ := facts.Get(c.Snapshot, facts.DaemonConfig)
		o.Actual, o.Facts = "none among the arguments of dockerd and in "+config.Called(), []string{"processes[dockerd].argv", config.Fact("parsed.insecure-registries")}
	}
	v.Outcomes, v.Pass = []rules.Outcome{o}, "No registry may be reached without verified TLS."
	return v, append(missing, oddList(lacksFile)...)
}

// oddList is what is missing where daemon.json is there and cannot be read: the engine
// that runs may not be the one that starts next.
func oddList(lacks []facts.Missing) []facts.Missing {
	if slices.ContainsFunc(lacks, func(m facts.Missing) bool { return strings.Contains(m.Why, "want ") || strings.Contains(m.Why, "JSON") }) {
		return lacks
	}
	return nil
}

func insecureInFile(c *rules.Case) (out []rules.Outcome, missing []facts.Missing) {
	config, missing := facts.Get(c.Snapshot, facts.DaemonConfig)
	if missing != nil {
		return nil, missing
	}
	fact := config.Fact("parsed.insecure-registries")
	list := config.File.Strings("insecure-registries")
	if why := list.Why(); why != "" && config.File.Has("insecure-registries") {
		missing = append(missing, facts.Missing{Name: fact, Why: why, How: config.ByHand()})
	}
	for _, r := range list.Value {
		if r != loopback && r != loopback6 {
			out = append(out, rules.Outcome{Kind: result.Violates, Subject: cmp.Or(config.Path, facts.DaemonFile), Actual: "insecure-registries has " + r, Facts: []string{fact}})
		}
	}
	return out, append(missing, config.Unsure...)
}

// insecureInForce is what the engine says of registries.
func insecureInForce(s *facts.Snapshot) (out []rules.Outcome, missing []facts.Missing) {
	const fact = "docker_engine.info.RegistryConfig"
	info, ok, missing := platform.PartOfOwnEngine(s)
	if !ok {
		return nil, missing
	}
	config := info.RegistryConfig
	if why := config.Why(); why != "" && missing == nil {
		missing = []facts.Missing{{Name: fact, Why: why}}
	}
	for _, cidr := range config.Value.InsecureRegistryCIDRs {
		if cidr != loopback && cidr != loopback6 {
			out = append(out, rules.Outcome{Kind: result.Violates, Subject: "network " + cidr, Actual: "is among InsecureRegistryCIDRs", Facts: []string{fact}})
		}
	}
	for name, index := range config.Value.IndexConfigs {
		switch secure, why := index.Secure.Get(); {
		case why != "":
			missing = append(missing, facts.Missing{Name: fact + ".IndexConfigs[" + name + "].Secure", Why: why})
		case !secure:
			out = append(out, rules.Outcome{Kind: result.Violates, Subject: "registry " + name, Actual: "Secure=false", Facts: []string{fact}})
		}
	}
	if len(config.Value.InsecureRegistryCIDRs) == 0 && missing == nil {
		missing = []facts.Missing{{Name: fact + ".InsecureRegistryCIDRs", Why: "is empty, and every engine lists " + loopback}}
	}
	if len(config.Value.IndexConfigs) == 0 && missing == nil {
		missing = []facts.Missing{{Name: fact + ".IndexConfigs", Why: "is empty, and every engine lists docker.io"}}
	}
	slices.SortFunc(missing, func(a, b facts.Missing) int { return strings.Compare(a.Name, b.Name) })
	return out, missing
}
