package facts

import (
	"net/netip"
	"time"
)

// PublishedPort is one port on which a workload is reached from outside.
type PublishedPort struct {
	Workload
	Kind     string // container, service, nodePort, loadBalancer, hostPort; "" unknown
	Proto    string // tcp, udp, sctp
	HostPort int    // 0 when the host chooses it
	HostIP   string // "" is every address
}

// PortList is a list of approved ports.
type PortList []PortEntry

// Find is the first entry of which every given field matches the port.
func (l PortList) Find(p PublishedPort) (*PortEntry, bool) {
	return entryOf(l, func(e PortEntry) bool { return e.matches(p) })
}

func (e PortEntry) matches(p PublishedPort) bool {
	return equalIfGiven(e.Kind, p.Kind) && equalIfGiven(e.Proto, p.Proto) &&
		(e.HostPort == 0 || e.HostPort == p.HostPort) &&
		(e.HostIP == "" || sameAddress(e.HostIP, p.HostIP)) &&
		matchAll([]patternOf{
			{e.Container, p.Container}, {e.Component, p.Component}, {e.Service, p.Service},
			{e.Namespace, p.Namespace}, {e.Pod, p.Pod},
		}) && e.selects()
}

// PortAllowed is the entry of ports.allowed that approves a port at a time.
func (s *SSP) PortAllowed(p PublishedPort, at time.Time) (*PortEntry, bool) {
	if s == nil || s.Undecided("ports", at) != "" {
		return nil, false
	}
	return s.Ports.Allowed.At(at).Find(p)
}

// At is the entries that count at a time: not past their expiry, not dated later.
// It is nil only for a list that is not given.
func (l PortList) At(at time.Time) PortList {
	return counting(l, func(e PortEntry) bool { return e.Lapsed(at) == "" })
}

// selects reports whether the entry says which port or whose: protocol, address
// and kind alone would approve whatever comes.
func (e PortEntry) selects() bool {
	return e.HostPort != 0 || e.Container != "" || e.Component != "" || e.Service != "" ||
		e.Namespace != "" || e.Pod != ""
}

func equalIfGiven(want, have string) bool { return want == "" || want == have }

// sameAddress compares addresses, not their spelling. "" (every address) is none.
func sameAddress(a, b string) bool {
	x, errX := netip.ParseAddr(a)
	y, errY := netip.ParseAddr(b)
	return errX == nil && errY == nil && x == y
}
