package facts

import (
	"slices"
	"strings"
)

// sections maps the answers to the sections of a node and of its cluster; nil for
// a cluster of which there is no answer.
func (c *capture) sections() (node, cluster map[string]any) {
	node = map[string]any{}
	info := value[Info](c, c.only("/info"), false)
	nodes := value[[]SwarmNode](c, c.only("/nodes"), false)
	put(node, "docker_engine.info", redactInfo(info))
	put(node, "node", nodeOf(info, nodes))
	put(node, "docker_engine.version", value[Version](c, c.only("/version"), false))
	put(node, "docker_engine.images", eachOf(value[[]Image](c, c.only("/images/json"), false), func(i *Image) { redactMap(i.Labels) }))
	put(node, "docker_engine.volumes", c.volumes())
	put(node, "docker_engine.containers", c.containers())
	networks := c.networks()
	put(node, "docker_engine.networks", networks)
	cluster = c.cluster(nodes, networks)
	c.countUnknown()
	return node, cluster
}

// put sets a section that was collected; one that was not is left out.
func put[T any](sections map[string]any, name string, m Maybe[T]) {
	if m.State != NotCollected {
		sections[name] = m
	}
}

// eachOf applies f to each item of a list.
func eachOf[T any](list Maybe[[]T], f func(*T)) Maybe[[]T] {
	for i := range list.Value {
		f(&list.Value[i])
	}
	return list
}

func redactInfo(info Maybe[Info]) Maybe[Info] {
	registries := &info.Value.RegistryConfig.Value
	for i, m := range registries.Mirrors {
		registries.Mirrors[i] = redactText(m)
	}
	for name, index := range registries.IndexConfigs {
		for i, m := range index.Mirrors {
			index.Mirrors[i] = redactText(m)
		}
		registries.IndexConfigs[name] = index
	}
	return info
}

// nodeOf is who the node is: its engine's view of the swarm, its labels from the
// node list by its own id.
func nodeOf(info Maybe[Info], nodes Maybe[[]SwarmNode]) Maybe[NodeInfo] {
	if info.State != OK {
		return Maybe[NodeInfo]{State: info.State, Error: info.Error}
	}
	n := NodeInfo{Hostname: info.Value.Name}
	if info.Value.OSType != "" {
		n.Windows = Some(info.Value.OSType == "windows")
	}
	swarm, why := info.Value.Swarm.Get()
	if why != "" || swarm.NodeID == "" {
		return Some(n)
	}
	n.SwarmNodeID = swarm.NodeID
	n.Role = Some("worker")
	if swarm.ControlAvailable {
		n.Role = Some("manager")
	}
	for _, other := range nodes.Value {
		if other.ID == swarm.NodeID {
			n.Labels = other.Spec.Labels
			redactMap(n.Labels.Value)
		}
	}
	return Some(n)
}

func (c *capture) volumes() Maybe[[]Volume] {
	type body struct{ Volumes Maybe[[]Volume] }
	m := value[body](c, c.only("/volumes"), false)
	if m.State != OK {
		return Maybe[[]Volume]{State: m.State, Error: m.Error}
	}
	return eachOf(m.Value.Volumes, func(v *Volume) { redactMap(v.Labels) })
}

// inspectAnswer is an inspect answer as the engine gives it: Inspect, with the
// configuration that is reduced before it is stored.
type inspectAnswer struct {
	Inspect
	ID     string `json:"Id"`
	Config Maybe[configAnswer]
}

type configAnswer struct {
	User        Maybe[string]
	Env         Maybe[[]string]
	Image       string
	Healthcheck *struct{}
}

// reduced is the configuration without the values of variables.
func (c configAnswer) reduced() ContainerConfig {
	out := ContainerConfig{User: c.User, Image: c.Image, Healthcheck: Some(c.Healthcheck != nil)}
	if c.Env.State == OK {
		out.EnvKeys = Some(envKeys(c.Env.Value))
	}
	return out
}

// containers joins the list with the inspect answers and process lists by the id
// of the answer; a process list belongs to the inspect file it is named for.
func (c *capture) containers() Maybe[[]Container] {
	list := value[[]Container](c, c.only("/containers/json"), false)
	byID := map[string]Container{}
	for _, key := range c.all("/containers/", "/json") {
		c.inspect(key, byID)
	}
	collected := 0
	list = eachOf(list, func(item *Container) {
		redactMap(item.Labels)
		if one, ok := byID[item.ID]; ok {
			item.Inspect, item.Top = one.Inspect, one.Top
			if one.Inspect.State == OK {
				collected++
			}
		}
	})
	if list.State == OK && collected < len(list.Value) {
		list.Partial = true
	}
	c.expected, c.inspected = len(list.Value), collected
	return list
}

// inspect reads one inspect answer and the process list beside it. A refused
// answer names no container, so it can only be told by the list being longer.
func (c *capture) inspect(key string, byID map[string]Container) {
	in := value[inspectAnswer](c, key, true)
	if in.State != OK {
		return
	}
	id := in.Value.ID
	if _, twice := byID[id]; twice || id == "" {
		c.warnOrRefuse(key, id)
		return
	}
	inspect := in.Value.Inspect
	if config, why := in.Value.Config.Get(); why == "" {
		inspect.Config = Some(config.reduced())
	}
	top := Maybe[Top]{}
	if _, ok := c.answers[key+"-top"]; ok {
		top = value[Top](c, key+"-top", true)
		for _, process := range top.Value.Processes {
			for i := range process {
				process[i] = redactCommand(process[i])
			}
		}
	}
	byID[id] = Container{Inspect: Some(inspect), Top: top}
}

func (c *capture) warnOrRefuse(key, id string) {
	if id == "" {
		c.warn("%s.json has no Id and belongs to no container", key)
		return
	}
	c.problem(problemOf(c.file(CaptureIndex), key, "is a second inspect answer of the container "+id+"; want one"))
}

// networks is the network list, in which an answer for one network wins.
func (c *capture) networks() Maybe[[]Network] {
	list := value[[]Network](c, c.only("/networks"), false)
	byID := map[string]Network{}
	for _, key := range c.all("/networks/", "") {
		one := value[Network](c, key, true)
		if one.State != OK {
			continue
		}
		if _, twice := byID[one.Value.ID]; twice {
			c.problem(problemOf(c.file(CaptureIndex), key, "is a second answer of the network "+one.Value.ID+"; want one"))
		}
		byID[one.Value.ID] = one.Value
	}
	return eachOf(list, func(n *Network) {
		if one, ok := byID[n.ID]; ok {
			*n = one
		}
		redactMap(n.Labels)
		redactMap(n.Options.Value)
	})
}

// cluster is the swarm's objects; nil when the folder has none of their answers.
func (c *capture) cluster(nodes Maybe[[]SwarmNode], networks Maybe[[]Network]) map[string]any {
	endpoints := []string{"/swarm", "/nodes", "/services", "/secrets", "/configs", "/swarm/unlockkey"}
	if !slices.ContainsFunc(endpoints, func(e string) bool { return c.only(e) != "" }) {
		return nil
	}
	objects := SwarmObjects{Nodes: nodes, Networks: networks, Spec: c.swarmSpec(), Services: c.services(),
		Secrets: c.secrets(), Configs: c.configs(), UnlockKeySet: c.unlockKey()}
	for i := range objects.Nodes.Value {
		redactMap(objects.Nodes.Value[i].Spec.Labels.Value)
	}
	return map[string]any{"swarm": objects}
}

func (c *capture) swarmSpec() Maybe[SwarmSpec] {
	type body struct{ Spec Maybe[SwarmSpec] }
	m := value[body](c, c.only("/swarm"), false)
	if m.State != OK {
		return Maybe[SwarmSpec]{State: m.State, Error: m.Error}
	}
	return m.Value.Spec
}

// services is the services with the names of their variables in place of the variables.
func (c *capture) services() Maybe[[]Service] {
	key := c.only("/services")
	list := value[[]Service](c, key, false)
	type envOf struct {
		Spec struct {
			TaskTemplate struct {
				ContainerSpec struct{ Env Maybe[[]string] }
			}
		}
	}
	raw := value[[]envOf](c, key, false)
	for i := range list.Value {
		s := &list.Value[i]
		redactMap(s.Spec.Labels)
		task := &s.Spec.TaskTemplate
		if task.State != OK || task.Value.ContainerSpec.State != OK {
			continue
		}
		if env := raw.Value[i].Spec.TaskTemplate.ContainerSpec.Env; env.State == OK {
			task.Value.ContainerSpec.Value.EnvKeys = Some(envKeys(env.Value))
		}
	}
	return list
}

// named is a secret or a config of the engine, of which only the name is kept.
type named struct {
	CreatedAt string
	Spec      struct {
		Name   string
		Labels map[string]string
	}
}

func (c *capture) secrets() Maybe[[]SwarmSecret] {
	m := value[[]named](c, c.only("/secrets"), false)
	out := Maybe[[]SwarmSecret]{State: m.State, Error: m.Error}
	for _, s := range m.Value {
		out.Value = append(out.Value, SwarmSecret{Name: s.Spec.Name, Created: s.CreatedAt, Labels: redactMap(s.Spec.Labels)})
	}
	return out
}

func (c *capture) configs() Maybe[[]SwarmConfig] {
	m := value[[]named](c, c.only("/configs"), false)
	out := Maybe[[]SwarmConfig]{State: m.State, Error: m.Error}
	for _, s := range m.Value {
		out.Value = append(out.Value, SwarmConfig{Name: s.Spec.Name})
	}
	return out
}

// unlockKey is whether there is one; the key itself is not kept.
func (c *capture) unlockKey() Maybe[bool] {
	type body struct{ UnlockKey Maybe[string] }
	m := value[body](c, c.only("/swarm/unlockkey"), false)
	if m.State != OK {
		return Maybe[bool]{State: m.State, Error: m.Error}
	}
	key, why := m.Value.UnlockKey.Get()
	if why != "" {
		return Maybe[bool]{}
	}
	return Some(key != "")
}

// countUnknown says how many answers no section is made from.
func (c *capture) countUnknown() {
	known := []string{"/info", "/version", "/images/json", "/volumes", "/containers/json", "/networks", "/swarm", "/nodes",
		"/services", "/secrets", "/configs", "/swarm/unlockkey"}
	used := slices.Concat(c.all("/containers/", "/json"), c.all("/networks/", ""))
	var left []string
	for _, key := range c.keys {
		inspect := strings.TrimSuffix(key, "-top")
		if !slices.Contains(known, c.answers[key].endpoint) && !slices.Contains(used, key) && !(inspect != key && slices.Contains(used, inspect)) {
			left = append(left, key)
		}
	}
	if left != nil {
		c.warn("answers of no section, ignored (%d): %s", len(left), clip(strings.Join(left, ", ")))
	}
}
