package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sections maps the answers to the sections of a node and of its cluster; nil for
// a cluster of which there is no answer.
func (c *answers) sections() (node, cluster map[string]collected) {
	node = map[string]collected{}
	info := value[Info](c, c.only("/info"), false)
	nodes := list[SwarmNode](c, "/nodes")
	put(node, "docker_engine.info", redactInfo(info))
	put(node, "node", recordedNode(info, nodes))
	put(node, "docker_engine.version", value[Version](c, c.only("/version"), false))
	put(node, "docker_engine.images", eachOf(list[Image](c, "/images/json"), func(i *Image) { redactMap(i.Labels) }))
	volumes, _ := c.volumes()
	put(node, "docker_engine.volumes", volumes)
	put(node, "docker_engine.containers", c.containers())
	networks := c.networks()
	put(node, "docker_engine.networks", networks)
	cluster = c.cluster(nodes, swarmNetworks(networks, info))
	c.countUnknown()
	return node, cluster
}

// put sets a section that was collected; one that was not is left out.
func put[T any](sections map[string]collected, name string, m Maybe[T]) {
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

// recordedNode is who the node is: its engine's view of the swarm, its labels from the
// node list by its own id.
func recordedNode(info Maybe[Info], nodes Maybe[[]SwarmNode]) Maybe[NodeInfo] {
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
	if swarm.ControlAvailable.Is(func(is bool) bool { return is }) {
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

// volumesAnswer is the list of volumes with what the engine says of drivers that did not
// answer, whose volumes are not in it.
type volumesAnswer struct {
	Volumes  Maybe[[]Volume] `json:",omitzero"`
	Warnings Maybe[[]string] `json:",omitzero"`
}

func (c *answers) volumes() (volumes Maybe[[]Volume], warnings []string) {
	key := c.only("/volumes")
	m := value[volumesAnswer](c, key, false)
	if m.State != OK {
		return Maybe[[]Volume]{State: m.State, Error: m.Error}, nil
	}
	volumes = m.Value.Volumes
	volumes.Partial = volumes.State == OK && !c.byKey[key].whole()
	var lacks lacking
	for _, w := range m.Value.Warnings.Value {
		w = clip(redactCommand(w))
		lacks.add("%s", w)
		warnings = append(warnings, w)
	}
	if why := lacks.String(); why != "" && volumes.State == OK {
		volumes.Partial, volumes.Error = true, "the engine warns: "+why
	}
	return eachOf(volumes, func(v *Volume) { redactMap(v.Labels) }), warnings
}

// inspectAnswer is an inspect answer as the engine gives it: Inspect, with the
// configuration that is reduced before it is stored.
type inspectAnswer struct {
	Inspect
	ID     string              `json:"Id"`
	Config Maybe[configAnswer] `json:",omitzero"`
}

type configAnswer struct {
	User        Maybe[string]   `json:",omitzero"`
	Env         Maybe[[]string] `json:",omitzero"`
	Image       string
	Healthcheck *struct{ Test []string } `json:",omitzero"`
}

// reduced is the configuration without the values of variables.
func (c configAnswer) reduced() ContainerConfig {
	out := ContainerConfig{User: c.User, Image: c.Image, Healthcheck: Some(c.hasHealthcheck())}
	if c.Env.State == OK {
		out.EnvKeys = Some(envKeys(c.Env.Value))
	}
	return out
}

// hasHealthcheck reports whether a health check runs. An inspect answer leaves the
// member out where there is none; --no-healthcheck is the test NONE.
func (c configAnswer) hasHealthcheck() bool {
	return c.Healthcheck != nil && len(c.Healthcheck.Test) > 0 && c.Healthcheck.Test[0] != "NONE"
}

// containers joins the list with the inspect answers and process lists by the id
// of the answer; a process list belongs to the inspect file it is named for.
func (c *answers) containers() Maybe[[]Container] {
	entries, all := c.containerList()
	byID := map[string]Container{}
	c.refused = map[string]Maybe[Inspect]{}
	for _, key := range c.all("/containers/", "/json") {
		c.inspect(key, byID)
	}
	for _, l := range entries {
		if l.unread {
			delete(byID, l.ID)
		}
	}
	collected := 0
	var lacks lacking
	all = eachOf(all, func(item *Container) {
		redactMap(item.Labels)
		one, ok := byID[item.ID]
		item.Inspect, item.Top, item.Proc = one.Inspect, one.Top, Maybe[Proc]{}
		if ok {
			collected++
			delete(byID, item.ID)
			return
		}
		item.Inspect = c.refusal(*item)
		lacks.add("%s: %s", item.Name(), cmp.Or(item.Inspect.Error, "no inspect answer"))
	})
	c.expected, c.inspected = len(entries), collected
	if why := unreadContainers(entries); why != "" {
		all.Partial, all.Error = true, join(all.Error, why)
	}
	switch {
	case all.State != OK:
	case len(byID) > 0: // listed too early, or of another host: what else is not listed?
		all.Partial = true
		all.Error = join(all.Error, fmt.Sprintf("%d inspect answers are of no container in the list", len(byID)))
	case collected < len(all.Value):
		all.Partial = true
		all.Error = join(all.Error, lacks.String())
	}
	return all
}

// refusal is why there is no inspect answer of a container: the one its id or its name
// asked for was refused. It is never absent: the container was listed.
func (c *answers) refusal(item Container) Maybe[Inspect] {
	for _, key := range []string{"container-" + item.ID, "container-" + item.Name()} {
		m, ok := c.refused[key]
		if ok && m.State == Absent {
			return Maybe[Inspect]{State: Failed, Error: c.byKey[key].message()}
		}
		if ok {
			return m
		}
	}
	return Maybe[Inspect]{}
}

// inspect reads one inspect answer and the process list beside it. A refused answer
// names no container; it is kept by the key that asked for it.
func (c *answers) inspect(key string, byID map[string]Container) {
	in := value[inspectAnswer](c, key, true)
	if in.State != OK {
		c.refused[key] = Maybe[Inspect]{State: in.State, Error: in.Error}
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
	if a, ok := c.byKey[key+"-top"]; ok && strings.HasSuffix(a.endpoint, "/top") { // a container may be called web-top
		top = c.top(key + "-top")
	}
	byID[id] = Container{Inspect: Some(inspect), Top: top}
}

// top is a process list without what its command lines may tell.
func (c *answers) top(key string) Maybe[Top] {
	top := value[Top](c, key, true)
	for _, process := range top.Value.Processes {
		for i := range process {
			process[i] = redactCommand(process[i])
		}
	}
	return top
}

func (c *answers) warnOrRefuse(key, id string) {
	if id == "" {
		c.warn("%s.json has no Id and belongs to no container", key)
		return
	}
	c.problem(problemOf(c.file(CaptureIndex), key, "is a second inspect answer of the container "+id+"; want one"))
}

// networks is the network list, in which an answer for one network wins.
func (c *answers) networks() Maybe[[]Network] {
	all := list[Network](c, "/networks")
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
	return eachOf(all, func(n *Network) {
		if one, ok := byID[n.ID]; ok {
			*n = one
		}
		redactMap(n.Labels)
		redactMap(n.Options.Value)
	})
}

// swarmNetworks is the networks as the swarm's: a worker sees only those its own
// tasks are attached to.
func swarmNetworks(networks Maybe[[]Network], info Maybe[Info]) Maybe[[]Network] {
	if networks.State == OK && !info.Value.Swarm.Value.ControlAvailable.Is(func(is bool) bool { return is }) {
		networks.Partial = true
		networks.Error = join(networks.Error, "listed by a node that is not known to be a manager")
	}
	return networks
}

// cluster is the swarm's objects; nil when the folder has none of their answers.
func (c *answers) cluster(nodes Maybe[[]SwarmNode], networks Maybe[[]Network]) map[string]collected {
	endpoints := []string{"/swarm", "/nodes", "/services", "/secrets", "/configs", "/swarm/unlockkey"}
	if !slices.ContainsFunc(endpoints, func(e string) bool { return c.only(e) != "" }) {
		return nil
	}
	objects := SwarmObjects{Nodes: nodes, Networks: networks, Spec: c.swarmSpec(), Services: c.services(),
		Secrets: c.secrets(), Configs: c.configs(), UnlockKeySet: c.unlockKey()}
	for i := range objects.Nodes.Value {
		redactMap(objects.Nodes.Value[i].Spec.Labels.Value)
	}
	return map[string]collected{"swarm": Some(objects)}
}

func (c *answers) swarmSpec() Maybe[SwarmSpec] {
	type body struct{ Spec Maybe[SwarmSpec] }
	m := value[body](c, c.only("/swarm"), false)
	if m.State != OK {
		return Maybe[SwarmSpec]{State: m.State, Error: m.Error}
	}
	return m.Value.Spec
}

// services is the services with the names of their variables in place of the variables.
func (c *answers) services() Maybe[[]Service] {
	services := list[Service](c, "/services")
	raw := value[[]envOf](c, c.only("/services"), false)
	for i := range services.Value {
		s := &services.Value[i]
		redactMap(s.Spec.Labels)
		orEmpty(&s.Endpoint.Value.Ports, s.Endpoint.State)
		orEmpty(&s.Spec.EndpointSpec.Value.Ports, s.Spec.EndpointSpec.State)
		task := &s.Spec.TaskTemplate
		if i >= len(raw.Value) || task.State != OK || task.Value.ContainerSpec.State != OK {
			continue
		}
		spec := &task.Value.ContainerSpec.Value
		spec.EnvKeys = Some(envKeys(raw.Value[i].Spec.TaskTemplate.ContainerSpec.Env.Value))
		orEmpty(&spec.Secrets, OK)
	}
	return services
}

// envOf is the variables of a service.
type envOf struct {
	Spec struct {
		TaskTemplate struct {
			ContainerSpec struct{ Env Maybe[[]string] }
		}
	}
}

// orEmpty makes a list that the engine leaves out empty, where the object that
// holds it was answered.
func orEmpty[T any](list *Maybe[[]T], holder State) {
	if holder == OK && list.State == NotCollected {
		*list = Some([]T{})
	}
}

// named is a secret or a config of the engine, of which only the name is kept.
type named struct {
	CreatedAt string
	Spec      struct {
		Name   string
		Labels map[string]string
	}
}

func (c *answers) secrets() Maybe[[]SwarmSecret] {
	m := list[named](c, "/secrets")
	out := Maybe[[]SwarmSecret]{State: m.State, Partial: m.Partial, Error: m.Error}
	for _, s := range m.Value {
		out.Value = append(out.Value, SwarmSecret{Name: s.Spec.Name, Created: s.CreatedAt, Labels: redactMap(s.Spec.Labels)})
	}
	return out
}

func (c *answers) configs() Maybe[[]SwarmConfig] {
	m := list[named](c, "/configs")
	out := Maybe[[]SwarmConfig]{State: m.State, Partial: m.Partial, Error: m.Error}
	for _, s := range m.Value {
		out.Value = append(out.Value, SwarmConfig{Name: s.Spec.Name})
	}
	return out
}

// unlockKey is whether there is one; the key itself is not kept.
func (c *answers) unlockKey() Maybe[bool] {
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
func (c *answers) countUnknown() {
	known := []string{"/info", "/version", "/images/json", "/volumes", "/containers/json", "/networks", "/swarm", "/nodes",
		"/services", "/secrets", "/configs", "/swarm/unlockkey"}
	used := slices.Concat(c.all("/containers/", "/json"), c.all("/networks/", ""))
	var left []string
	for _, key := range c.keys {
		inspect := strings.TrimSuffix(key, "-top")
		if !slices.Contains(known, c.byKey[key].endpoint) && !slices.Contains(used, key) && !(inspect != key && slices.Contains(used, inspect)) {
			left = append(left, key)
		}
	}
	if left != nil {
		c.warn("answers of no section, ignored (%d): %s", len(left), clip(strings.Join(left, ", ")))
	}
}

// neverKept is the parts of a section that the mapping leaves out because they are,
// or may be, secret; label values of secret names are replaced as well.
func neverKept(section string) []string {
	switch section {
	case Containers.Name:
		return []string{"docker_engine.containers[].inspect.Config.Env", "docker_engine.containers[].inspect.Config.Healthcheck.Test"}
	case Swarm.Name:
		return []string{"swarm.JoinTokens", "swarm.unlock_key", "swarm.secrets[].Data", "swarm.configs[].Data",
			"swarm.services[].Spec.TaskTemplate.ContainerSpec.Env"}
	default:
		return nil
	}
}
