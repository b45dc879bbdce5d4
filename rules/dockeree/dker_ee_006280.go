package dockeree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE006280 = rules.Rule{
	ID:    "DKER-EE-006280",
	Scope: rules.Cluster,
	Reading: "The key of the configuration, whose name is written in lower case there; case of the value does not count. A higher version " +
		"is a finding too, since the text names this very one, and the details say that it is stricter. A key that the export " +
		"lacks is unknown: current products no longer list it. A handshake that took a lower version contradicts " +
		"what passes.",
	Check: rules.FromCase(append([]string{facts.TLS.Name}, leastTLS.Needs...), leastTLSInForce),
}

var leastTLS = platform.Settings("UCP takes TLS 1.2 or later", platform.Setting{Path: "cluster_config.min_tls_version", Want: "is TLSv1.2", Read: lowestTLS})

// leastTLSInForce is the setting beside what UCP was seen to take.
func leastTLSInForce(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := leastTLS.Eval(c)
	taken := facts.Look(c.Snapshot, facts.TLS).Value["mke"].Value.MinVersionAccepted.Value
	version := strings.TrimPrefix(strings.ToLower(taken), "tlsv")
	if slices.Contains([]string{"1.0", "1", "1.1"}, version) || strings.HasPrefix(version, "ssl") {
		missing = append(missing, facts.Missing{Name: "cluster_config.min_tls_version", Why: "the sources disagree: tls.mke.min_version_accepted is " + taken,
			How: []string{"find out which versions UCP takes, then collect again"}})
	}
	return v, missing
}

func lowestTLS(t facts.Tree, path string) platform.Seen {
	value, why := t.String(path).Get()
	s := platform.Seen{Actual: fmt.Sprintf("%q", value), Bad: !strings.EqualFold(value, "TLSv1.2"), Unknown: why}
	if strings.EqualFold(value, "TLSv1.3") {
		s.Actual += ", which is stricter, and the check asks for this very value"
	}
	return s
}
