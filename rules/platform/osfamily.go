package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Windows excuses a node that says it runs Windows, unless its engine or its os-release
// says something else. Unknown is judged as Linux: that excuses nothing.
func Windows(c *rules.Case) (string, []facts.Missing) {
	engine := facts.Look(c.Snapshot, facts.EngineInfo).Value.OSType
	if _, linux := systemsNamed(c.Snapshot); linux != "" || !facts.Look(c.Snapshot, facts.Node).Value.Windows.Is(func(b bool) bool { return b }) || engine != "" && engine != "windows" {
		return "", nil
	}
	return "The node runs Windows, and the rule is about Linux containers", nil
}

// OtherSystem makes a rule for some operating systems not applicable to others.
// family is the word of ssp.yaml os_family_override, which can only widen; like
// is an id_like that makes a derivative worth a warning.
func OtherSystem(family, like string, ids ...string) rules.Fn[string] {
	return rules.FromCase([]string{facts.OS.Name, "ssp:os_family_override"}, func(c *rules.Case) (string, []facts.Missing) {
		system, missing := facts.Get(c.Snapshot, facts.OS)
		if missing != nil {
			return "", missing
		}
		id, why := system.ID.Get()
		if why != "" || !osID(id) {
			return "", []facts.Missing{{Name: "os.id", Why: OrWord(why, fmt.Sprintf("is %q; want the ID of os-release", id)),
				How: []string{"by hand: cat /etc/os-release"}}}
		}
		if slices.Contains(ids, id) || widened(c, family) {
			return "", nil
		}
		reason := fmt.Sprintf("The operating system is %s (os.id %s), and the rule names %v", system.PrettyName, id, ids)
		if likes, _ := system.IDLike.Get(); slices.Contains(likes, like) {
			reason += fmt.Sprintf("; it is derived from %s, so ssp.yaml os_family_override may say that the rule is to apply", like)
		}
		return reason, nil
	})
}

// osID reports whether id is spelled as os-release(5) spells it. A quoted or
// capitalised one was not read from there, and no system may be excused by it.
func osID(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

// widened reports whether ssp.yaml says that the rules for family are to apply to the
// host, in any of its entries: two of them may name one host.
func widened(c *rules.Case, family string) bool {
	return c.SSP != nil && c.SSP.Undecided("os_family_override", c.At) == "" &&
		slices.ContainsFunc(c.SSP.OSFamilyOverride, func(o facts.OSFamily) bool {
			return o.Family == family && o.Lapsed(c.At) == "" && o.Host.Matches(c.Asset)
		})
}
