package dockeree

import (
	_ "embed" // for checktexts.txt
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Rules is the evaluators, in STIG ID order. Rules of the benchmark that are not
// here come out as Not_Reviewed and say so.
var Rules = []rules.Rule{
	dkerEE001000,
	dkerEE001050,
	dkerEE001070,
	dkerEE001080,
	dkerEE001090,
	dkerEE001100,
	dkerEE001170,
	dkerEE001180,
	dkerEE001190,
	dkerEE001240,
	dkerEE001250,
	dkerEE001370,
	dkerEE001590,
	dkerEE001770,
	dkerEE001800,
	dkerEE001810,
	dkerEE001830,
	dkerEE001840,
	dkerEE001870,
	dkerEE001880,
	dkerEE001890,
	dkerEE001900,
	dkerEE001910,
	dkerEE001920,
	dkerEE001930,
	dkerEE001940,
	dkerEE001950,
	dkerEE001960,
	dkerEE001970,
	dkerEE001990,
	dkerEE002000,
	dkerEE002010,
	dkerEE002020,
	dkerEE002030,
	dkerEE002040,
	dkerEE002050,
	dkerEE002060,
	dkerEE002070,
	dkerEE002080,
	dkerEE002090,
	dkerEE002100,
	dkerEE002110,
	dkerEE002120,
	dkerEE002130,
	dkerEE002150,
	dkerEE002160,
	dkerEE002180,
	dkerEE002380,
	dkerEE002400,
	dkerEE002410,
	dkerEE002490,
	dkerEE002660,
	dkerEE002770,
	dkerEE002780,
	dkerEE002970,
	dkerEE003200,
	dkerEE003230,
	dkerEE003310,
	dkerEE003320,
	dkerEE003330,
	dkerEE003340,
	dkerEE003460,
	dkerEE003560,
	dkerEE003590,
	dkerEE003610,
	dkerEE003840,
	dkerEE003920,
	dkerEE003930,
	dkerEE004030,
	dkerEE004040,
	dkerEE004130,
	dkerEE004260,
	dkerEE004370,
	dkerEE005060,
	dkerEE005070,
	dkerEE005080,
	dkerEE005170,
	dkerEE005180,
	dkerEE005190,
	dkerEE005200,
	dkerEE005210,
	dkerEE005220,
	dkerEE005230,
	dkerEE005240,
	dkerEE005250,
	dkerEE005260,
	dkerEE005270,
	dkerEE005280,
	dkerEE005290,
	dkerEE005300,
	dkerEE005310,
	dkerEE005320,
	dkerEE005330,
	dkerEE005340,
	dkerEE005350,
	dkerEE005360,
	dkerEE006190,
	dkerEE006240,
	dkerEE006270,
	dkerEE006280,
	dkerEE999999,
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
	for _, section := range facts.Sections() {
		engine := strings.HasPrefix(section.Name, "docker_engine.")
		if slices.ContainsFunc(site.Nodes, func(b *facts.Bundle) bool { return engine && b.Has(section.Name) }) {
			return ""
		}
		through := strings.HasPrefix(section.Name, "mke_") || section.Name == facts.EngineByNode.Name
		if through && site.Cluster != nil && site.Cluster.Has(section.Name) {
			return ""
		}
	}
	return "no fact shows a Docker engine: nothing of one was read on a node, nothing through UCP's API"
}
