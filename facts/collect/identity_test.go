package collect

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIdentify(t *testing.T) {
	files := map[string]string{
		"proc/sys/kernel/hostname": "node1\n", "etc/hostname": "# text\nimage1\n", "etc/hosts": "127.0.0.1 localhost\n192.0.2.11 node1.mke.example.mil node1 # x\n",
		"etc/machine-id": "abc\n", "proc/net/route": "Iface Destination\neth1 00000000 0102A8C0\n",
	}
	addrs := func(list ...string) (out []netip.Addr) {
		for _, a := range list {
			out = append(out, netip.MustParseAddr(a))
		}
		return out
	}
	target := folder(t, files)
	target.Interfaces = func() ([]Interface, error) {
		return []Interface{
			{"eth0", "00:00:5e:00:53:10", addrs("198.51.100.1", "fe80::1")}, {"docker0", "02:00:5e:00:53:10", addrs("172.17.0.1")},
			{"eth1", "00:00:5e:00:53:11", addrs("192.0.2.11", "2001:db8::1", "::ffff:192.0.2.11")}, {"veth12", "02:00:00:00:00:01", nil},
		}, nil
	}
	id := Identify(t.Context(), target)
	require.Equal(t, Identity{Hostname: "node1", FQDN: "node1.mke.example.mil", IPs: []string{"192.0.2.11", "2001:db8::1", "198.51.100.1"},
		MACs: []string{"00:00:5E:00:53:11", "00:00:5E:00:53:10"}, MachineIDSHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}, id)

	target.Interfaces, target.Live = nil, false
	id = Identify(t.Context(), target)
	require.Equal(t, Identity{Hostname: "image1", MachineIDSHA256: id.MachineIDSHA256}, id, "an image has no addresses, and this machine's are not its own")

	target = folder(t, map[string]string{"etc/machine-id": "uninitialized\n"})
	target.Interfaces = func() ([]Interface, error) { return nil, errors.New("no netlink") }
	id = Identify(t.Context(), target)
	require.Equal(t, Identity{Notes: []string{"hostname: /proc/sys/kernel/hostname: is not there", "machine id: /etc/machine-id: is empty", "addresses: no netlink"}}, id)
	require.Equal(t, "a.b", fullName("a.b", ""))
	require.Equal(t, "", fullName("a", "192.0.2.1 ab.c ab"))
	require.NotEmpty(t, IdentityTouches())
}
