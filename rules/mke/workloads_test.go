package mke_test

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// whole is a container that no rule objects to and of which every setting is known,
// until options change it.
func whole(name string, options ...option) facts.Container {
	known := func(c *facts.Container) {
		h := &c.Inspect.Value.HostConfig.Value
		h.CapAdd, h.CapDrop = facts.Some([]string{}), facts.Some([]string{"ALL"})
		h.IpcMode, h.NetworkMode = facts.Some("private"), facts.Some("default")
		h.Memory, h.CPUShares = facts.Some(int64(1<<28)), facts.Some(int64(512))
		h.Binds = facts.Some([]string{})
		c.Inspect.Value.Mounts = facts.Some([]facts.Mount{})
		c.Inspect.Value.NetworkSettings.Value.Networks = facts.Some(map[string]struct{}{"bridge": {}})
	}
	return container(name, append([]option{known}, options...)...)
}

// network puts a container on networks, in a mode.
func network(mode string, attached ...string) option {
	return func(c *facts.Container) {
		c.Inspect.Value.HostConfig.Value.NetworkMode = facts.Some(mode)
		all := map[string]struct{}{}
		for _, n := range attached {
			all[n] = struct{}{}
		}
		c.Inspect.Value.NetworkSettings.Value.Networks = facts.Some(all)
	}
}

// publishing gives a running container ports, written address:port->port/proto.
func publishing(mappings ...string) option {
	return func(c *facts.Container) { c.Inspect.Value.NetworkSettings.Value.Ports = facts.Some(portMap(mappings)) }
}

// portMap reads address:port->port/proto; without ->, the port is exposed alone.
func portMap(mappings []string) map[string][]facts.PortBinding {
	ports := map[string][]facts.PortBinding{}
	for _, m := range mappings {
		host, inner, mapped := strings.Cut(m, "->")
		if !mapped {
			ports[m] = nil
			continue
		}
		at := strings.LastIndex(host, ":")
		ports[inner] = append(ports[inner], facts.PortBinding{HostIP: host[:at], HostPort: host[at+1:]})
	}
	return ports
}

// task is the labels and the name of a task of a Swarm service.
func task(service string) option {
	return func(c *facts.Container) { c.Labels["com.docker.swarm.service.name"] = service }
}

// cluster is the facts of a cluster whose nodes have the labels of kind: swarm,
// kubernetes, mixed or "" for none. swarm is more members of its section, rest other
// sections.
func cluster(kind, swarm, rest string) facts.Setting {
	labels := map[string]string{"swarm": `"com.docker.ucp.orchestrator.swarm":"true"`, "kubernetes": `"com.docker.ucp.orchestrator.kubernetes":"true"`}
	labels["mixed"] = labels["swarm"] + "," + labels["kubernetes"]
	node := fmt.Sprintf(`"nodes":[{"ID":"n1","Spec":{"Labels":{%s}},"Description":{"Hostname":"node1.example.mil"}}]`, labels[kind])
	return ruletest.Bundle("{\"cluster\":{" + joined(`"swarm":{`+joined(node, swarm)+`}`, rest) + "}}")
}

func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + "," + b
}

// all is several facts as one.
func all(settings ...facts.Setting) facts.Setting {
	return func(s *facts.Snapshot) {
		for _, set := range settings {
			set(s)
		}
	}
}

// unproven is the vendor's looks with an image that nobody signed off.
func unproven(c *facts.Container) {
	vendor(c)
	c.ImageID = "sha256:other"
}
