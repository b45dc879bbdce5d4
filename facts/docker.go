package facts

// The facts of one engine, always from the node's own socket or, for containers
// and images alone, through an MKE client bundle (fact bundle schema, sections 3
// and 4.1). Field names are the engine's own.

// EngineInfo is the engine's description of itself.
var EngineInfo = sectionKey[Info]("docker_engine.info", NodeSide, Doc{
	Shape: "{Name, Driver, DriverStatus, SecurityOptions[], LoggingDriver, CgroupDriver, CgroupVersion, ServerVersion, " +
		"OSType, ExperimentalBuild, LiveRestoreEnabled, InitBinary, RegistryConfig, Swarm}",
	Source: "GET /info on the local socket, never through MKE",
	ByHand: "docker info --format '{{json .}}'",
	Needs:  "docker group",
})

// EngineVersion is the versions of the engine and its parts.
var EngineVersion = sectionKey[Version]("docker_engine.version", NodeSide, Doc{
	Shape:  "{Platform{Name}, Version, ApiVersion, Components[], Experimental}",
	Source: "GET /version on the local socket",
	ByHand: "docker version --format '{{json .Server}}'",
	Needs:  "docker group",
})

// Containers is every container of the node, stopped ones included.
var Containers = sectionKey[[]Container]("docker_engine.containers", NodeSide, Doc{
	Shape: "list of {Id, Names[], Image, ImageID, State, Labels{}, inspect{…}, top{Titles[], Processes[][]}, " +
		"proc{NoNewPrivs, Seccomp}}",
	Source: "GET /containers/json?all=1, /containers/{id}/json, /containers/{id}/top of running ones; " +
		"or engine_by_node of the cluster bundle",
	ByHand: "docker ps -aq --no-trunc | xargs docker inspect; docker top CONTAINER -eo pid,ppid,user,args",
	Needs:  "docker group",
})

// Images is every image of the node.
var Images = sectionKey[[]Image]("docker_engine.images", NodeSide, Doc{
	Shape:  "list of {Id, RepoTags[], RepoDigests[], Labels{}}",
	Source: "GET /images/json; or engine_by_node of the cluster bundle",
	ByHand: "docker images --no-trunc --digests",
	Needs:  "docker group",
})

// Networks is the networks the node's engine sees.
var Networks = sectionKey[[]Network]("docker_engine.networks", NodeSide, Doc{
	Shape:  "list of {Id, Name, Driver, Scope, Ingress, Options{}, Labels{}}",
	Source: "GET /networks",
	ByHand: "docker network ls -q --no-trunc | xargs docker network inspect",
	Needs:  "docker group",
})

// Volumes is the volumes of the node.
var Volumes = sectionKey[[]Volume]("docker_engine.volumes", NodeSide, Doc{
	Shape:  "list of {Name, Driver, Mountpoint, Labels{}}",
	Source: "GET /volumes",
	ByHand: "docker volume ls -q | xargs docker volume inspect",
	Needs:  "docker group",
})

// Version is what GET /version says of the engine.
type Version struct {
	Platform     Maybe[Platform]    `json:",omitzero"`
	Version      Maybe[string]      `json:",omitzero"`
	APIVersion   Maybe[string]      `json:"ApiVersion,omitzero"`
	Experimental Maybe[bool]        `json:",omitzero"` // newer engines omit it; see the Engine component's Details
	Components   Maybe[[]Component] `json:",omitzero"`
	OS           string             `json:"Os"`
	Arch         string
}

// Platform is the product an engine calls itself, "" for the community engine.
type Platform struct{ Name string }

// Component is one part of an engine, such as Engine, containerd, runc.
type Component struct {
	Name    string
	Version string
	Details map[string]string // values are text, "false" included
}

// Volume is one volume of a node.
type Volume struct {
	Name       string
	Driver     string
	Mountpoint string
	Labels     map[string]string
}

// Info is what GET /info says of the engine.
type Info struct {
	Name            string
	Driver          Maybe[string]   `json:",omitzero"`
	SecurityOptions Maybe[[]string] `json:",omitzero"`
	LoggingDriver   Maybe[string]   `json:",omitzero"`
	ServerVersion   Maybe[string]   `json:",omitzero"`
	OSType          string
	LiveRestore     Maybe[bool]           `json:"LiveRestoreEnabled,omitzero"`
	Experimental    Maybe[bool]           `json:"ExperimentalBuild,omitzero"`
	CgroupDriver    Maybe[string]         `json:",omitzero"`
	CgroupVersion   Maybe[string]         `json:",omitzero"`
	DriverStatus    Maybe[[][2]string]    `json:",omitzero"`
	InitBinary      Maybe[string]         `json:",omitzero"`
	RegistryConfig  Maybe[RegistryConfig] `json:",omitzero"`
	Swarm           Maybe[SwarmState]     `json:",omitzero"`
}

// RegistryConfig is what the engine says of registries.
type RegistryConfig struct {
	InsecureRegistryCIDRs []string
	IndexConfigs          map[string]IndexConfig
	Mirrors               []string
}

// IndexConfig is one registry the engine knows.
type IndexConfig struct {
	Name    string
	Mirrors []string
	Secure  Maybe[bool] `json:",omitzero"`
}

// SwarmState is the engine's own view of the swarm it belongs to.
type SwarmState struct {
	NodeID           string
	NodeAddr         string
	LocalNodeState   string      // inactive, pending, active, error, locked
	ControlAvailable Maybe[bool] `json:",omitzero"` // the node is a manager
	Managers         int
	Nodes            int
	Cluster          Maybe[SwarmCluster] `json:",omitzero"`
}

// SwarmCluster identifies the swarm; only managers see it.
type SwarmCluster struct{ ID string }

// Container is one container of a node, running or not.
type Container struct {
	ID      string `json:"Id"`
	Names   []string
	Image   string
	ImageID string
	State   string // created, running, paused, restarting, removing, exited, dead
	Labels  map[string]string
	Inspect Maybe[Inspect] `json:"inspect,omitzero"`
	Top     Maybe[Top]     `json:"top,omitzero"`
	Proc    Maybe[Proc]    `json:"proc,omitzero"`
}

// Inspect is what GET /containers/{id}/json says, without anything secret.
type Inspect struct {
	Name            string
	AppArmorProfile Maybe[string]          `json:",omitzero"`
	ProcessLabel    Maybe[string]          `json:",omitzero"`
	Config          Maybe[ContainerConfig] `json:",omitzero"`
	State           Maybe[ContainerState]  `json:",omitzero"`
	HostConfig      Maybe[HostConfig]      `json:",omitzero"`
	NetworkSettings Maybe[NetworkSettings] `json:",omitzero"`
	Mounts          Maybe[[]Mount]         `json:",omitzero"`
}

// ContainerConfig is the part of Config that is stored.
type ContainerConfig struct {
	User        Maybe[string]   `json:",omitzero"`
	EnvKeys     Maybe[[]string] `json:",omitzero"`
	Image       string
	Healthcheck Maybe[bool] `json:",omitzero"`
}

// ContainerState is the part of State that is stored.
type ContainerState struct {
	Status string
	Pid    int
	Health Maybe[Health] `json:",omitzero"`
}

// Health is the outcome of a container's own health check.
type Health struct{ Status string }

// HostConfig is how a container was asked to run. A list that the engine gives
// as null is empty; a key that is not there is not collected.
type HostConfig struct {
	Privileged      Maybe[bool]                     `json:",omitzero"`
	CapAdd          Maybe[[]string]                 `json:",omitzero"`
	CapDrop         Maybe[[]string]                 `json:",omitzero"`
	SecurityOpt     Maybe[[]string]                 `json:",omitzero"`
	ReadonlyRootfs  Maybe[bool]                     `json:",omitzero"`
	NetworkMode     Maybe[string]                   `json:",omitzero"`
	PidMode         Maybe[string]                   `json:",omitzero"`
	IpcMode         Maybe[string]                   `json:",omitzero"`
	UTSMode         Maybe[string]                   `json:",omitzero"`
	UsernsMode      Maybe[string]                   `json:",omitzero"`
	CgroupParent    Maybe[string]                   `json:",omitzero"`
	Memory          Maybe[int64]                    `json:",omitzero"` // bytes; 0 is no limit
	CPUShares       Maybe[int64]                    `json:"CpuShares,omitzero"`
	NanoCPUs        Maybe[int64]                    `json:"NanoCpus,omitzero"`
	PidsLimit       Maybe[*int64]                   `json:",omitzero"` // nil, 0 and -1 are no limit
	Ulimits         Maybe[[]Ulimit]                 `json:",omitzero"`
	Devices         Maybe[[]Device]                 `json:",omitzero"`
	RestartPolicy   Maybe[RestartPolicy]            `json:",omitzero"`
	PortBindings    Maybe[map[string][]PortBinding] `json:",omitzero"`
	PublishAllPorts Maybe[bool]                     `json:",omitzero"`
	Binds           Maybe[[]string]                 `json:",omitzero"`
	LogConfig       Maybe[LogConfig]                `json:",omitzero"`
}

// Ulimit is one resource limit of a container.
type Ulimit struct {
	Name string
	Soft int64
	Hard int64
}

// Device is one host device given to a container.
type Device struct {
	PathOnHost        string
	PathInContainer   string
	CgroupPermissions string
}

// RestartPolicy says when the engine starts a container again. A name that is not
// there is unknown; "" is the engine's way to say that there is no policy.
type RestartPolicy struct {
	Name              Maybe[string] `json:",omitzero"`
	MaximumRetryCount Maybe[int]    `json:",omitzero"` // attempts; 0 is without end
}

// PortBinding is one address of the host that leads into a container.
type PortBinding struct {
	HostIP   string `json:"HostIp"` // "", 0.0.0.0 and :: are every address
	HostPort string // "" and "0" are dynamic
}

// LogConfig is a container's log driver.
type LogConfig struct{ Type string }

// NetworkSettings is a container's networks. Ports is empty for a container that
// does not run and for one on the host's network.
type NetworkSettings struct {
	Ports    Maybe[map[string][]PortBinding] `json:",omitzero"` // a nil list: exposed, not published
	Networks Maybe[map[string]struct{}]      `json:",omitzero"`
}

// Mount is one mount of a container.
type Mount struct {
	Type        string
	Name        string
	Source      string
	Destination string
	RW          Maybe[bool] `json:",omitzero"`
	Propagation string
}

// Top is the process list of a running container; absent for one that is not running.
type Top struct {
	Titles    []string
	Processes [][]string
}

// Proc is what /proc says of a container's first process.
type Proc struct {
	NoNewPrivs Maybe[int] `json:",omitzero"`
	Seccomp    Maybe[int] `json:",omitzero"`
}

// Image is one image on a node.
type Image struct {
	ID          string          `json:"Id"`        // config digest, the identity of an image
	RepoTags    Maybe[[]string] `json:",omitzero"` // null is an image without a tag
	RepoDigests []string
	Labels      map[string]string
}

// Network is one network as the engine sees it.
type Network struct {
	ID      string `json:"Id"`
	Name    string
	Driver  string
	Scope   string
	Ingress Maybe[bool]              `json:",omitzero"`
	Options Maybe[map[string]string] `json:",omitzero"`
	Labels  map[string]string
}

// Host is how the container was asked to run; nothing of it is known when it is not
// there. It is large, so that it is not handed about by value.
func (i *Inspect) Host() *HostConfig {
	if i.HostConfig.Why() != "" {
		return &HostConfig{}
	}
	return &i.HostConfig.Value
}

// Inspected is what GET /containers/{id}/json said, or why that is not known whole.
func (c *Container) Inspected() (i *Inspect, why string) {
	if why = c.Inspect.Why(); why != "" {
		return &Inspect{}, why
	}
	return &c.Inspect.Value, ""
}

// Name is the container's name without the leading slash, its id where it has none.
func (c *Container) Name() string {
	if len(c.Names) > 0 && len(c.Names[0]) > 1 {
		return c.Names[0][1:]
	}
	return c.ID
}

// Running reports whether the container runs. A paused or restarting container
// holds its namespaces and mounts, so it counts.
func (c *Container) Running() bool {
	return c.State == "running" || c.State == "paused" || c.State == "restarting"
}
