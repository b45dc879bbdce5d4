package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/facts"
)

// jsonNeeds is the document of `needs --json`.
type jsonNeeds struct {
	Rules int           `json:"rules"` // judged, of the benchmarks given
	Facts []jsonNeed    `json:"facts"`
	SSP   []jsonDecided `json:"ssp"`
}

// jsonNeed is one section of a fact bundle that rules read.
type jsonNeed struct {
	Fact      string   `json:"fact"`
	On        string   `json:"on"` // node or cluster
	Source    string   `json:"source"`
	ByHand    string   `json:"by_hand"`
	Privilege string   `json:"privilege"`
	Rules     []string `json:"rules"`
}

// jsonDecided is one key of ssp.yaml, or a dated statement, that rules ask for.
type jsonDecided struct {
	Key   string   `json:"key"`
	Doc   string   `json:"decides"`
	Rules []string `json:"rules"`
}

func (a *app) needsCmd() *cobra.Command {
	var benchmarks []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "needs -b BENCHMARK...",
		Short: "What must be collected where, with which privilege, and what must be decided",
		Long: `Lists, for the rules of a benchmark that stigwright judges, the facts they read: on
each node or once for the cluster, where from, with which privilege, for how many
rules. Then the keys of ssp.yaml and the dated statements they ask for.`,
		Example: "  stigwright needs -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip\n  stigwright needs -b mke.zip --json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.needs(benchmarks, asJSON) },
	}
	cmd.Flags().StringArrayVarP(&benchmarks, "benchmark", "b", nil, "benchmark whose rules are asked (repeatable)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) needs(benchmarks []string, asJSON bool) error {
	if len(benchmarks) == 0 {
		return hinted("give DISA's zip: -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip", "no benchmark given")
	}
	all, err := a.askers(benchmarks)
	if err != nil {
		return err
	}
	doc := jsonNeeds{Rules: len(all), Facts: sectionsNeeded(all), SSP: []jsonDecided{}}
	for _, q := range questionsOf(all) {
		doc.SSP = append(doc.SSP, jsonDecided{q.name, q.doc, q.ids()})
	}
	if asJSON {
		return a.printJSON(doc)
	}
	a.printNeeds(doc)
	return nil
}

func (a *app) printNeeds(doc jsonNeeds) {
	fmt.Fprintf(a.stdout, "%d rules are judged.\n\n", doc.Rules)
	for _, side := range []string{facts.NodeSide.String(), facts.ClusterSide.String()} {
		rows := [][]string{{"FACT, ON " + side, ">RULES", "PRIVILEGE", "FROM"}}
		for _, n := range doc.Facts {
			if n.On == side {
				rows = append(rows, []string{n.Fact, fmt.Sprint(len(n.Rules)), n.Privilege, n.Source})
			}
		}
		if len(rows) > 1 {
			printTable(a.stdout, rows)
			fmt.Fprintln(a.stdout)
		}
	}
	rows := [][]string{{"SSP.YAML", ">RULES", "DECIDES"}}
	for _, s := range doc.SSP {
		rows = append(rows, []string{s.Key, fmt.Sprint(len(s.Rules)), s.Doc})
	}
	if len(rows) > 1 {
		printTable(a.stdout, rows)
	}
}

// sources is the sections that a fact computed from others looks at; of any other,
// itself. Lists read through MKE count as complete only for a proven administrator.
func sources(need string) []string {
	switch need {
	case facts.Orchestrator.Name:
		return []string{facts.Node.Name, facts.Containers.Name, facts.MKEConfig.Name, facts.K8s.Name}
	case facts.ClusterOrchestrator.Name:
		return []string{facts.Swarm.Name, facts.MKEConfig.Name}
	case facts.MSRInUse.Name:
		return []string{facts.MSR.Name, facts.MKERegistries.Name, facts.MKEConfig.Name, facts.Containers.Name}
	case facts.UCPMember.Name:
		return []string{facts.EngineInfo.Name, facts.Containers.Name, facts.Swarm.Name, facts.MKEVersion.Name}
	case facts.DaemonConfig.Name:
		return []string{facts.HostFiles.Name}
	case facts.KubernetesIngress.Name:
		return []string{facts.K8s.Name, facts.MKEConfig.Name, facts.Swarm.Name}
	case facts.MKEConfig.Name, facts.Swarm.Name, facts.K8s.Name, facts.MKERBAC.Name, facts.MKEConfigKubernetes.Name:
		return []string{need, facts.MKEWhoAmI.Name}
	}
	return []string{need}
}

// sectionsNeeded is the sections the rules read, in the order of the schema.
func sectionsNeeded(all []judgedRule) []jsonNeed {
	by := map[string][]string{}
	note := func(section, rule string) {
		if !slices.Contains(by[section], rule) {
			by[section] = append(by[section], rule)
		}
	}
	for _, r := range all {
		for _, need := range r.rule.Needs() {
			for _, section := range sources(need) {
				for _, below := range sources(section) {
					note(below, r.rule.ID)
				}
			}
		}
	}
	out := []jsonNeed{}
	for _, s := range facts.Sections() {
		if ids := by[s.Name]; ids != nil {
			out = append(out, jsonNeed{s.Name, s.Side.String(), s.Doc.Source, s.Doc.ByHand, s.Doc.Needs, ids})
		}
	}
	return out
}
