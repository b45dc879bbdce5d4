package mke

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// otherSystem makes a rule for some operating systems not applicable to others.
// family is the word of ssp.yaml os_family_override, which can only widen; like
// is an id_like that makes a derivative worth a warning.
func otherSystem(family, like string, ids ...string) rules.Fn[string] {
	return rules.FromCase([]string{facts.OS.Name, "ssp:os_family_override"}, func(c *rules.Case) (string, []facts.Missing) {
		system, missing := facts.Get(c.Snapshot, facts.OS)
		if missing != nil {
			return "", missing
		}
		id, why := system.ID.Get()
		if why != "" || id == "" {
			return "", []facts.Missing{{Name: "os.id", Why: orWord(why, "is empty"), How: []string{"by hand: cat /etc/os-release"}}}
		}
		if slices.Contains(ids, id) || c.SSP.Family(c.Asset, c.At) == family {
			return "", nil
		}
		reason := fmt.Sprintf("The operating system is %s (os.id %s), and the rule names %v", system.PrettyName, id, ids)
		if likes, _ := system.IDLike.Get(); slices.Contains(likes, like) {
			reason += fmt.Sprintf("; it is derived from %s, so ssp.yaml os_family_override may say that the rule is to apply", like)
		}
		return reason, nil
	})
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
