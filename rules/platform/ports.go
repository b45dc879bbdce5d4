package platform

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// EveryAddress reports whether a binding is on every address of the host.
func EveryAddress(address string) bool {
	a, err := netip.ParseAddr(address)
	return address == "" || err == nil && a.Unmap().IsUnspecified()
}

// Wildcards is the publications on every address, in words.
func Wildcards(all []Publication) string {
	var wide []string
	for _, p := range all {
		if EveryAddress(p.Address) {
			wide = append(wide, p.String())
		}
	}
	return strings.Join(wide, ", ")
}

// Publication is one port of a host that leads into a container.
type Publication struct {
	Host      int    // 0 when the engine chooses it
	Address   string // "" is every address
	Container string // port and protocol, such as 8080/tcp
}

// String is "0.0.0.0:80 -> 8080/tcp".
func (p Publication) String() string {
	address := p.Address
	if address == "" {
		address = "every address"
	}
	return address + ":" + strconv.Itoa(p.Host) + " -> " + p.Container
}

// Published is the bindings of a port map, in order. The twin that the engine adds
// for IPv6 where no address was given is the same mapping; a nil list of bindings
// is a port that is exposed and not published. why is why some of them are not known.
func Published(ports map[string][]facts.PortBinding) (out []Publication, why string) {
	for container, bindings := range ports {
		for _, b := range bindings {
			port, bad := hostPort(b.HostPort)
			if bad != "" {
				if why == "" || bad < why { // of several the same, whatever order the map has
					why = bad
				}
				continue
			}
			p := Publication{port, b.HostIP, container}
			if isTwin := b.HostIP == "::" && slices.ContainsFunc(bindings, func(o facts.PortBinding) bool {
				return o.HostPort == b.HostPort && (o.HostIP == "0.0.0.0" || o.HostIP == "")
			}); !isTwin {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b Publication) int { return strings.Compare(a.String(), b.String()) })
	return out, why
}

// hostPort is a port as the engine spells it; "" and "0" are chosen by the engine.
func hostPort(text string) (int, string) {
	if text == "" {
		return 0, ""
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 65535 {
		return 0, fmt.Sprintf("HostPort is %q; want a port number", text)
	}
	return n, ""
}

// PrivilegedPorts is the publications below 1024, in words.
func PrivilegedPorts(all []Publication) string {
	var low []string
	for _, p := range all {
		if p.Host > 0 && p.Host < 1024 {
			low = append(low, p.String())
		}
	}
	return strings.Join(low, ", ")
}
