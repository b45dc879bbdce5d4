package facts

// Swarm is the objects of the swarm. Sections 4 and 4.1 of the fact bundle schema.
var Swarm = sectionKey[SwarmObjects]("swarm", ClusterSide, Doc{
	Shape: "{spec, nodes[], services[], networks[], secrets:[{name, created, labels}], configs:[{name}], unlock_key_set}; " +
		"objects as the engine gives them, environment cut to EnvKeys",
	Source: "GET /swarm, /nodes, /services, /networks, /secrets, /configs, /swarm/unlockkey",
	ByHand: "docker node ls -q | xargs docker node inspect; docker service ls -q | xargs docker service inspect; " +
		"docker network ls; docker secret ls; docker swarm unlock-key -q",
	Needs: "MKE administrator, or the docker group of a manager",
})

// SwarmObjects is what a manager knows of its swarm.
type SwarmObjects struct {
	Spec         Maybe[SwarmSpec]     `json:"spec,omitzero"`
	Nodes        Maybe[[]SwarmNode]   `json:"nodes,omitzero"`
	Services     Maybe[[]Service]     `json:"services,omitzero"`
	Networks     Maybe[[]Network]     `json:"networks,omitzero"`
	Secrets      Maybe[[]SwarmSecret] `json:"secrets,omitzero"` // names alone, never data
	Configs      Maybe[[]SwarmConfig] `json:"configs,omitzero"`
	UnlockKeySet Maybe[bool]          `json:"unlock_key_set,omitzero"`
}

// SwarmSpec is the settings of a swarm.
type SwarmSpec struct {
	Name             string
	CAConfig         Maybe[SwarmCA]         `json:",omitzero"`
	EncryptionConfig Maybe[SwarmEncryption] `json:",omitzero"`
}

// SwarmCA is the settings of the certificate authority of a swarm.
type SwarmCA struct {
	NodeCertExpiry Maybe[int64] `json:",omitzero"` // nanoseconds
}

// SwarmEncryption says whether a restarted manager must be unlocked.
type SwarmEncryption struct {
	AutoLockManagers Maybe[bool] `json:",omitzero"`
}

// SwarmNode is one node as the managers see it.
type SwarmNode struct {
	ID            string
	Spec          SwarmNodeSpec
	Description   SwarmNodeDescription
	Status        SwarmNodeStatus
	ManagerStatus Maybe[ManagerStatus] `json:",omitzero"`
}

// SwarmNodeSpec is what an administrator set on a node.
type SwarmNodeSpec struct {
	Labels       Maybe[map[string]string] `json:",omitzero"`
	Role         string                   // manager, worker
	Availability string                   // active, pause, drain
}

// SwarmNodeDescription is what a node says of itself.
type SwarmNodeDescription struct {
	Hostname string
	Platform NodePlatform
	Engine   NodeEngineVersion
}

// NodePlatform is a node's architecture and operating system.
type NodePlatform struct {
	Architecture string
	OS           string // linux, windows
}

// NodeEngineVersion is the version of a node's engine.
type NodeEngineVersion struct{ EngineVersion string }

// SwarmNodeStatus is a node's state: unknown, down, ready, disconnected.
type SwarmNodeStatus struct {
	State string
	Addr  string
}

// ManagerStatus is there for managers alone.
type ManagerStatus struct {
	Leader       bool
	Reachability string
	Addr         string
}

// Service is one Swarm service.
type Service struct {
	ID       string
	Spec     ServiceSpec
	Endpoint Maybe[ServiceEndpoint] `json:",omitzero"`
}

// ServiceSpec is how a service was asked to run.
type ServiceSpec struct {
	Name         string
	Labels       map[string]string
	TaskTemplate Maybe[TaskTemplate]    `json:",omitzero"`
	EndpointSpec Maybe[ServiceEndpoint] `json:",omitzero"`
}

// TaskTemplate is what the tasks of a service are made from.
type TaskTemplate struct {
	ContainerSpec Maybe[ContainerSpec] `json:",omitzero"`
}

// ContainerSpec is the stored part of a service's container settings.
type ContainerSpec struct {
	Image   string
	User    Maybe[string]            `json:",omitzero"`
	EnvKeys Maybe[[]string]          `json:",omitzero"`
	Secrets Maybe[[]SecretReference] `json:",omitzero"`
}

// SecretReference names a secret that a service uses.
type SecretReference struct {
	SecretID   string
	SecretName string
}

// ServiceEndpoint is where a service can be reached.
type ServiceEndpoint struct {
	Ports Maybe[[]ServicePort] `json:",omitzero"`
}

// ServicePort is one published port of a service.
type ServicePort struct {
	Protocol      string
	TargetPort    int
	PublishedPort int    // 0 when the engine is to choose one
	PublishMode   string // ingress, host
}

// SwarmSecret is the name of a Swarm secret.
type SwarmSecret struct {
	Name    string            `json:"name"`
	Created string            `json:"created"`
	Labels  map[string]string `json:"labels"`
}

// SwarmConfig is the name of a Swarm config.
type SwarmConfig struct {
	Name string `json:"name"`
}

// EngineByNode is containers and images read through an MKE client bundle, by
// Swarm node id. A node that has no entry is missing, not empty.
var EngineByNode = sectionKey[map[string]Maybe[NodeEngine]]("engine_by_node", ClusterSide, Doc{
	Shape:  "map Swarm node id → {containers, images}",
	Source: "GET /containers/json, /containers/{id}/json, /images/json through an MKE client bundle",
	ByHand: "source env.sh of the client bundle, then docker ps -aq | xargs docker inspect",
	Needs:  "MKE administrator",
})

// NodeEngine is the containers and images of one node, read through MKE.
type NodeEngine struct {
	Containers Maybe[[]Container] `json:"containers,omitzero"`
	Images     Maybe[[]Image]     `json:"images,omitzero"`
}
