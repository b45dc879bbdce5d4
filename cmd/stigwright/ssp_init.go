package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

func (a *app) sspInitCmd() *cobra.Command {
	var benchmarks, from []string
	var out, ssp string
	cmd := &cobra.Command{
		Use:   "init -b BENCHMARK... [--from-facts BUNDLE...] [-o FILE]",
		Short: "Write an ssp.yaml to fill in: the keys the benchmark's rules ask for",
		Long: `Writes an ssp.yaml that holds exactly the keys the rules of the benchmark ask for,
each commented out with what it decides, for which rules, and an example. As long as
nothing is filled in it decides nothing: every verdict is the one without the file.

--from-facts lists the images of containers that look like the vendor's and await
sign-off, commented out too: compare each id with what the vendor published first.`,
		Example: "  stigwright ssp init -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip -o ssp.yaml\n" +
			"  stigwright ssp init --from-facts facts/ -i ssp.yaml",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.sspInit(benchmarks, from, ssp, out) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&benchmarks, "benchmark", "b", nil, "benchmark whose rules ask (repeatable)")
	flags.StringArrayVar(&from, "from-facts", nil, "facts in which to look for vendor images: a bundle, a folder or - (repeatable)")
	flags.StringVarP(&ssp, "ssp", "i", "", "with --from-facts: leave out what this ssp.yaml has signed off")
	flags.StringVarP(&out, "output", "o", "-", "file to write; one that exists is refused")
	return cmd
}

func (a *app) sspInit(benchmarks, from []string, sspPath, out string) error {
	if len(benchmarks)+len(from) == 0 {
		return hinted("give DISA's zip: -b U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip", "neither a benchmark nor facts given")
	}
	var b strings.Builder
	b.WriteString("schema: ssp/1\n")
	if len(benchmarks) > 0 {
		asked, err := a.questions(benchmarks)
		if err != nil {
			return err
		}
		writeInit(&b, asked)
	}
	if len(from) > 0 {
		ssp, err := a.readSSP(sspPath)
		if err != nil {
			return err
		}
		site, refused := a.readFacts(from)
		if refused != nil {
			return &exitError{exitInput, refused}
		}
		writeCandidates(&b, candidates(site, ssp))
	}
	return a.writeNew(out, b.String())
}

// writeNew writes a file that does not exist yet, or standard output for -.
func (a *app) writeNew(path, text string) error {
	if path == "-" {
		_, err := fmt.Fprint(a.stdout, text)
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return &exitError{exitInput, &diag.Error{File: path, Msg: "exists", Hint: "decisions are not overwritten; write to another file with -o"}}
	}
	if err != nil {
		return &exitError{exitInput, writing(path, err)}
	}
	if _, err = f.WriteString(text); err == nil {
		err = f.Close()
	}
	if err != nil {
		return &exitError{exitInput, writing(path, err)}
	}
	a.say("wrote %s", path)
	return nil
}

const initHead = `
## What the organisation decides. A line that begins with "# " is a key: take the two
## characters away to decide it, with those above it that it stands below, and put
## your own value for the example. A key that is not there is not decided, and what
## needs it stays Not_Reviewed; an empty list [] decides that there are none.

## Whose decisions these are; who approved what names nobody else.
# system:
#   name: Example System
#   approved_by: "J. Doe, ISSM"
#   approved_on: 2026-01-15
`

// writeInit writes every key asked for, commented out.
func writeInit(b *strings.Builder, asked []question) {
	b.WriteString(initHead)
	by := map[string]question{}
	for _, q := range asked {
		by[q.name] = q
	}
	wanted := func(name string) bool {
		for _, q := range asked {
			if q.name == name || strings.HasPrefix(name, q.name+".") || strings.HasPrefix(q.name, name+".") {
				return true
			}
		}
		return false
	}
	for _, key := range facts.Known() {
		if !wanted(key.Name) {
			continue
		}
		depth := strings.Count(key.Name, ".")
		name := key.Name[strings.LastIndexByte(key.Name, '.')+1:]
		if depth == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "## %s\n", key.Doc)
		if q, ok := by[key.Name]; ok {
			fmt.Fprintf(b, "## asked by %s\n", strings.Join(q.ids(), ", "))
		}
		value := " " + key.Example
		if key.Example == "" {
			value = ""
		}
		fmt.Fprintf(b, "# %s%s:%s\n", strings.Repeat("  ", depth), name, value)
	}
	writeStatements(b, asked)
}

// writeStatements writes an entry for each dated statement that a rule may ask for,
// bound to the check text it answers.
func writeStatements(b *strings.Builder, asked []question) {
	b.WriteString("\n## Dated statements of a person. Each needs value, by, on, expires and evidence.\n" +
		"## toml:KEY is asked only where the setting could not be collected: what the UI shows.\n# attestations:\n")
	for _, q := range asked {
		for _, r := range q.rules {
			if q.key() == "" {
				continue
			}
			assets := "[cluster]"
			if r.scope == rules.Node {
				assets = `["node-*"]`
			}
			fmt.Fprintf(b, "#   - {rule: %s, key: %q, value: , by: , on: , expires: , evidence: , assets: %s, check_sha256: %q}\n",
				r.id, q.key(), assets, r.digest)
		}
	}
}

// candidate is an image that looks like the vendor's and is not signed off.
type candidate struct {
	id, component, image, instance string
	nodes                          []string
}

// candidates is the images of vendor-looking containers on every node, by component
// and id.
func candidates(site facts.Site, ssp *facts.SSP) []candidate {
	var out []candidate
	for _, node := range site.Nodes {
		asset, _ := node.Asset()
		owned, _ := facts.Get(facts.NewSnapshot(node, site.Cluster, facts.WithSSP(ssp)), facts.NodeContainers)
		for _, c := range owned.List {
			if c.Owner != facts.LooksLikeVendor {
				continue
			}
			one := candidate{id: c.ImageID, component: c.Component, image: c.Image, instance: c.Labels["com.docker.ucp.InstanceID"]}
			i := slices.IndexFunc(out, func(o candidate) bool { return o.id == one.id && o.component == one.component })
			if i < 0 {
				i = len(out)
				out = append(out, one)
			}
			if !slices.Contains(out[i].nodes, asset.Name) {
				out[i].nodes = append(out[i].nodes, asset.Name)
			}
		}
	}
	slices.SortFunc(out, func(x, y candidate) int { return strings.Compare(x.component+" "+x.id, y.component+" "+y.id) })
	return out
}

func writeCandidates(b *strings.Builder, found []candidate) {
	fmt.Fprintf(b, "\n## %d images of containers that look like the vendor's and are not signed off. Names and\n"+
		"## labels prove nothing: compare each id with what the vendor published for the version.\n", len(found))
	if len(found) == 0 {
		return
	}
	b.WriteString("# system_containers:\n")
	var instances []string
	for _, c := range found {
		if c.instance != "" && !slices.Contains(instances, c.instance) {
			instances = append(instances, c.instance)
		}
	}
	slices.Sort(instances)
	for _, id := range instances {
		fmt.Fprintf(b, "#   instance_id: %q\n", id)
	}
	b.WriteString("#   images:\n")
	for _, c := range found {
		fmt.Fprintf(b, "#     - {id: %q, component: %q, version: , approved_by: , on: }  ## %q on %q\n",
			c.id, c.component, c.image, strings.Join(c.nodes, ", ")) // quoted: no name may begin a line of its own
	}
}
