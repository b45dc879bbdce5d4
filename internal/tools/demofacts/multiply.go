package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// multiplied is the command line of a site made larger.
type multiplied struct {
	from, to          string
	nodes, containers int
}

// run writes a cluster of many nodes into a folder: the node bundles of another one
// over and over, under names and ids of their own, each with as many containers as
// asked for, and the cluster bundle with all of them in its list of nodes.
func (m multiplied) run() error {
	files, err := filepath.Glob(filepath.Join(m.from, "*.json"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	var nodes, clusters []object
	for _, file := range files {
		b, err := readObject(file)
		if err != nil {
			return err
		}
		if b["kind"] == "cluster" {
			clusters = append(clusters, b)
		} else {
			nodes = append(nodes, b)
		}
	}
	if len(nodes) == 0 || len(clusters) != 1 {
		return fmt.Errorf("%s: holds %d node bundles and %d of clusters; want some and one", m.from, len(nodes), len(clusters))
	}
	if err := os.MkdirAll(m.to, 0o755); err != nil {
		return err
	}
	listed := clusters[0].value("swarm")
	var list []any
	for i := range m.nodes {
		model := nodes[i%len(nodes)]
		node := model.clone()
		name, id := node.rename(i)
		list = append(list, entryOf(listed, model, name, id))
		node.grow(m.containers)
		if err := node.write(filepath.Join(m.to, fmt.Sprintf("node%05d.json", i))); err != nil {
			return err
		}
	}
	listed["nodes"] = list
	return clusters[0].write(filepath.Join(m.to, "cluster.json"))
}

// object is a JSON object that is changed in place.
type object map[string]any

func readObject(file string) (object, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return o, nil
}

// at is an object inside another; one that is not there is empty.
func (o object) at(path ...string) object {
	for _, name := range path {
		o, _ = o[name].(map[string]any)
	}
	return o
}

// value is the value of a section of a bundle.
func (o object) value(section string) object { return o.at("sections", section, "value") }

func (o object) clone() object {
	text, _ := json.Marshal(o) // it came from JSON
	var out object
	_ = json.Unmarshal(text, &out)
	return out
}

// rename gives a node bundle the name and the id of the i-th node.
func (o object) rename(i int) (name, id string) {
	name, id = fmt.Sprintf("node%05d.mke.example.mil", i), fmt.Sprintf("%025d", i)
	host, node, info := o.at("provenance", "host"), o.value("node"), o.value("docker_engine.info")
	host["hostname"], host["fqdn"] = name, name
	node["hostname"], node["swarm_node_id"] = name, id
	info["Name"] = name
	info.at("Swarm")["NodeID"] = id
	return name, id
}

// grow repeats the containers of a node, each under a name and an id of its own.
func (o object) grow(to int) {
	section := o.at("sections", "docker_engine.containers")
	models, _ := section["value"].([]any)
	all := slices.Clone(models)
	for i := 0; len(all) < to && len(models) > 0; i++ {
		model, _ := models[i%len(models)].(map[string]any)
		all = append(all, map[string]any(copyOf(object(model), len(all))))
	}
	section["value"], section["expected"], section["collected"] = all, len(all), len(all)
}

// copyOf is another container like one that is there.
func copyOf(model object, i int) object {
	c := model.clone()
	id, _ := c["Id"].(string)
	c["Id"] = fmt.Sprintf("%08x%s", i, id[min(8, len(id)):])
	names, _ := c["Names"].([]any)
	for k, name := range names {
		names[k] = fmt.Sprintf("%v-%d", name, i)
	}
	if inspect := c.at("inspect"); inspect != nil {
		inspect["Name"] = fmt.Sprintf("%v-%d", inspect["Name"], i)
	}
	return c
}

// entryOf is what the list of nodes says of a node made after model.
func entryOf(swarm, model object, name, id string) any {
	nodes, _ := swarm["nodes"].([]any)
	for _, n := range nodes {
		entry, _ := n.(map[string]any)
		if entry["ID"] == model.value("node")["swarm_node_id"] {
			out := object(maps.Clone(entry))
			out["ID"] = id
			description := maps.Clone(out.at("Description"))
			description["Hostname"] = name
			out["Description"] = map[string]any(description)
			return map[string]any(out)
		}
	}
	return map[string]any{"ID": id, "Description": map[string]any{"Hostname": name}}
}

func (o object) write(file string) error {
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	sealed, err := Seal(text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, sealed, 0o644)
}
