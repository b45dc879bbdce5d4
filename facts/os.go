package facts

import "time"

// The facts of a node's operating system (fact bundle schema, section 3).

// OS is the operating system of a node.
var OS = sectionKey[OSRelease]("os", NodeSide, Doc{
	Shape:  "{id, id_like[], version_id, pretty_name, arch, kernel}",
	Source: "/etc/os-release, uname",
	ByHand: "cat /etc/os-release; uname -srm",
})

// OSRelease is what os-release(5) and uname(2) say.
type OSRelease struct {
	ID         Maybe[string]   `json:"id,omitzero"`      // rhel, ubuntu, …
	IDLike     Maybe[[]string] `json:"id_like,omitzero"` // fedora, debian, …
	VersionID  Maybe[string]   `json:"version_id,omitzero"`
	PrettyName string          `json:"pretty_name"`
	Arch       string          `json:"arch"`
	Kernel     Maybe[string]   `json:"kernel,omitzero"` // release, as uname -r prints it
}

// Systemd is the units of the engine by unit name.
var Systemd = sectionKey[map[string]Maybe[Unit]]("systemd", NodeSide, Doc{
	Shape:  "map unit → {FragmentPath, DropInPaths[], LoadState, ActiveState, ExecStart[], EnvironmentKeys[], docker_fips}",
	Source: "systemctl show docker.service docker.socket",
})

// Unit is one systemd unit. Of its environment only the names are stored.
type Unit struct {
	FragmentPath    Maybe[string]   `json:",omitzero"`
	DropInPaths     Maybe[[]string] `json:",omitzero"`
	LoadState       Maybe[string]   `json:",omitzero"` // loaded, not-found, masked, …
	ActiveState     Maybe[string]   `json:",omitzero"` // active, inactive, failed, …
	ExecStart       Maybe[[]string] `json:",omitzero"`
	EnvironmentKeys Maybe[[]string] `json:",omitzero"`
	DockerFIPS      Maybe[string]   `json:"docker_fips,omitzero"` // value of DOCKER_FIPS, "" when not set
}

// Processes is the engine's own processes and those of Kubernetes on the node.
var Processes = sectionKey[[]Process]("processes", NodeSide, Doc{
	Shape:  "list of {pid, ppid, user, argv[]} for dockerd, containerd, kubelet, cri-dockerd",
	Source: "/proc/*/cmdline",
	ByHand: "ps -eo pid,ppid,user,args",
})

// Process is one process with its arguments, secrets masked.
type Process struct {
	PID  int             `json:"pid"`
	PPID int             `json:"ppid"`
	User string          `json:"user"`
	Argv Maybe[[]string] `json:"argv,omitzero"`
}

// Listening is the sockets on which something on the node listens.
var Listening = sectionKey[[]Listener]("listening", NodeSide, Doc{
	Shape:  "list of {proto, addr, port, process}",
	Source: "ss -lntupH, or /proc/net",
	ByHand: "ss -lntup",
	Needs:  "root, for the names of processes",
})

// Listener is one listening socket. Process is "" where it is not known.
type Listener struct {
	Proto   string `json:"proto"` // tcp, udp
	Addr    string `json:"addr"`
	Port    int    `json:"port"`
	Process string `json:"process"`
}

// LSM is the mandatory access control of the kernel.
var LSM = sectionKey[LSMState]("lsm", NodeSide, Doc{
	Shape:  "{apparmor_enabled, selinux_mode: enforcing|permissive|disabled|none}",
	Source: "/sys/module/apparmor/parameters/enabled, getenforce",
	ByHand: "cat /sys/module/apparmor/parameters/enabled; getenforce",
})

// LSMState says which Linux security module is in force.
type LSMState struct {
	AppArmorEnabled Maybe[bool]   `json:"apparmor_enabled,omitzero"`
	SELinuxMode     Maybe[string] `json:"selinux_mode,omitzero"` // enforcing, permissive, disabled, none
}

// Sysctl is kernel settings by dotted name, values as text. An entry that is
// absent does not exist in this kernel.
var Sysctl = sectionKey[map[string]Maybe[string]]("sysctl", NodeSide, Doc{
	Shape:  "map name → text, such as crypto.fips_enabled, vm.overcommit_memory, kernel.panic",
	Source: "/proc/sys",
	ByHand: "sysctl crypto.fips_enabled vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops",
})

// Audit is the state of the audit daemon, its rules and one search of its log.
var Audit = sectionKey[AuditLog]("audit", NodeSide, Doc{
	Shape: "{auditd_active, rules[], search:{key, since, until, oldest_record, exit_code, no_matches, " +
		"records:[{time, exe, argv[], auid}], lacks[]}}",
	Source: "systemctl is-active auditd; auditctl -l; ausearch --input-logs -k docker",
	Needs:  "root",
})

// AuditLog is what the audit system of a node says.
type AuditLog struct {
	AuditdActive Maybe[bool]        `json:"auditd_active,omitzero"`
	Rules        Maybe[[]string]    `json:"rules,omitzero"` // as auditctl -l prints them
	Search       Maybe[AuditSearch] `json:"search,omitzero"`
}

// AuditSearch is one ausearch run. Exit code 1 alone proves nothing: an unreadable
// log gives it too, so NoMatches tells whether the text "<no matches>" was printed.
type AuditSearch struct {
	Key          string               `json:"key"`
	Since        Maybe[time.Time]     `json:"since,omitzero"`
	Until        Maybe[time.Time]     `json:"until,omitzero"`
	OldestRecord Maybe[time.Time]     `json:"oldest_record,omitzero"` // oldest record of any kind in the logs
	ExitCode     Maybe[int]           `json:"exit_code,omitzero"`
	NoMatches    Maybe[bool]          `json:"no_matches,omitzero"`
	Records      Maybe[[]AuditRecord] `json:"records,omitzero"`
	Lacks        []string             `json:"lacks,omitempty"`
}

// AuditRecord is one record found.
type AuditRecord struct {
	Time string          `json:"time"`
	Exe  Maybe[string]   `json:"exe,omitzero"`
	Argv Maybe[[]string] `json:"argv,omitzero"`
	AUID string          `json:"auid"`
}

// Packages is the installed packages of the engine.
var Packages = sectionKey[[]Package]("packages", NodeSide, Doc{
	Shape:  "list of {name, version, vendor, signature_key}",
	Source: "rpm -q --qf, or dpkg-query",
	ByHand: "rpm -qi docker-ee containerd.io, or dpkg-query -s docker-ee containerd.io",
})

// Package is one installed package.
type Package struct {
	Name         string        `json:"name"`
	Version      Maybe[string] `json:"version,omitzero"`
	Vendor       Maybe[string] `json:"vendor,omitzero"`
	SignatureKey Maybe[string] `json:"signature_key,omitzero"` // id of the key that signed it, "" when unsigned
}
