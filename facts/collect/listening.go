package collect

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const maxSockets = 16 << 20 // of one list; 150 bytes a socket

// socketLists is the lists of /proc/net, and the state of a socket that listens: TCP_LISTEN,
// or for UDP TCP_CLOSE, one that is not connected (net/tcp_states.h).
func socketLists() []struct{ name, proto, state string } {
	return []struct{ name, proto, state string }{{"tcp", "tcp", "0A"}, {"tcp6", "tcp", "0A"}, {"udp", "udp", "07"}, {"udp6", "udp", "07"}}
}

func listeningSource() Source {
	s := Source{Section: facts.Listening.Name, Collect: listening}
	for _, list := range socketLists() {
		s.Touches = append(s.Touches, Touch{Proc, "/proc/net/" + list.name, "sockets that listen", ""})
	}
	s.Touches = append(s.Touches,
		Touch{Proc, "/proc/{pid}/fd", "which process has which socket", "root"},
		Touch{Proc, "/proc/{pid}/comm", "the names of those processes", ""},
		Touch{Proc, "/proc/{pid}/ns/net", "whether the engine has the same sockets", "root"})
	return onlyLive(s, "sockets")
}

// socket is one listening socket.
type socket struct {
	proto string
	addr  netip.Addr
	port  int
	inode string
}

func listening(_ context.Context, t *Target, _ Had) facts.Fact {
	f := finding{kind: Proc, ref: "/proc/net/{tcp,tcp6,udp,udp6}, /proc/*/fd"}
	sockets, err := listeningSockets(t.Files)
	if err != nil {
		return f.failed(t, err)
	}
	owners, denied := socketOwners(t.Files, sockets)
	list, unknown := []facts.Listener{}, 0
	for _, s := range sockets {
		names := owners[s.inode]
		if len(names) == 0 {
			names, unknown = []string{""}, unknown+1
		}
		for _, name := range names {
			list = append(list, facts.Listener{Proto: s.proto, Addr: s.addr.String(), Port: s.port, Process: name})
		}
	}
	slices.SortFunc(list, func(a, b facts.Listener) int {
		return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.Port, b.Port), cmp.Compare(a.Addr, b.Addr), cmp.Compare(a.Process, b.Process))
	})
	list = slices.Compact(list)
	// Sockets of the kernel have no process; so they are not missed where all were seen.
	if unknown > 0 && denied > 0 {
		help := "which takes root"
		if t.Root {
			help = "although the program is root: it lacks a capability (as in a container), or a security module forbids it"
		}
		f.lack("the process of %d sockets is not known: %d processes may not be looked at, %s", unknown, denied, help)
	}
	f.lack("%s", hidden(t.Files))
	f.lack("%s", elsewhere(t.Files))
	return f.fact(t, list)
}

// listeningSockets is the sockets of the lists that are there. A kernel without IPv6 has
// no list for it; the lists of IPv4 are always there.
func listeningSockets(f Files) ([]socket, error) {
	var out []socket
	for _, list := range socketLists() {
		name := "/proc/net/" + list.name
		text, l := f.text(name, maxSockets)
		if l.state == facts.Absent && strings.HasSuffix(name, "6") {
			continue
		}
		if l.state != facts.OK {
			return nil, errOf(name, l)
		}
		sockets, err := readSockets(text, list.proto, list.state)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, sockets...)
	}
	return out, nil
}

// readSockets reads a list of /proc/net (proc(5)): slot, local address, remote address,
// state, …, inode as the tenth.
func readSockets(text, proto, state string) ([]socket, error) {
	var out []socket
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if !strings.Contains(lines[0], "local_address") {
		return nil, fmt.Errorf("has no heading; want sl, local_address and so on")
	}
	for i, line := range lines[1:] {
		cells := strings.Fields(line)
		if len(cells) < 10 {
			return nil, fmt.Errorf("line %d has %d columns; want 10 or more", i+2, len(cells))
		}
		if cells[3] != state {
			continue
		}
		at, err := readAddress(cells[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		out = append(out, socket{proto, at.Addr(), int(at.Port()), cells[9]})
	}
	return out, nil
}

// readAddress reads 0100007F:0016: words of 32 bits as this machine holds them, and a
// port in hexadecimal.
func readAddress(text string) (netip.AddrPort, error) {
	host, portText, _ := strings.Cut(text, ":")
	port, err := strconv.ParseUint(portText, 16, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", text)
	}
	raw, err := hex.DecodeString(host)
	if err != nil || len(raw) != 4 && len(raw) != 16 {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", text)
	}
	for i := 0; i < len(raw); i += 4 {
		binary.NativeEndian.PutUint32(raw[i:], binary.BigEndian.Uint32(raw[i:]))
	}
	addr, _ := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(addr, uint16(port)), nil
}

// socketOwners is the names of the processes that hold each socket, and how many
// processes may not be looked at.
func socketOwners(f Files, sockets []socket) (owners map[string][]string, denied int) {
	wanted := map[string]string{}
	for _, s := range sockets {
		wanted["socket:["+s.inode+"]"] = s.inode
	}
	owners = map[string][]string{}
	pids, err := f.pids()
	if err != nil {
		return owners, 1
	}
	for _, pid := range pids {
		held, err := heldBy(f, pid, wanted)
		if err != nil {
			denied++
		}
		for inode, name := range held {
			if !slices.Contains(owners[inode], name) {
				owners[inode] = append(owners[inode], name)
			}
		}
	}
	return owners, denied
}

// heldBy is the sockets among those wanted that a process holds, with its name.
func heldBy(f Files, pid int, wanted map[string]string) (map[string]string, error) {
	dir := procDir(pid) + "/fd"
	descriptors, err := f.ReadDir(dir)
	if gone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var held map[string]string
	for _, fd := range descriptors {
		target, err := f.Readlink(dir + "/" + fd)
		if isDenied(err) {
			return held, err
		}
		inode, is := wanted[target]
		if err != nil || !is {
			continue // closed meanwhile, or something else
		}
		name, err := f.Head(procDir(pid)+"/comm", 64)
		if err != nil {
			return held, err
		}
		if held == nil {
			held = map[string]string{}
		}
		held[inode] = valid(strings.TrimSuffix(string(name), "\n"))
	}
	return held, nil
}

// elsewhere says that the engine has other sockets than the collector sees: it runs in
// another network namespace, or the collector in a container without the engine.
func elsewhere(f Files) string {
	ours, err := f.link("/proc/self/ns/net")
	if err != nil {
		return "which network is looked at is not known: " + err.Error()
	}
	pids, _ := f.pids()
	seen := false
	for _, pid := range pids {
		raw, err := f.Head(procDir(pid)+"/cmdline", maxArgv)
		if err != nil || !runs(readArgv(raw), "dockerd") {
			continue
		}
		theirs, err := f.Readlink(procDir(pid) + "/ns/net")
		if err == nil && theirs != ours {
			return "the engine runs in another network namespace than the collector, whose sockets these are"
		}
		seen = seen || err == nil
	}
	if seen {
		return ""
	}
	return contained(f)
}

// link is where the link at the end of a path points, links before it followed.
func (f Files) link(name string) (string, error) {
	r := f.resolve(name, false)
	if r.err != nil {
		return "", r.err
	}
	return f.Readlink(r.path)
}
