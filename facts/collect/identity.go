package collect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// Identity is who a host is (fact bundle schema, section 1, provenance.host). What is
// not known is empty, and Notes says why.
type Identity struct {
	Hostname        string
	FQDN            string // the name with its domain; "" where no file of the host has one
	IPs, MACs       []string
	MachineIDSHA256 string // of /etc/machine-id, lower hex
	Notes           []string
}

// Interface is a network interface of this machine that is up.
type Interface struct {
	Name, MAC string
	Addrs     []netip.Addr
}

const (
	hostnameFile  = "/etc/hostname"
	hostnameProc  = "/proc/sys/kernel/hostname"
	hostsFile     = "/etc/hosts"
	machineIDFile = "/etc/machine-id"
	routeFile     = "/proc/net/route"
)

// IdentityTouches is what Identify looks at.
func IdentityTouches() []Touch {
	return []Touch{
		{Proc, hostnameProc, "name of the host", ""}, {File, hostnameFile, "name of the host in an image", ""},
		{File, hostsFile, "its name with the domain", ""}, {File, machineIDFile, "its digest, to tell hosts apart", ""},
		{Proc, routeFile, "which interface is the first", ""}, {Proc, "addresses of the network interfaces", "addresses of the host", ""},
	}
}

// Identify says who the target is. No name is asked of the network.
func Identify(_ context.Context, t *Target) Identity {
	var id Identity
	file := hostnameFile
	if t.Live {
		file = hostnameProc
	}
	name, l := t.Files.text(file, maxKernel)
	if l.state != facts.OK {
		id.Notes = append(id.Notes, "hostname: "+file+": "+reasonOf(l))
	}
	id.Hostname = valid(firstWord(name))
	hosts, _ := t.Files.text(hostsFile, maxAccounts)
	id.FQDN = fullName(id.Hostname, hosts)
	machine, l := t.Files.text(machineIDFile, maxKernel)
	if machine = strings.TrimSpace(machine); machine != "" && machine != "uninitialized" {
		sum := sha256.Sum256([]byte(machine))
		id.MachineIDSHA256 = hex.EncodeToString(sum[:])
	} else {
		id.Notes = append(id.Notes, "machine id: "+machineIDFile+": "+cmp.Or(reasonOf(l), "is empty"))
	}
	if t.Interfaces == nil {
		return id
	}
	list, err := t.Interfaces()
	if err != nil {
		id.Notes = append(id.Notes, "addresses: "+err.Error())
	}
	routes, _ := t.Files.text(routeFile, maxSockets)
	id.addresses(list, defaultInterface(routes))
	return id
}

// firstWord is the first line of a file that is no comment (hostname(5)).
func firstWord(text string) string {
	lines := settings(text)
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// fullName is the host's name with its domain: itself, or what the hosts file says beside
// it, "" where neither has a dot.
func fullName(name, hosts string) string {
	if strings.Contains(name, ".") {
		return name
	}
	for _, line := range settings(hosts) {
		line, _, _ = strings.Cut(line, "#")
		cells := strings.Fields(line)
		if name == "" || len(cells) < 2 || !slices.Contains(cells[1:], name) {
			continue
		}
		for _, other := range cells[1:] {
			if strings.HasPrefix(other, name+".") {
				return valid(other)
			}
		}
	}
	return ""
}

// defaultInterface is the interface of the default route, "" for none (proc(5), route).
func defaultInterface(routes string) string {
	for line := range strings.SplitSeq(routes, "\n") {
		if cells := strings.Fields(line); len(cells) > 1 && cells[1] == "00000000" {
			return cells[0]
		}
	}
	return ""
}

// addresses adds those that others can reach: not of the loopback, of links alone, nor of
// the bridges and tunnels that container networks make. Those of the default route come
// first.
func (id *Identity) addresses(list []Interface, first string) {
	list = slices.DeleteFunc(slices.Clone(list), func(i Interface) bool { return ofContainers(i.Name) })
	slices.SortStableFunc(list, func(a, b Interface) int { return cmp.Compare(rank(a, first), rank(b, first)) })
	for _, i := range list {
		if i.MAC != "" && !slices.Contains(id.MACs, i.MAC) {
			id.MACs = append(id.MACs, strings.ToUpper(i.MAC))
		}
		for _, a := range i.Addrs {
			if a = a.Unmap().WithZone(""); a.IsGlobalUnicast() && !slices.Contains(id.IPs, a.String()) {
				id.IPs = append(id.IPs, a.String())
			}
		}
	}
}

func rank(i Interface, first string) int {
	if i.Name == first {
		return 0
	}
	return 1
}

func ofContainers(name string) bool {
	return slices.ContainsFunc([]string{"docker", "br-", "veth", "cali", "tunl", "vxlan", "flannel", "cni", "kube-", "nodelocaldns", "lo"},
		func(prefix string) bool { return strings.HasPrefix(name, prefix) && (prefix != "lo" || name == "lo") })
}
