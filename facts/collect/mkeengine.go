package collect

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// swarmPaths is the swarm's objects, by the key a capture folder gives them.
func swarmPaths() map[string]string {
	return map[string]string{"swarm": "/swarm", "nodes": "/nodes", "services": "/services", "networks": "/networks",
		"secrets": "/secrets", "configs": "/configs", "swarm-unlockkey": "/swarm/unlockkey"}
}

// mkeEngineSources is the sections that MKE gives in the place of the engines behind it.
func (c *Cluster) mkeEngineSources() []Source {
	calls := []string{}
	for _, path := range slices.Sorted(maps.Values(swarmPaths())) {
		calls = append(calls, "GET "+path)
	}
	return []Source{
		httpSource(facts.Swarm.Name, mkeAdmin, c.swarm, calls...),
		httpSource(facts.EngineByNode.Name, mkeAdmin, c.engineByNode, "GET /containers/json?all=1", "GET /containers/{id}/json", "GET /images/json"),
	}
}

// answerOf is a reply as the mapping of engine answers takes it.
func (c *Cluster) answerOf(key string, r Reply) facts.Answer {
	a := facts.Answer{Key: key, Call: r.Call, Status: r.Status, Body: r.Body, At: c.Now().UTC()}
	if r.Err != "" {
		a.Status = 0
		a.State, a.Error = r.state(false)
	}
	return a
}

// swarm is the swarm's objects as its managers give them to MKE. MKE is asked as an
// administrator or not at all: what it leaves out it does not say.
func (c *Cluster) swarm(ctx context.Context, had Had) facts.Fact {
	keys := slices.Sorted(maps.Keys(swarmPaths()))
	list := make([]facts.Answer, len(keys))
	each(len(keys), func(i int) {
		list[i] = c.answerOf(keys[i], c.MKE.ask(ctx, swarmPaths()[keys[i]], jsonType, asEngine(swarmPaths()[keys[i]])))
	})
	c.clusterID = swarmID(list)
	// The networks of the whole swarm are those a manager lists; that of MKE is one.
	list = append(list, facts.Answer{Key: "info", Call: "GET /info", Status: 200, Body: []byte(`{"Name":"","Swarm":{"ControlAvailable":true}}`)})
	_, cluster, _ := facts.MapAnswers(list)
	f, ok := cluster[facts.Swarm.Name]
	if !ok {
		return factOf(c, facts.Maybe[facts.SwarmObjects]{}, "GET /swarm")
	}
	objects, _ := f.Value.(facts.SwarmObjects)
	f.At, f.SourceKind = c.Now().UTC(), string(HTTP)
	if objects.Nodes.State != facts.OK && objects.Services.State != facts.OK && objects.Spec.State != facts.OK {
		f.State, f.Complete, f.Value = objects.Nodes.State, false, nil
		f.Error = cmp.Or(objects.Nodes.Error, objects.Spec.Error)
		return f
	}
	if why := notAdmin(had); why != "" {
		f.Complete, f.Error = false, joinText(f.Error, why)
	}
	return f
}

// swarmID is the id of the swarm, which is that of the cluster.
func swarmID(list []facts.Answer) string {
	for _, a := range list {
		if a.Key == "swarm" {
			return clipText(decode[struct{ ID string }](Reply{Status: a.Status, Body: a.Body}, false).Value.ID)
		}
	}
	return ""
}

// listedContainer is what of a container in MKE's list says where it is.
type listedContainer struct {
	ID     string `json:"Id"`
	Names  []string
	Unread bool `json:"$error"` // as package facts keeps an entry that cannot be read
}

// engineByNode is the containers and images behind MKE, split by node (fact bundle
// schema, section 4.1). A node has a whole entry only where an administrator asked, the
// node is ready, and every container listed for it was inspected.
func (c *Cluster) engineByNode(ctx context.Context, had Had) facts.Fact {
	const call = "GET /containers/json?all=1, /containers/{id}/json, /images/json"
	swarm, ok := had[facts.Swarm.Name].Value.(facts.SwarmObjects)
	if !ok || swarm.Nodes.State != facts.OK {
		return factOf(c, facts.Maybe[map[string]facts.Maybe[facts.NodeEngine]]{State: facts.Failed, Error: "the nodes of the swarm are not known: " + swarm.Nodes.Why()}, call)
	}
	r := c.MKE.ask(ctx, "/containers/json?all=1", jsonType, asEngine("/containers/json?all=1"))
	list := decode[[]jsontext.Value](r, false)
	if list.State != facts.OK {
		return factOf(c, facts.Maybe[map[string]facts.Maybe[facts.NodeEngine]]{State: list.State, Error: list.Error}, call)
	}
	split := &splitting{nodes: swarm.Nodes.Value, byNode: map[string]*nodeAnswers{}}
	for _, n := range swarm.Nodes.Value {
		split.byNode[n.ID] = &nodeAnswers{}
	}
	split.containers(ctx, c, list.Value)
	out := facts.Maybe[map[string]facts.Maybe[facts.NodeEngine]]{State: facts.OK, Value: map[string]facts.Maybe[facts.NodeEngine]{}}
	images := decode[[]jsontext.Value](c.MKE.ask(ctx, "/images/json", jsonType, asEngine("/images/json")), false)
	why := notAdmin(had)
	for _, n := range swarm.Nodes.Value {
		out.Value[n.ID] = split.engine(c, n, images, why)
	}
	for _, problem := range append(split.problems, why, swarm.Nodes.Why()) {
		if problem != "" {
			out.Partial, out.Error = true, joinText(out.Error, problem)
		}
	}
	return factOf(c, out, call, "engine_by_node.*.containers[].inspect.Config.Env", "engine_by_node.*.containers[].inspect.Config.Healthcheck.Test")
}

// nodeAnswers is what MKE said of one node, in the words of that node's engine.
type nodeAnswers struct {
	list     []jsontext.Value
	inspects []facts.Answer
	lost     string // why not every container listed for the node was inspected
}

// splitting sorts what MKE said by node.
type splitting struct {
	nodes    []facts.SwarmNode
	byNode   map[string]*nodeAnswers
	problems []string
}

// containers inspects every container of the list and gives each to its node.
func (s *splitting) containers(ctx context.Context, c *Cluster, list []jsontext.Value) {
	replies := make([]Reply, len(list))
	items := make([]listedContainer, len(list))
	each(len(list), func(i int) {
		if err := json.Unmarshal(list[i], &items[i]); err != nil || items[i].ID == "" || items[i].Unread {
			return
		}
		replies[i] = c.MKE.ask(ctx, "/containers/"+url.PathEscape(items[i].ID)+"/json", jsonType, asEngine("/containers/{id}/json"))
		replies[i].Call = "GET /containers/{id}/json"
	})
	for i, item := range items {
		switch {
		case item.Unread:
			s.unread(item)
		case item.ID == "":
			s.problem("a container in MKE's list has no Id")
			s.nobodys()
		default:
			s.one(c, list[i], item, replies[i])
		}
	}
}

// unread is a container whose entry cannot be read: the list of its node is not whole, or
// nobody's is where the node is not told.
func (s *splitting) unread(item listedContainer) {
	why := fmt.Sprintf("the entry of the container %s in MKE's list cannot be read", cmp.Or(clipText(containerName(item)), "without a name"))
	if node, known := s.byNode[s.nodeNamed(item.Names)]; known {
		node.lost = cmp.Or(node.lost, why)
		return
	}
	s.problem("%s", why)
	s.nobodys()
}

// nobodys says that a container could be any node's.
func (s *splitting) nobodys() {
	for _, n := range s.byNode {
		n.lost = cmp.Or(n.lost, "a container could be given to no node")
	}
}

func (s *splitting) problem(format string, args ...any) {
	const most = 3
	if len(s.problems) < most {
		s.problems = append(s.problems, fmt.Sprintf(format, args...))
	} else if len(s.problems) == most {
		s.problems = append(s.problems, "and more")
	}
}

// one gives a container to the node its inspect answer names. Where that cannot be read
// the name in the list, /node/name, still tells whose list is not whole; else nobody's is.
func (s *splitting) one(c *Cluster, raw jsontext.Value, item listedContainer, r Reply) {
	inspect := decode[struct {
		Node struct{ ID string }
	}](r, false)
	id := inspect.Value.Node.ID
	if id == "" {
		id = s.nodeNamed(item.Names)
	}
	node, known := s.byNode[id]
	name := clipText(containerName(item))
	switch {
	case !known:
		s.problem("the container %s is on no node of the swarm that is known: %s", name, cmp.Or(inspect.Error, "Node.ID"))
		s.nobodys()
		return
	case inspect.State != facts.OK:
		node.lost = fmt.Sprintf("the container %s was not inspected: %s", name, inspect.Error)
	default:
		node.inspects = append(node.inspects, c.answerOf(fmt.Sprintf("container-%d", len(node.inspects)), cutName(r)))
	}
	node.list = append(node.list, cutNames(raw))
}

// nodeNamed is the id of the node in the names of a container; "" where none is told, or
// where two nodes bear that name.
func (s *splitting) nodeNamed(names []string) string {
	for _, name := range names {
		host, rest, ok := strings.Cut(strings.TrimPrefix(name, "/"), "/")
		if !ok || rest == "" {
			continue
		}
		found := ""
		for _, n := range s.nodes {
			if n.Description.Hostname != host {
				continue
			}
			if found != "" {
				return ""
			}
			found = n.ID
		}
		if found != "" {
			return found
		}
	}
	return ""
}

func containerName(item listedContainer) string {
	if len(item.Names) > 0 {
		return item.Names[0]
	}
	return item.ID
}

// cutNodeName is /node/name as the node itself calls it, /name.
func cutNodeName(name string) string {
	if _, own, ok := strings.Cut(strings.TrimPrefix(name, "/"), "/"); ok && own != "" {
		return "/" + own
	}
	return name
}

// cutNames is an entry of MKE's list with the names the node itself gives.
func cutNames(raw jsontext.Value) jsontext.Value {
	return changed(raw, "Names", func(v jsontext.Value) jsontext.Value {
		var names []string
		if json.Unmarshal(v, &names) != nil {
			return v
		}
		for i, n := range names {
			names[i] = cutNodeName(n)
		}
		return encoded(names, v)
	})
}

// cutName is an inspect answer with the name the node itself gives.
func cutName(r Reply) Reply {
	r.Body = changed(r.Body, "Name", func(v jsontext.Value) jsontext.Value {
		var name string
		if json.Unmarshal(v, &name) != nil {
			return v
		}
		return encoded(cutNodeName(name), v)
	})
	return r
}

// changed is an object with one member put anew; anything else as it was.
func changed(raw jsontext.Value, name string, change func(jsontext.Value) jsontext.Value) jsontext.Value {
	var object map[string]jsontext.Value
	if json.Unmarshal(raw, &object) != nil || object[name] == nil {
		return raw
	}
	object[name] = change(object[name])
	return encoded(object, raw)
}

// encoded is v as JSON, or what was there.
func encoded(v any, before jsontext.Value) jsontext.Value {
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return before
	}
	return text
}

// engine is the entry of one node.
func (s *splitting) engine(c *Cluster, n facts.SwarmNode, images facts.Maybe[[]jsontext.Value], notAdmin string) facts.Maybe[facts.NodeEngine] {
	if n.Status.State != "ready" {
		return facts.Maybe[facts.NodeEngine]{State: facts.Failed, Error: "the node is " + cmp.Or(clipText(n.Status.State), "in a state that is not told") + ", so MKE does not know its containers"}
	}
	a := s.byNode[n.ID]
	if len(a.list) == 0 {
		return facts.Maybe[facts.NodeEngine]{State: facts.Failed, Error: joinText("MKE listed no container of a node that must run its agent", a.lost)}
	}
	agent := ""
	if !slices.ContainsFunc(a.list, ofMKE) {
		agent = "MKE listed none of its own containers (ucp-*) of a node that must run its agent"
	}
	list := append([]jsontext.Value{}, a.list...)
	answers := append([]facts.Answer{{Key: "containers", Call: "GET /containers/json?all=1", Status: 200, Body: encoded(list, nil), At: c.Now().UTC()}}, a.inspects...)
	node, _, _ := facts.MapAnswers(answers)
	var e facts.NodeEngine
	containers := node[facts.Containers.Name]
	e.Containers = facts.Maybe[[]facts.Container]{State: containers.State, Partial: !containers.Complete && containers.State == facts.OK, Error: containers.Error}
	e.Containers.Value, _ = containers.Value.([]facts.Container)
	for _, why := range []string{a.lost, agent, notAdmin} {
		if why != "" && e.Containers.State == facts.OK {
			e.Containers.Partial, e.Containers.Error = true, joinText(e.Containers.Error, why)
		}
	}
	e.Images = s.images(n, images, notAdmin)
	return facts.Some(e)
}

// ofMKE reports whether a container is one of MKE's own, some of which run on each of
// its nodes.
func ofMKE(raw jsontext.Value) bool {
	var item listedContainer
	return json.Unmarshal(raw, &item) == nil &&
		slices.ContainsFunc(item.Names, func(name string) bool { return strings.HasPrefix(name, "/ucp-") })
}

// images is the images of one node, which holds at least those of MKE's agent. Where MKE does not say on which node an image is,
// no node's list is told.
func (s *splitting) images(n facts.SwarmNode, all facts.Maybe[[]jsontext.Value], notAdmin string) facts.Maybe[[]facts.Image] {
	if all.State != facts.OK {
		return facts.Maybe[[]facts.Image]{State: all.State, Error: all.Error}
	}
	own := []jsontext.Value{}
	for _, raw := range all.Value {
		var where struct {
			Node   struct{ ID string }
			NodeID string
		}
		if json.Unmarshal(raw, &where) != nil {
			return facts.Maybe[[]facts.Image]{State: facts.Failed, Error: "GET /images/json: an image has another form than documented"}
		}
		switch cmp.Or(where.Node.ID, where.NodeID) {
		case n.ID:
			own = append(own, raw)
		case "":
			if len(s.nodes) > 1 {
				return facts.Maybe[[]facts.Image]{State: facts.Failed, Error: "MKE does not say on which node an image is; collect on the node"}
			}
			own = append(own, raw)
		}
	}
	if len(own) == 0 {
		return facts.Maybe[[]facts.Image]{State: facts.Failed, Error: "MKE listed no image of a node that must run its agent"}
	}
	node, _, _ := facts.MapAnswers([]facts.Answer{{Key: "images", Call: "GET /images/json", Status: 200, Body: encoded(own, nil)}})
	f := node[facts.Images.Name]
	m := facts.Maybe[[]facts.Image]{State: f.State, Partial: f.State == facts.OK && !f.Complete, Error: f.Error}
	m.Value, _ = f.Value.([]facts.Image)
	return filtered(m, notAdmin)
}
