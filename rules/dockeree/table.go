package dockeree

import (
	_ "embed" // for checktexts.txt
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Rules is the evaluators, in STIG ID order. Rules of the benchmark that are not
// here come out as Not_Reviewed and say so.
var Rules = []rules.Rule{
	dkerEE001240,
	dkerEE001900,
	dkerEE001910,
	dkerEE001970,
}

// checkTexts is the digests of the check texts the evaluators were written
// against; a test compares it with the published benchmarks and rewrites it with
// -update.
//
//go:embed checktexts.txt
var checkTexts string

// Table is the evaluators for the benchmark Docker_Enterprise_2-x_Linux-UNIX_STIG.
func Table() (rules.Table, error) {
	texts, err := rules.ParseCheckTexts("rules/dockeree/checktexts.txt", checkTexts)
	return rules.Table{Benchmark: "Docker_Enterprise_2-x_Linux-UNIX_STIG", Rules: Rules, Texts: texts, Doubt: doubt}, err
}

// doubt is that no fact shows an engine: nothing of one was read on a node, and nothing
// through UCP's API.
func doubt(site facts.Site) string {
	for _, node := range site.Nodes {
		for name := range node.Facts {
			if strings.HasPrefix(name, "docker_engine.") {
				return ""
			}
		}
	}
	if site.Cluster != nil {
		for name := range site.Cluster.Facts {
			if strings.HasPrefix(name, "mke_") || name == facts.EngineByNode.Name {
				return ""
			}
		}
	}
	return "no fact shows a Docker engine: nothing of one was read on a node, nothing through UCP's API"
}
