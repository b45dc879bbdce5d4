package facts

import (
	"slices"
	"strings"
)

// Peer is what the judging of one asset may ask of a node of its site. It is little,
// so that it can be held of every node where the bundles themselves cannot.
type Peer struct {
	Name       string // of the asset
	NodeID     string // Swarm node id; "" when it is not known
	Lacks      string // why its containers are not all known; "" when they are
	Registry   string // a container of a registry; "" when none is known
	Replica    bool   // it is said to hold a replica of a registry
	Platform   bool   // a container has a name of the platform's own: ucp-…
	Pod        string // says of a container that it is one of a user's pod; "" when none is known to be
	Task       string // says of a container that it is a task of a Swarm service without a vendor's name; "" likewise
	named      []task // of services with a vendor's name and another image
	SecretKeys []string
	Kubelet    Maybe[KubeletConfig]
	Serves     Maybe[Scheduler] // what its labels name, where its bundle has them; unknown where they name nothing
}

// Peer is what others may ask of the node the bundle is of.
func (b *Bundle) Peer() Peer {
	if b.head != nil {
		return b.head.peer
	}
	asset, _ := b.Asset()
	list := b.Facts[Containers.Name]
	containers, _ := list.Value.([]Container)
	p := peerOf(asset.Name, nodeKey(b), list.Why(), containers)
	p.Kubelet = Look(NewSnapshot(b, nil), Kubelet)
	node, _ := b.Facts[Node.Name].Value.(NodeInfo)
	p.Replica = node.MSRReplica.Is(isTrue)
	p.Serves = servedBy(b.Facts[Node.Name], node)
	return p
}

// servedBy is the scheduler that the labels of a node name, or why they are not known. A
// section that was refused may hold labels.
func servedBy(section Fact, node NodeInfo) Maybe[Scheduler] {
	if section.State != OK {
		return Maybe[Scheduler]{State: section.State, Error: section.Error}
	}
	labels := node.Labels
	if labels.State == NotCollected && !section.Complete {
		return Maybe[Scheduler]{State: Failed, Error: section.Why()}
	}
	return schedulerOf(labels)
}

func schedulerOf(labels Maybe[map[string]string]) Maybe[Scheduler] {
	return Maybe[Scheduler]{State: labels.State, Partial: labels.Partial, Error: labels.Error, Value: byLabels(labels.Value).Scheduler}
}

// Peer is what others may ask of a node without a bundle of its own: what a client
// bundle showed of its containers.
func (n MissingNode) Peer() Peer {
	if n.peer != nil {
		return *n.peer
	}
	containers := n.Engine.Value.Containers
	p := peerOf(firstOf(n.Hostname, n.ID), n.ID, firstOf(n.Engine.Why(), containers.Why()), containers.Value)
	p.Replica, p.Serves = n.replica, n.serves
	return p
}

// peerOf looks over the containers of a node.
func peerOf(name, id, lacks string, containers []Container) Peer {
	p := Peer{Name: name, NodeID: id, Lacks: lacks,
		Pod: strings.Clone(podContainerOf(containers))} // may be a part of the text of the bundle
	p.Task, p.named = tasksOf(containers)
	for i := range containers {
		c := &containers[i]
		if p.Registry == "" && (registryName(c.Name()) || registryComponent(c.Labels["io.kubernetes.container.name"]) || registryImage(c.Image)) {
			p.Registry = strings.Clone(c.Name()) // a part of the text of the bundle
		}
		p.Platform = p.Platform || strings.HasPrefix(c.Name(), "ucp-")
		for _, key := range c.Inspect.Value.Config.Value.EnvKeys.Value {
			if looksSecret(key) {
				p.SecretKeys = append(p.SecretKeys, c.Name()+" ("+key+")")
			}
		}
	}
	return p
}

// looksSecret reports whether a name of an environment variable looks like a secret's.
func looksSecret(key string) bool {
	key = strings.ToLower(key)
	return slices.ContainsFunc([]string{"password", "passwd", "passphrase", "secret", "token", "credential", "api_key", "apikey", "private_key"},
		func(word string) bool { return strings.Contains(key, word) })
}
