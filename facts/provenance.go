package facts

import (
	"strings"
	"time"
)

// Provenance says who collected a bundle, where, when and with which privilege.
type Provenance struct {
	Collector   string // name and version
	Commit      string // of the collector; "" when not known
	Hostname    string
	FQDN        string
	IPs, MACs   []string
	MachineID   string // SHA-256 of /etc/machine-id, lower hex; "" when not known
	StartedAt   time.Time
	FinishedAt  time.Time // zero: not known
	RunBy       string
	Privilege   string // root, docker-group, unprivileged, mke-admin, mke-user
	Method      string // local, ssh, api, imported
	Endpoint    string
	TLSVerified Maybe[bool] // not collected where there was no TLS
	Notes       []string
}

// provenance reads who collected a bundle, where and when.
func (r *reader) provenance(top []member, b *Bundle) {
	m, ok := find(top, "provenance")
	if !ok {
		return
	}
	var p writtenProvenance
	if r.decode(m, "provenance", &p) {
		b.Provenance = p.read()
	}
}

// writtenProvenance is the provenance as a bundle has it (fact bundle schema, section 1).
type writtenProvenance struct {
	Collector   writtenCollector `json:"collector"`
	Host        writtenHost      `json:"host"`
	StartedAt   Maybe[time.Time] `json:"started_at,omitzero"`
	FinishedAt  Maybe[time.Time] `json:"finished_at,omitzero"`
	RunBy       string           `json:"run_by"`
	Privilege   string           `json:"privilege"`
	Method      string           `json:"method"`
	Endpoint    string           `json:"endpoint"`
	TLSVerified Maybe[bool]      `json:"tls_verified,omitzero"`
	Notes       []string         `json:"notes"`
}

type writtenCollector struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Commit  string `json:"commit,omitzero"`
}

type writtenHost struct {
	Hostname  string   `json:"hostname"`
	FQDN      string   `json:"fqdn"`
	IPs       []string `json:"ips"`
	MACs      []string `json:"macs"`
	MachineID string   `json:"machine_id_sha256,omitzero"`
}

func (p writtenProvenance) read() Provenance {
	return Provenance{
		Collector: strings.TrimSpace(p.Collector.Name + " " + p.Collector.Version), Commit: p.Collector.Commit,
		Hostname: p.Host.Hostname, FQDN: p.Host.FQDN, IPs: p.Host.IPs, MACs: p.Host.MACs, MachineID: p.Host.MachineID,
		StartedAt: p.StartedAt.Value, FinishedAt: p.FinishedAt.Value,
		RunBy: p.RunBy, Privilege: p.Privilege, Method: p.Method, Endpoint: p.Endpoint, TLSVerified: p.TLSVerified, Notes: p.Notes,
	}
}

// written is p as a bundle has it.
func (p Provenance) written() writtenProvenance {
	name, version, _ := strings.Cut(p.Collector, " ")
	w := writtenProvenance{
		Collector: writtenCollector{name, version, p.Commit},
		Host:      writtenHost{p.Hostname, p.FQDN, p.IPs, p.MACs, p.MachineID},
		RunBy:     p.RunBy, Privilege: p.Privilege, Method: p.Method, Endpoint: p.Endpoint, TLSVerified: p.TLSVerified, Notes: p.Notes,
	}
	if !p.StartedAt.IsZero() {
		w.StartedAt = Some(p.StartedAt.UTC())
	}
	if !p.FinishedAt.IsZero() {
		w.FinishedAt = Some(p.FinishedAt.UTC())
	}
	return w
}
