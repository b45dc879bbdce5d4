package facts

import (
	"fmt"
	"strconv"
)

// The facts of one node as a member of its cluster, its files and its groups
// (fact bundle schema, section 3).

// Node is who the node is.
var Node = sectionKey[NodeInfo]("node", NodeSide, Doc{
	Shape:  "{hostname, role: manager|worker, swarm_node_id, labels{}, msr_replica, windows}",
	Source: "GET /info .Swarm; labels from GET /nodes/{id} on a manager, else from swarm.nodes of the cluster bundle",
	ByHand: "docker info; on a manager: docker node inspect NODE --format '{{json .Spec.Labels}}'",
	Needs:  "docker group",
})

// NodeInfo is one node as its swarm knows it.
type NodeInfo struct {
	Hostname    string                   `json:"hostname"`
	Role        Maybe[string]            `json:"role,omitzero"` // manager, worker
	SwarmNodeID string                   `json:"swarm_node_id"`
	Labels      Maybe[map[string]string] `json:"labels,omitzero"` // of the swarm node, not of the engine
	MSRReplica  Maybe[bool]              `json:"msr_replica,omitzero"`
	Windows     Maybe[bool]              `json:"windows,omitzero"`
}

// HostFiles is files and directories of the node by path. A path that was looked
// for and is not there is Absent; one that is not in the map was never looked for.
var HostFiles = sectionKey[map[string]Maybe[HostFile]]("host_files", NodeSide, Doc{
	Shape: "map path → {exists, type, owner, group, uid, gid, mode: \"0660\", link_target, resolved, entries[], " +
		"sha256, content, content_format, parsed}",
	Source: "lstat, stat, readdir; content of a short list of files only",
	ByHand: "stat -c '%n %F %U:%G %a' PATH; ls -la /etc/docker; cat /etc/docker/daemon.json",
	Needs:  "root",
})

// HostFile is one file, directory or socket.
type HostFile struct {
	Exists        Maybe[bool]     `json:"exists,omitzero"`
	Type          Maybe[string]   `json:"type,omitzero"` // file, directory, socket, link, device, fifo
	Owner         Maybe[string]   `json:"owner,omitzero"`
	Group         Maybe[string]   `json:"group,omitzero"`
	UID           Maybe[int64]    `json:"uid,omitzero"`
	GID           Maybe[int64]    `json:"gid,omitzero"`
	Mode          Maybe[string]   `json:"mode,omitzero"` // octal text, such as "0660"
	LinkTarget    Maybe[string]   `json:"link_target,omitzero"`
	Resolved      Maybe[string]   `json:"resolved,omitzero"`
	Entries       Maybe[[]string] `json:"entries,omitzero"` // names in a directory, sorted
	SHA256        string          `json:"sha256"`           // of the stored content
	Content       Maybe[string]   `json:"content,omitzero"` // redacted, at most 64 KiB
	ContentFormat string          `json:"content_format"`
	Parsed        Maybe[Tree]     `json:"parsed,omitzero"` // content as a tree, redacted
}

// Perm is the permission bits of the file, setuid, setgid and sticky included, or
// why they cannot be told.
func (f HostFile) Perm() (bits uint32, why string) {
	text, why := f.Mode.Get()
	if why != "" {
		return 0, "mode: " + why
	}
	n, err := strconv.ParseUint(text, 8, 32)
	if err != nil || n > 0o7777 {
		return 0, fmt.Sprintf("mode: is %q; want octal digits such as 0660", text)
	}
	return uint32(n), ""
}

// Groups is user groups of the node by name.
var Groups = sectionKey[map[string]Maybe[Group]]("groups", NodeSide, Doc{
	Shape:  "map name → {gid, members[], primary_members[], nsswitch[], group_directories[], source}",
	Source: "getent group; getent passwd for users whose primary group it is",
	ByHand: "getent group docker; getent passwd; grep ^passwd /etc/nsswitch.conf",
})

// Group is one group and who is in it.
type Group struct {
	GID     Maybe[int64]    `json:"gid,omitzero"`
	Members Maybe[[]string] `json:"members,omitzero"`
	// PrimaryMembers are the users whose primary group it is; partial where users
	// come from a directory, which getent does not enumerate.
	PrimaryMembers Maybe[[]string] `json:"primary_members,omitzero"`
	NSSwitch       Maybe[[]string] `json:"nsswitch,omitzero"` // sources of the passwd line of nsswitch.conf
	// GroupDirectories are the sources of the group line whose groups getent does not
	// enumerate, of which one may have the same number. It is given where Members is
	// partial for that and for nothing else.
	GroupDirectories Maybe[[]string] `json:"group_directories,omitzero"`
	Source           string          `json:"source"`
}

// TLSPaths is where the certificates and keys of the engine and of MKE lie.
var TLSPaths = sectionKey[[]TLSPath]("tls_paths", NodeSide, Doc{
	Shape:  "list of {role: ca|cert|key, path, from: argv|daemon.json|config-file:PATH|volume:NAME}",
	Source: "arguments of dockerd, daemon.json or the file of --config-file, mount points of the UCP certificate volumes",
	ByHand: "ps -eo args | grep dockerd; cat /etc/docker/daemon.json; docker volume inspect ucp-controller-server-certs",
	Needs:  "root",
})

// TLSPath is one certificate or key file; host_files has the file itself.
type TLSPath struct {
	Role string `json:"role"` // ca, cert, key
	Path string `json:"path"`
	From string `json:"from"`
}

// Kubelet is how the kubelet of the node was started and configured.
var Kubelet = sectionKey[KubeletConfig]("kubelet", NodeSide, Doc{
	Shape:  "{config:{protectKernelDefaults}, argv[], sysconfig:{exists, protect_kernel_defaults}}",
	Source: "GET /api/v1/nodes/{node}/proxy/configz, arguments of the kubelet container, /etc/sysconfig/kubelet",
	ByHand: "kubectl get --raw /api/v1/nodes/NODE/proxy/configz; docker inspect ucp-kubelet; cat /etc/sysconfig/kubelet",
	Needs:  "MKE administrator",
})

// KubeletConfig is the kubelet's live configuration and the sources it came from.
type KubeletConfig struct {
	Config    Maybe[KubeletLive]      `json:"config,omitzero"`
	Argv      Maybe[[]string]         `json:"argv,omitzero"`
	Sysconfig Maybe[KubeletSysconfig] `json:"sysconfig,omitzero"`
}

// KubeletLive is the running configuration.
type KubeletLive struct {
	ProtectKernelDefaults Maybe[bool] `json:"protectKernelDefaults,omitzero"`
}

// KubeletSysconfig is /etc/sysconfig/kubelet.
type KubeletSysconfig struct {
	Exists                Maybe[bool] `json:"exists,omitzero"`
	ProtectKernelDefaults Maybe[bool] `json:"protect_kernel_defaults,omitzero"`
}
