package mke

import (
	_ "embed" // for checktexts.txt
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Rules is the evaluators, in STIG ID order. Rules of the benchmark that are not
// here come out as Not_Reviewed and say so.
var Rules = []rules.Rule{
	cntrMK000030,
	cntrMK000110,
	cntrMK000120,
	cntrMK000130,
	cntrMK000140,
	cntrMK000150,
	cntrMK000170,
	cntrMK000220,
	cntrMK000310,
	cntrMK000430,
	cntrMK000480,
	cntrMK000490,
	cntrMK000500,
	cntrMK000510,
	cntrMK000520,
	cntrMK000530,
	cntrMK000550,
	cntrMK000560,
	cntrMK000570,
	cntrMK000580,
	cntrMK000590,
	cntrMK000600,
	cntrMK000610,
	cntrMK000620,
	cntrMK000640,
	cntrMK000650,
	cntrMK000680,
	cntrMK000770,
	cntrMK000870,
	cntrMK000940,
	cntrMK000980,
	cntrMK000990,
	cntrMK001010,
	cntrMK001020,
	cntrMK001160,
	cntrMK001170,
	cntrMK001180,
	cntrMK001200,
	cntrMK001220,
	cntrMK001360,
	cntrMK001380,
	cntrMK001490,
	cntrMK001600,
	cntrMK001630,
}

// checkTexts is the digests of the check texts the evaluators were written
// against; a test compares it with the published benchmarks and rewrites it with
// -update.
//
//go:embed checktexts.txt
var checkTexts string

// Table is the evaluators for the benchmark Mirantis_Kubernetes_Engine_STIG.
func Table() (rules.Table, error) {
	texts, err := rules.ParseCheckTexts("rules/mke/checktexts.txt", checkTexts)
	return rules.Table{Benchmark: "Mirantis_Kubernetes_Engine_STIG", Rules: Rules, Texts: texts, Doubt: doubt}, err
}

// doubt is that no fact shows MKE: nothing was read through its API and no node
// runs a container of its name.
func doubt(site facts.Site) string {
	if site.Cluster != nil {
		for _, s := range facts.Sections() {
			if strings.HasPrefix(s.Name, "mke_") && site.Cluster.Has(s.Name) {
				return ""
			}
		}
	}
	for _, node := range site.Nodes {
		if node.Peer().Platform {
			return ""
		}
	}
	return "no fact shows Mirantis Kubernetes Engine: no ucp- container on a node, nothing read through MKE's API"
}
